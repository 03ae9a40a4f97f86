//! One log, one state, natively and in the browser: each confirms what the other says it has come to, over everything that a log
//! may say of contacts.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use keys::statement::{Body, Edit, FieldEdit, RecordRef, Value};
use keys::{Hash, PublicKey};
use records::fields::FieldId;
use tests::harness::{Kind, Stage};
use tests::native::{Insider, Person, alone};
use vault::api::{Alarm, Command, Failure, FieldChange, RecordId, Reply, Role};

use crate::steps::{self, named};

#[test]
fn chromium_and_a_native_client_come_to_the_same() -> Result<()> {
    alone(same(Kind::Chromium))
}

#[test]
fn firefox_and_a_native_client_come_to_the_same() -> Result<()> {
    alone(same(Kind::Firefox))
}

fn told(failure: Failure) -> anyhow::Error {
    anyhow::anyhow!("{failure:?}")
}

fn field(field: FieldId, value: &str, based_on: u64) -> FieldChange {
    FieldChange {
        field,
        value: value.to_owned(),
        based_on,
    }
}

async fn import(anna: &Person, file: &str) -> Result<[u8; 16]> {
    let path = steps::fixture(file);
    let bytes = std::fs::read(&path)?;
    let name = file.to_owned();
    let preview = anna.send(Command::ReadFile { name, bytes }).await;
    let Reply::Preview(preview) = preview.map_err(told)? else {
        anyhow::bail!("no preview");
    };
    let mapping = preview.columns.iter().map(|column| column.guess).collect();
    let run = Command::RunImport { region: 0, mapping };
    let Reply::Report(report) = anna.send(run).await.map_err(told)? else {
        anyhow::bail!("no report");
    };
    report.batch.context("an import")
}

/// Imports, one of them undone; edits, a conflict, deletions, entries of a collector, and contacts that came and went.
async fn everything(stage: &Stage, anna: &Person, his: &str) -> Result<()> {
    let below = anna.create("Мінск", true).await.map_err(told)?;
    import(anna, "excel_ru_cp1251_semicolon.csv").await?;
    let undone = import(anna, "book.xlsx").await?;
    let undo = Command::UndoImport {
        region: 0,
        id: undone,
        undone: true,
    };
    anna.send(undo).await.map_err(told)?;
    let collector = Person::at(stage.server.address());
    anna.bring_in(&collector, "Зося", Role::Collector).await;
    for family in ["Купала", "Колас"] {
        let entry = vec![field(FieldId::FAMILY, family, 0)];
        collector.hand_in(entry).await.map_err(told)?;
    }
    let entries = anna.until_handed_in(2).await;
    let (one, other) = (&entries[0], &entries[1]);
    anna.admit(&[one], &[other]).await.map_err(told)?;
    let rows = anna.list("").await.map_err(told)?.rows;
    let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
    for id in &ids[..3] {
        let note = vec![field(FieldId::NOTES, "быў дома", 0)];
        anna.save(Some(*id), note).await.map_err(told)?;
    }
    // Written without having seen that.
    let mut taras = Insider::with_words(stage.server.address(), his).await?;
    let record = RecordRef {
        statement: Hash(ids[0].statement),
        index: ids[0].index,
    };
    let fields = vec![FieldEdit {
        field: FieldId::NOTES.0,
        based_on: 0,
        value: Value::text("не было дома"),
    }];
    let edit = vec![Edit { record, fields }];
    let said = taras.say(Body::Change(keys::statement::Change {
        edit,
        ..Default::default()
    }));
    taras.plant(&[said]).await?;
    let delete = Command::SetDeleted {
        region: 0,
        id: ids[4],
        deleted: true,
    };
    anna.send(delete).await.map_err(told)?;
    let there = Command::Move {
        region: 0,
        records: ids[5..9].to_vec(),
        to: below,
    };
    let Reply::Moved(moved) = anna.send(there).await.map_err(told)? else {
        anyhow::bail!("not moved");
    };
    let back = Command::Move {
        region: below,
        records: moved.records[..2].to_vec(),
        to: 0,
    };
    anna.send(back).await.map_err(told)?;
    Ok(())
}

/// Until one's checkpoint is confirmed by another, in what comes after this place.
async fn until_confirmed(
    log: &mut Insider,
    after: usize,
    by: PublicKey,
    other: PublicKey,
) -> Result<()> {
    let waiting = async {
        loop {
            let mut said = None;
            for place in after + 1..=log.blobs.len() {
                let signed = log.statement(place)?;
                let statement = signed.said().map_err(|_| anyhow::anyhow!("form"))?;
                match statement.body {
                    Body::Checkpoint(_) if statement.author == by => said = Some(signed.hash()),
                    Body::Confirm(confirm) if Some(confirm.checkpoint) == said => {
                        ensure!(statement.author == other, "confirmed by somebody else");
                        return Ok(());
                    }
                    _ => {}
                }
            }
            log.wait().await?;
        }
    };
    let confirmed = tokio::time::timeout(Duration::from_secs(90), waiting).await;
    let Ok(confirmed) = confirmed else {
        let said = (after + 1..=log.blobs.len()).filter_map(|place| {
            let said = log.statement(place).ok()?.said().ok()?;
            Some((place, said.author == by, said.body.name()))
        });
        anyhow::bail!("not confirmed: {:?}", said.collect::<Vec<_>>());
    };
    confirmed
}

async fn same(kind: Kind) -> Result<()> {
    let stage = Stage::new()?;
    let address = stage.server.address().to_owned();
    let anna = Person::at(&address);
    let link = stage.server.founding_link()?;
    let founded = anna.found(&link, "Народная скрыня", "Барысаў", "Ганна");
    let hers = founded.await.map_err(told)?;
    let taras = Person::at(&address);
    let his = anna.bring_in(&taras, "Тарас", Role::Editor).await;
    // From now on the browser is the only other one who writes.
    taras.end();
    everything(&stage, &anna, &his).await?;
    let mut log = Insider::with_words(&address, &hers).await?;
    let key = |words: String| {
        let address = address.clone();
        async move {
            let insider = Insider::with_words(&address, &words).await?;
            Ok::<_, anyhow::Error>(insider.identity.sign.public())
        }
    };
    let (anna_key, taras_key) = (key(hers.clone()).await?, key(his.clone()).await?);

    // As much as makes a checkpoint due after all that.
    let before = log.blobs.len();
    import(&anna, "excel_ru_cp1251_semicolon.csv").await?;

    let browser = stage.open(kind).await?;
    steps::sign_in(&browser, &address, &his).await?;
    // Two lists of 500, one admitted, one deleted, four gone, two back.
    browser.wait_text(&named("counts"), "998").await?;
    until_confirmed(&mut log, before, anna_key, taras_key).await?;
    // The other way round.
    let before = log.blobs.len();
    steps::import(&browser, &steps::fixture("book.xlsx")).await?;
    until_confirmed(&mut log, before, taras_key, anna_key).await?;
    let lies = anna.alarms().into_iter();
    let lies = lies.filter(|alarm| matches!(alarm, Alarm::FalsePages { .. }));
    ensure!(lies.count() == 0, "somebody's state is another");
    ensure!(
        browser.count(&named("alarm")).await? == 0,
        "an alarm in {kind}"
    );
    browser.close().await?.expect_clean(&address)?;
    Ok(())
}
