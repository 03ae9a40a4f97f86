//! The whole way once, without lies: what the attacks are measured against.

use records::fields::FieldId;
use tests::native::alone;
use vault::api::{Command, Failure, Reply, Role};

use crate::help::{Scene, field, name};

#[test]
fn two_people_and_one_contact() {
    alone(async {
        let scene = Scene::new().await;
        let (anna, words) = (&scene.anna, &scene.words);
        let (taras, _) = scene.member("Тарас", Role::Editor).await;

        let id = anna
            .save(
                None,
                vec![
                    field(FieldId::FAMILY, "Ціханоўская", 0),
                    field(FieldId::TOWN, "Мінск", 0),
                ],
            )
            .await
            .unwrap();
        for spelling in [
            "Ціханоўская",
            "Тихановская",
            "Tikhanovskaya",
            "Cichanoŭskaja",
        ] {
            taras.until_found(spelling, 1).await;
        }

        // Both edit at once, different fields and the same one.
        let seen = taras.contact(id).await.unwrap();
        let town = seen
            .fields
            .iter()
            .find(|value| value.field == FieldId::TOWN)
            .unwrap()
            .seq;
        let (one, two) = tokio::join!(
            anna.save(
                Some(id),
                vec![
                    field(FieldId::PHONE, "+375291234567", 0),
                    field(FieldId::TOWN, "Гомель", town)
                ]
            ),
            taras.save(
                Some(id),
                vec![
                    field(FieldId::EMAIL, "sv@example.org", 0),
                    field(FieldId::TOWN, "Брэст", town)
                ]
            ),
        );
        one.unwrap();
        two.unwrap();
        for person in [anna, &taras] {
            person
                .until("both edits", async || {
                    let contact = person.contact(id).await.ok()?;
                    let value =
                        |id: FieldId| contact.fields.iter().find(move |value| value.field == id);
                    let town = value(FieldId::TOWN)?;
                    let mut towns: Vec<&str> = town
                        .others
                        .iter()
                        .map(|other| other.value.as_str())
                        .chain([town.value.as_str()])
                        .collect();
                    towns.sort_unstable();
                    (value(FieldId::PHONE).is_some()
                        && value(FieldId::EMAIL).is_some()
                        && towns == ["Брэст", "Гомель"])
                    .then_some(())
                })
                .await;
        }

        let blank = scene.blank();
        let session = blank.sign_in(words).await.unwrap();
        assert_eq!(session.organisation, "Скрыня");
        assert_eq!(blank.list("Tikhanovskaya").await.unwrap().total, 1);
        assert!(anna.alarms().is_empty() && taras.alarms().is_empty() && blank.alarms().is_empty());
    });
}

#[test]
fn let_in_while_nobody_looked() {
    alone(async {
        let scene = Scene::new().await;
        let taras = scene.blank();
        let invitation = scene.anna.invite(Role::Editor).await.unwrap();
        let (words, theirs) = taras.join(&invitation, "Тарас").await.unwrap();
        drop(taras);
        assert_eq!(scene.anna.six_words(invitation.id).await, theirs);
        scene
            .anna
            .grant(invitation.id, "Тарас", Role::Editor)
            .await
            .unwrap();
        scene.honest_sign_in(&words, 0).await;
        let me = scene.insider(&words).await;
        let membership = &me.keyring.memberships[0];
        assert!(membership.waiting.is_none() && membership.remembered.is_some());
        assert_eq!(membership.slot, Some(me.slot));
    });
}

#[test]
fn other_words_for_the_same_person() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, old) = scene.member("Тарас", Role::Editor).await;
        let new = taras.words().await;
        let change = |old: &str, new: &str| Command::ChangeWords {
            old: old.to_owned(),
            old_file: None,
            new: new.to_owned(),
            new_file: None,
        };
        // Only who knows the old ones may, and the new ones must be other ones.
        for wrong in [change(&scene.words, &new), change(&old, &old)] {
            assert_eq!(taras.send(wrong).await, Err(Failure::WrongWords));
        }
        // The answer is lost: the same words again find out that it was done.
        scene.line.lie(|exchange| {
            let moved = exchange.name == wire::keyring::MOVE;
            if moved {
                exchange.lose();
            }
            moved
        });
        assert!(taras.send(change(&old, &new)).await.is_err());
        assert!(scene.line.lies() > 0);
        scene.line.be_honest();
        assert_eq!(taras.send(change(&old, &new)).await, Ok(Reply::Done));
        assert_eq!(scene.blank().sign_in(&old).await, Err(Failure::WrongWords));
        taras.save(None, name("Купала")).await.unwrap();
        scene.honest_sign_in(&new, 1).await;
        // And once more, with nothing lost.
        let newest = taras.words().await;
        assert_eq!(taras.send(change(&new, &newest)).await, Ok(Reply::Done));
        assert_eq!(scene.blank().sign_in(&new).await, Err(Failure::WrongWords));
        scene.honest_sign_in(&newest, 1).await;
    });
}
