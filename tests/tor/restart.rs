//! The server is killed while somebody reads, and starts again.

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use records::fields::FieldId;
use tests::native::{Person, alone};
use tests::tor::Line;
use vault::api::FieldChange;

use crate::scene::{Scene, name, told, until_fresh, until_offline};

/// As many notes of such a size as a sync brings in two answers, random, so that nothing makes them smaller.
const NOTES: u32 = 24;
const NOTE_BYTES: usize = 36 * 1024;

async fn write(person: &Person) -> Result<()> {
    for number in 0..NOTES {
        let mut note = vec![0; NOTE_BYTES];
        getrandom::fill(&mut note).map_err(|_| anyhow::anyhow!("no random bytes"))?;
        let mut contact = name(&format!("Чытач{number}"));
        contact.push(FieldChange {
            field: FieldId::NOTES,
            value: STANDARD.encode(&note),
            based_on: 0,
        });
        person.save(None, contact).await.map_err(told)?;
    }
    Ok(())
}

#[test]
fn a_server_that_restarts_in_mid_sync_loses_nothing() -> Result<()> {
    alone(async {
        let mut scene = Scene::new().await?;
        let (taras, words) = scene.founder().await?;
        let line = Line::slow(scene.network.socks()).await?;
        let door = line.door(&scene.onion).await?;
        let anna = scene.device(&door, &words).await?;
        line.cut();
        until_offline(&anna).await;
        write(&taras).await?;
        line.come_back();
        // The first answer has come, and the next is asked for.
        let some = async || {
            let total = anna.list("").await.ok()?.total;
            (total > 0).then_some(total)
        };
        let read = anna.until("some contacts", some).await;
        ensure!(read < NOTES, "all {read} came at once");
        scene.server.kill()?;
        until_offline(&anna).await;
        scene.server.restart()?;
        until_fresh(&anna).await;
        expect_all(&anna, NOTES).await?;
        anna.save(None, name("Купала")).await.map_err(told)?;
        expect_all(&taras, NOTES + 1).await?;

        // Once more under a sign-in, which has to wait no longer than the server takes.
        let other = Person::far_from(door.address());
        let restart = async {
            line.until_received(256 * 1024).await?;
            scene.server.kill()?;
            scene.server.restart()
        };
        let (session, restarted) = tokio::join!(other.sign_in(&words), restart);
        restarted?;
        session.map_err(told)?;
        expect_all(&other, NOTES + 1).await
    })
}

/// Until somebody has so many contacts, and nothing was wrong with any.
async fn expect_all(person: &Person, contacts: u32) -> Result<()> {
    person
        .until("all contacts", async || {
            let total = person.list("").await.ok()?.total;
            (total == contacts).then_some(())
        })
        .await;
    ensure!(person.alarms().is_empty(), "{:?}", person.alarms());
    Ok(())
}
