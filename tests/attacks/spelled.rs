//! Contacts with all that they may hold: brought in, found by it, changed and taken back.

use records::fields::{FIELDS, FieldId};
use tests::native::{Person, alone};
use vault::api::{Act, Command, ImportReport, Past, RecordId, Reply, Role, Row};

use crate::help::{Scene, field};

const LIST: &str = "Прозвішча;Імя;Фамилия;Имя;Тэлефон;Телефон;Горад;Город;Прапіска;Не званіць;Участак\n\
    Койданаўскі;Рыгор;Дзержинский;Григорий;80291234567/80337654321;8 044 777 88 99;Койданава;Дзержинск;Орша;так;17\n\
    Дрозд;;;;;;;;;;\n";

async fn ask(person: &Person, command: Command) -> ImportReport {
    match person.send(command).await.unwrap() {
        Reply::Report(report) => report,
        other => panic!("{other:?}"),
    }
}

async fn only(person: &Person, query: &str) -> Row {
    let mut page = person.list(query).await.unwrap();
    assert_eq!(page.total, 1, "{query}");
    page.rows.remove(0)
}

async fn value(person: &Person, id: RecordId, of: FieldId) -> Option<(String, u64)> {
    let contact = person.contact(id).await.unwrap();
    let found = contact.fields.into_iter().find(|field| field.field == of);
    found.map(|field| (field.value, field.seq))
}

async fn last(person: &Person, id: RecordId) -> Past {
    match person.send(Command::History { region: 0, id }).await {
        Ok(Reply::History(mut past)) => past.remove(0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_with_everything_is_tried_brought_in_found_and_taken_back() {
    alone(async {
        let scene = Scene::new().await;
        let anna = &scene.anna;
        let read = Command::ReadFile {
            name: "list.csv".into(),
            bytes: LIST.into(),
        };
        let Reply::Preview(preview) = anna.send(read).await.unwrap() else {
            unreachable!("a file is answered with its preview")
        };
        let mapping: Vec<_> = preview.columns.iter().map(|column| column.guess).collect();
        let wanted = [
            FieldId::FAMILY,
            FieldId::GIVEN,
            FieldId::FAMILY2,
            FieldId::GIVEN2,
            FieldId::PHONE,
            FieldId::PHONE2,
            FieldId::TOWN,
            FieldId::TOWN2,
            FieldId::REGISTERED_STREET,
            FieldId::DO_NOT_CALL,
            FieldId::PRECINCT,
        ];
        assert_eq!(mapping, wanted.map(Some));
        let tried = Command::CheckImport {
            mapping: mapping.clone(),
        };
        assert_eq!(ask(anna, tried).await.records, 2);
        assert_eq!(anna.list("").await.unwrap().total, 0);
        let run = Command::RunImport { region: 0, mapping };
        let batch = ask(anna, run).await.batch.unwrap();

        let row = only(anna, "дзержинский").await;
        assert_eq!(row.name.text, "Койданаўскі Рыгор");
        assert_eq!(row.limits, [FieldId::DO_NOT_CALL]);
        let also = row.also.unwrap();
        assert_eq!(
            (also.field, also.cell.text.as_str()),
            (FieldId::FAMILY2, "Дзержинский")
        );
        assert!(!also.cell.marks.is_empty());
        let row = only(anna, "8 044 777").await;
        assert_eq!((row.reach.text.as_str(), row.also), ("+375447778899", None));
        assert_eq!(only(anna, "дзержинск рыгор").await.place.text, "Дзержинск");
        // In the order of a card.
        let contact = anna.contact(row.id).await.unwrap();
        let places = contact
            .fields
            .iter()
            .map(|value| records::fields::place(value.field));
        assert!(places.is_sorted());
        assert_eq!(contact.fields.len(), wanted.len() + 1);

        for (undone, left) in [(true, 0), (false, 2)] {
            let undo = Command::UndoImport {
                region: 0,
                id: batch,
                undone,
            };
            anna.send(undo).await.unwrap();
            assert_eq!(anna.list("").await.unwrap().total, left);
        }
    });
}

#[test]
fn every_field_is_written_kept_and_taken_back_alone() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let all = FIELDS.iter().map(|known| field(known.id, known.key, 0));
        let id = scene.anna.save(None, all.collect()).await.unwrap();
        taras.until_found("family", 1).await;
        for known in FIELDS {
            let (before, seq) = value(&taras, id, known.id).await.unwrap();
            assert_eq!(before, known.key);
            // A few of them, each on its own, by somebody else.
            if known.of == known.id {
                continue;
            }
            let edit = vec![field(known.id, "новае", seq)];
            taras.save(Some(id), edit).await.unwrap();
            let past = last(&taras, id).await;
            let Act::Edited(fields) = past.act else {
                panic!("{:?}", past.act)
            };
            assert_eq!(
                (fields[0].field, fields[0].before.as_str()),
                (known.id, known.key)
            );
            let back = Command::RevertField {
                region: 0,
                id,
                field: known.id,
                seq: past.seq,
            };
            taras.send(back).await.unwrap();
            assert_eq!(value(&taras, id, known.id).await.unwrap().0, known.key);
        }
        // And a device that knows nothing of it finds the same.
        let blank = scene.honest_sign_in(&his, 1).await;
        let contact = blank.contact(id).await.unwrap();
        let keys: Vec<&str> = contact
            .fields
            .iter()
            .map(|value| value.value.as_str())
            .collect();
        assert_eq!(
            keys,
            FIELDS.iter().map(|field| field.key).collect::<Vec<_>>()
        );
    });
}
