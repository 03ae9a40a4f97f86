//! Taking back: by new changes, and never what somebody else has worked on since.

use keys::Hash;
use keys::statement::{Body, Change, Edit, FieldEdit, RecordRef, Value};
use records::fields::FieldId;
use tests::native::{Person, alone};
use vault::api::{Act, Command, Failure, Past, RecordId, Reply, Role};

use crate::help::{Scene, field, name};

async fn history(person: &Person, id: RecordId) -> Vec<Past> {
    match person.send(Command::History { region: 0, id }).await {
        Ok(Reply::History(past)) => past,
        other => panic!("{other:?}"),
    }
}

async fn revert(person: &Person, seq: u64) -> Result<u32, Failure> {
    match person.send(Command::Revert { region: 0, seq }).await? {
        Reply::Reverted(reverted) => Ok(reverted.kept),
        other => panic!("{other:?}"),
    }
}

async fn value(person: &Person, id: RecordId, wanted: FieldId) -> Option<String> {
    let contact = person.contact(id).await.unwrap();
    let found = contact.fields.iter().find(|field| field.field == wanted);
    found.map(|field| field.value.clone())
}

async fn write(person: &Person, id: RecordId, of: FieldId, text: &str) -> u64 {
    let contact = person.contact(id).await.unwrap();
    let before = contact.fields.iter().find(|field| field.field == of);
    let edit = field(of, text, before.map_or(0, |field| field.seq));
    person.save(Some(id), vec![edit]).await.unwrap();
    history(person, id).await[0].seq
}

#[test]
fn statements_and_fields_are_taken_back_by_new_ones() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (vera, _) = scene.member("Вера", Role::Viewer).await;
        let id = scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        let renamed = write(&taras, id, FieldId::FAMILY, "Луцэвіч").await;
        let moved = write(&taras, id, FieldId::TOWN, "Мінск").await;
        scene.anna.until_found("Мінск", 1).await;
        let acts: Vec<Act> = history(&scene.anna, id)
            .await
            .into_iter()
            .map(|p| p.act)
            .collect();
        assert!(
            matches!(&acts[..], [Act::Edited(_), Act::Edited(fields), Act::Made]
            if fields[0].before == "Купала")
        );
        // One statement, and nothing of what came after it.
        assert_eq!(revert(&scene.anna, renamed).await, Ok(0));
        assert_eq!(
            value(&scene.anna, id, FieldId::FAMILY).await.unwrap(),
            "Купала"
        );
        assert_eq!(
            value(&scene.anna, id, FieldId::TOWN).await.unwrap(),
            "Мінск"
        );
        // What somebody has written over since stays, unless that very field is asked for.
        taras.until_found("Купала", 1).await;
        write(&taras, id, FieldId::TOWN, "Орша").await;
        scene.anna.until_found("Орша", 1).await;
        assert_eq!(revert(&scene.anna, moved).await, Ok(1));
        assert_eq!(value(&scene.anna, id, FieldId::TOWN).await.unwrap(), "Орша");
        let command = Command::RevertField {
            region: 0,
            id,
            field: FieldId::TOWN,
            seq: moved,
        };
        scene.anna.send(command).await.unwrap();
        assert_eq!(value(&scene.anna, id, FieldId::TOWN).await, None);
        // A deletion, and a record that is no more than made.
        let delete = Command::SetDeleted {
            region: 0,
            id,
            deleted: true,
        };
        scene.anna.send(delete).await.unwrap();
        let deleted = history(&scene.anna, id).await[0].clone();
        assert_eq!(deleted.act, Act::Deleted);
        assert_eq!(revert(&scene.anna, deleted.seq).await, Ok(0));
        assert_eq!(scene.anna.list("").await.unwrap().total, 1);
        let other = scene.anna.save(None, name("Колас")).await.unwrap();
        let made = history(&scene.anna, other).await[0].seq;
        assert_eq!(revert(&scene.anna, made).await, Ok(0));
        assert_eq!(scene.anna.list("").await.unwrap().total, 1);
        let made = history(&scene.anna, id).await.last().unwrap().seq;
        assert_eq!(revert(&scene.anna, made).await, Ok(1));
        assert_eq!(scene.anna.list("").await.unwrap().total, 1);
        // Viewers take nothing back, and a new device finds the same.
        assert_eq!(revert(&vera, renamed).await, Err(Failure::NotAllowed));
        assert_eq!(revert(&scene.anna, 1).await, Err(Failure::Changed));
        let blank = scene.honest_sign_in(&his, 1).await;
        assert_eq!(
            history(&blank, id).await.len(),
            history(&scene.anna, id).await.len()
        );
        assert_eq!(value(&blank, id, FieldId::FAMILY).await.unwrap(), "Купала");
    });
}

#[test]
fn a_value_that_this_app_does_not_know_comes_back_as_it_was() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, his) = scene.member("Тарас", Role::Editor).await;
        let id = scene.anna.save(None, name("Купала")).await.unwrap();
        let mut newer = scene.insider(&his).await;
        let record = RecordRef {
            statement: Hash(id.statement),
            index: id.index,
        };
        let unknown = FieldId(40_000);
        let mut based_on = 0;
        // Numbers first, then a text over them.
        let numbers: Value = keys::encode::decode(&[0x83, 1, 2, 3]).unwrap();
        for value in [numbers.clone(), Value::text("ліра")] {
            let fields = vec![FieldEdit {
                field: unknown.0,
                based_on,
                value,
            }];
            let said = newer.say(Body::Change(Change {
                edit: vec![Edit { record, fields }],
                ..Change::default()
            }));
            based_on = newer.plant(&[said]).await.unwrap();
        }
        scene
            .anna
            .until("the text", async || {
                value(&scene.anna, id, unknown).await.map(drop)
            })
            .await;
        let last = history(&scene.anna, id).await[0].seq;
        assert_eq!(revert(&scene.anna, last).await, Ok(0));
        newer.refresh().await.unwrap();
        let said = newer.statement(newer.blobs.len()).unwrap();
        let bytes = keys::encode::encode(&said);
        let wanted = numbers.as_bytes();
        assert!(bytes.windows(wanted.len()).any(|window| window == wanted));
    });
}
