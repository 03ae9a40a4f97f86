//! Somebody who has lost their words is let in again: the same person for everybody, and the lost words open nothing.

use records::fields::FieldId;
use tests::native::alone;
use vault::api::{RegionState, Role};

use crate::help::{Scene, field, name};

#[test]
fn who_is_let_in_again_is_the_same_person() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, lost) = scene.member("Тарас", Role::Editor).await;
        let id = taras.save(None, name("Купала")).await.unwrap();
        scene.anna.until_found("Купала", 1).await;
        let people = scene.anna.people().await.unwrap();
        let key = people.iter().find(|it| it.name.as_deref() == Some("Тарас"));
        let key = key.unwrap().key;
        // The words are lost. Somebody may have found them.
        let finder = scene.honest_sign_in(&lost, 1).await;
        drop(taras);
        let again = scene.blank();
        let words = scene
            .anna
            .bring_in_again(&again, "Тарас Ц.", Role::Editor, Some(key))
            .await;
        finder.until_removed().await;
        let left = scene.blank().sign_in(&lost).await.unwrap();
        assert_eq!(left.regions[0].state, RegionState::Removed);
        // One person in the list; what was said with the lost keys is that person's.
        let people = scene.anna.people().await.unwrap();
        let names: Vec<_> = people.iter().filter_map(|it| it.name.as_deref()).collect();
        assert_eq!(people.len(), 2, "{names:?}");
        let contact = scene.anna.contact(id).await.unwrap();
        assert_eq!(contact.fields[0].by.as_deref(), Some("Тарас Ц."));
        let change = vec![field(FieldId::FAMILY, "Луцэвіч", contact.fields[0].seq)];
        again.until_found("Купала", 1).await;
        again.save(Some(id), change).await.unwrap();
        scene.anna.until_found("Луцэвіч", 1).await;
        for person in [&scene.anna, &scene.honest_sign_in(&scene.words, 1).await] {
            let contact = person.contact(id).await.unwrap();
            assert_eq!(contact.fields[0].by.as_deref(), Some("Тарас Ц."));
        }
        scene.honest_sign_in(&words, 1).await;
    });
}
