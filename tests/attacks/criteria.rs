//! What a region is called and asks: who may say so, whom it reaches, and what an older app does with a newer region.

use keys::Nonce;
use keys::card::Card;
use keys::statement::{
    Body, Change, Criteria, ImportTag, NewField, NewRecord, SignedStatement, Value,
};
use records::fields::FieldId;
use tests::native::{Person, alone, rng, today};
use vault::api::{self, Command, Failure, Reply, Role};

use crate::help::{RawRotation, Scene, field, name, wait_refused};

async fn describe(person: &Person, name: &str, criteria: &[u8]) -> Result<(), Failure> {
    let command = Command::SetCriteria {
        region: 0,
        name: Some(name.into()),
        criteria: Some(criteria.to_vec()),
    };
    person.send(command).await.map(|_| ())
}

async fn described(person: &Person) -> Vec<api::Criteria> {
    match person.send(Command::Criteria { region: 0 }).await.unwrap() {
        Reply::Criteria(said) => said,
        other => panic!("{other:?}"),
    }
}

async fn until_called(person: &Person, name: &str) {
    person
        .until(name, async || {
            let session = person.session()?;
            (session.regions.first()?.name == name).then_some(())
        })
        .await;
}

#[test]
fn criteria_reach_everybody_and_none_is_lost() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (kira, words) = scene.member("Кіра", Role::Collector).await;
        describe(&scene.anna, "Аршанскі раён", b"1").await.unwrap();
        describe(&scene.anna, "Орша", b"2").await.unwrap();
        for person in [&scene.anna, &lidia, &taras, &kira] {
            until_called(person, "Орша").await;
        }
        let said = described(&taras).await;
        let told: Vec<_> = said.iter().map(|said| said.criteria.clone()).collect();
        assert_eq!(told, [Some(b"2".to_vec()), Some(b"1".to_vec())]);
        // The root's are an admin's to say, not every lead's, whatever way it is tried.
        assert_eq!(
            describe(&lidia, "Полацк", b"3").await,
            Err(Failure::NotAllowed)
        );
        let mut lead = scene.insider(&hers).await;
        let forged = Criteria {
            name: Some("Полацк".into()),
            criteria: None,
            minimum_app: None,
        };
        let forged = lead.say(Body::Criteria(forged));
        lead.plant(&[forged]).await.unwrap();
        wait_refused(&taras, 1).await;
        let long = "о".repeat(200);
        assert_eq!(
            describe(&scene.anna, &long, b"3").await,
            Err(Failure::TooBig)
        );
        // The next epoch's card carries them on.
        scene.anna.remove("Лідзія").await.unwrap();
        for words in [&scene.words, &his, &words] {
            let blank = scene.blank();
            let session = blank.sign_in(words).await.unwrap();
            assert_eq!(session.regions[0].name, "Орша");
        }
        assert_eq!(described(&scene.anna).await.len(), 2);
        kira.hand_in(name("Купала")).await.unwrap();
    });
}

#[test]
fn an_older_app_only_reads() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let (kira, words) = scene.member("Кіра", Role::Collector).await;
        taras.save(None, name("Купала")).await.unwrap();
        scene.anna.until_found("", 1).await;
        // Somebody with an app of a later year.
        let mut anna = scene.insider(&scene.words).await;
        let newer = Criteria {
            name: None,
            criteria: None,
            minimum_app: Some(vault::VERSION + 1),
        };
        let newer = anna.say(Body::Criteria(newer));
        anna.plant(&[newer]).await.unwrap();
        let outdated = async || taras.session()?.regions.first()?.outdated.then_some(());
        taras.until("a region for newer apps", outdated).await;
        assert_eq!(taras.list("").await.unwrap().total, 1);
        assert_eq!(
            taras.save(None, name("Колас")).await,
            Err(Failure::Outdated)
        );
        let others = [
            scene.anna.rotate().await.map(|_| ()),
            scene.anna.remove("Тарас").await.map(|_| ()),
            describe(&scene.anna, "Орша", b"1").await,
        ];
        assert_eq!(
            others,
            [
                Err(Failure::Outdated),
                Err(Failure::Outdated),
                Err(Failure::Outdated)
            ]
        );
        // Who has no log goes by the card.
        let mut rotation = RawRotation::by(&anna, |_| {});
        let me = anna.identity.sign.public();
        let chain = anna.log.chain_of(&[me]);
        let card = Card::new(
            &rotation.next,
            "Орша".into(),
            Vec::new(),
            me,
            chain,
            today(),
        );
        let mut card = card.unwrap();
        card.minimum_app = vault::VERSION + 1;
        let sealed = card.seal(&rotation.next, &anna.identity.sign, &mut rng());
        rotation.commit.card = sealed.unwrap().into();
        assert_eq!(rotation.send(&anna).await.status, 200);
        assert_eq!(kira.hand_in(name("Танк")).await, Err(Failure::Outdated));
        for words in [&his, &words] {
            let blank = scene.blank();
            let session = blank.sign_in(words).await.unwrap();
            assert!(session.regions[0].outdated);
        }
    });
}

/// A field that no app of today knows.
const UNKNOWN: FieldId = FieldId(40_000);

#[test]
fn unknown_fields_survive_edit_import_and_undo() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let mut newer = scene.insider(&his).await;
        let field_of = |field: FieldId, text: &str| NewField {
            field: field.0,
            value: Value::text(text),
        };
        let fields = vec![
            field_of(FieldId::FAMILY, "Купала"),
            field_of(UNKNOWN, "ліра"),
        ];
        let import = ImportTag {
            id: Nonce([5; 16]),
            name: "спіс.csv".into(),
        };
        let brought: SignedStatement = newer.say(Body::Change(Change {
            import: Some(import),
            create: vec![NewRecord(fields)],
            ..Change::default()
        }));
        newer.plant(&[brought]).await.unwrap();
        let id = scene.anna.until_found("", 1).await;
        let seq = scene.anna.contact(id).await.unwrap().fields[0].seq;
        let edit = vec![field(FieldId::FAMILY, "Луцэвіч", seq)];
        scene.anna.save(Some(id), edit).await.unwrap();
        taras.until_found("Луцэвіч", 1).await;
        for (undone, total) in [(true, 0), (false, 1)] {
            let command = Command::UndoImport {
                region: 0,
                id: [5; 16],
                undone,
            };
            taras.send(command).await.unwrap();
            scene
                .anna
                .until("the import undone or not", async || {
                    (scene.anna.list("").await.ok()?.total == total).then_some(())
                })
                .await;
        }
        scene.anna.rotate().await.unwrap();
        let blank = scene.honest_sign_in(&his, 1).await;
        let contact = blank.contact(id).await.unwrap();
        let value = |wanted: FieldId| {
            let found = contact.fields.iter().find(|field| field.field == wanted);
            found.map(|field| field.value.as_str())
        };
        assert_eq!(value(FieldId::FAMILY), Some("Луцэвіч"));
        assert_eq!(value(UNKNOWN), Some("ліра"));
    });
}
