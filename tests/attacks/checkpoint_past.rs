//! Whoever began with pages goes on like anybody else: with the past, after a restore, in a region below.

use keys::log::WINDOW;
use keys::statement::Body;
use records::fields::FieldId;
use tests::native::{Person, alone};
use vault::api::{Command, Past, RecordId, Reply, Role};
use wire::pages::READ;

use crate::heads::remembered;
use crate::help::{ALL, DUE, LITTLE, Scene, asked, field, fill, name, record, synced, until_kept};

async fn history(person: &Person, id: RecordId) -> Vec<Past> {
    match person.send(Command::History { region: 0, id }).await {
        Ok(Reply::History(past)) => past,
        other => panic!("{other:?}"),
    }
}

#[test]
fn history_from_before_the_pages_is_read_when_asked_for() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut insider = scene.insider(&words).await;
        let id = scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        let seq = taras.contact(id).await.unwrap().fields[0].seq;
        let change = vec![field(FieldId::FAMILY, "Луцэвіч", seq)];
        taras.save(Some(id), change).await.unwrap();
        fill(&scene.anna, DUE).await;
        until_kept(&mut insider, None).await;
        let whole = history(&scene.anna, id).await;
        assert_eq!(whole.len(), 2);

        let seen = record(&scene.line);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert!(synced(&seen) < LITTLE);
        // Somebody else writes meanwhile.
        scene.anna.save(None, name("Колас")).await.unwrap();
        let names = |past: Vec<Past>| -> Vec<_> {
            past.into_iter().map(|past| (past.seq, past.act)).collect()
        };
        assert_eq!(names(history(&blank, id).await), names(whole));
        assert!(synced(&seen) > ALL, "{}", synced(&seen));
        blank.until_found("Колас", 1).await;
        // Read once.
        let before = synced(&seen);
        let renamed = history(&blank, id).await[0].seq;
        assert!(synced(&seen) - before < LITTLE);
        // What was done before the pages is taken back like anything else.
        let revert = Command::Revert {
            region: 0,
            seq: renamed,
        };
        assert!(matches!(blank.send(revert).await, Ok(Reply::Reverted(_))));
        scene.anna.until_found("Купала", 1).await;
        assert_eq!(blank.alarms(), []);
        assert_eq!(taras.alarms(), []);
    });
}

#[test]
fn after_a_restore_pages_tell_of_the_gap_and_what_was_said_again() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let id = scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        let backup = scene.backup(&folder, "one.sqlite");
        let seq = taras.contact(id).await.unwrap().fields[0].seq;
        let change = vec![field(FieldId::FAMILY, "Луцэвіч", seq)];
        taras.save(Some(id), change).await.unwrap();
        let seq = taras.contact(id).await.unwrap().fields[0].seq;
        let change = vec![field(FieldId::FAMILY, "Купала-Луцэвіч", seq)];
        taras.save(Some(id), change).await.unwrap();
        scene.anna.until_found("Купала-Луцэвіч", 1).await;
        scene.server.restore(&backup).unwrap();
        for person in [&scene.anna, &taras] {
            person
                .until("less than was known", async || {
                    person.behind().then_some(())
                })
                .await;
        }
        scene.anna.resume().await.unwrap();
        taras.until_resumed(1).await;
        let mut insider = scene.insider(&words).await;
        fill(&scene.anna, DUE).await;
        until_kept(&mut insider, None).await;

        let seen = record(&scene.line);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert!(asked(&seen).iter().any(|name| name == READ));
        assert!(synced(&seen) < LITTLE);
        taras.until_found("", DUE + 1).await;
        let contact = blank.contact(id).await.unwrap();
        assert_eq!(contact, taras.contact(id).await.unwrap());
        assert_eq!(contact.fields[0].value, "Купала-Луцэвіч");
        // It goes on from there, and into the next epoch.
        let change = vec![field(FieldId::FAMILY, "Янка", contact.fields[0].seq)];
        blank.save(Some(id), change).await.unwrap();
        scene.anna.until_found("Янка", 1).await;
        scene.anna.rotate().await.unwrap();
        blank.until_renewed(1).await;
        assert_eq!(history(&blank, id).await.len(), 4);
        assert_eq!(blank.alarms(), []);
    });
}

#[test]
fn a_lead_who_began_with_pages_goes_on_from_a_backup() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let mut insider = scene.insider(&words).await;
        let id = scene.anna.save(None, name("Купала")).await.unwrap();
        let early = scene.backup(&folder, "early.sqlite");
        fill(&scene.anna, DUE).await;
        until_kept(&mut insider, None).await;
        let lead = Person::at(scene.hers.address());
        lead.sign_in(&scene.words).await.unwrap();
        lead.save(None, name("Колас")).await.unwrap();
        taras.until_found("Колас", 1).await;
        scene.anna.end();
        drop(taras);
        // From before the pages. What came between backup and pages this device doesn't hold, what it wrote it does.
        scene.server.restore(&early).unwrap();
        lead.until("less than was known", async || lead.behind().then_some(()))
            .await;
        lead.resume().await.unwrap();
        assert_eq!(lead.list("").await.unwrap().total, 2);
        assert!(lead.contact(id).await.is_ok());
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        blank.until_found("Колас", 1).await;
        assert_eq!(blank.alarms(), []);
    });
}

#[test]
fn a_region_below_begins_with_pages_too() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Editor).await;
        let below = scene.anna.create("Мінск", true).await.unwrap();
        scene.anna.look_at(below);
        let maksim = scene.blank();
        let his = scene.anna.bring_in(&maksim, "Максім", Role::Editor).await;
        let mut insider = scene.insider(&his).await;
        fill(&scene.anna, DUE).await;
        until_kept(&mut insider, None).await;
        drop((maksim, lidia));
        for (words, enters, there) in [(&hers, true, DUE), (&his, false, DUE + 1)] {
            let seen = record(&scene.line);
            let blank = scene.blank();
            blank.sign_in(words).await.unwrap();
            if enters {
                blank.enter("Мінск").await;
            }
            blank.until_found("", there).await;
            assert!(asked(&seen).iter().any(|name| name == READ));
            assert!(synced(&seen) < LITTLE, "{}", synced(&seen));
            blank.save(None, name("Колас")).await.unwrap();
            scene.anna.until_found("", there + 1).await;
            assert_eq!(blank.alarms(), []);
        }
        assert_eq!(scene.anna.alarms(), []);
        // Who is above renews it with what the log says.
        let lead = Person::at(scene.hers.address());
        lead.sign_in(&scene.words).await.unwrap();
        lead.enter("Мінск").await;
        lead.until_found("", DUE + 2).await;
        lead.rotate().await.unwrap();
        let blank = scene.blank();
        blank.sign_in(&his).await.unwrap();
        blank.until_found("", DUE + 2).await;
        assert_eq!(blank.alarms(), []);
    });
}

#[test]
fn what_is_remembered_of_a_region_below_is_looked_for_in_its_log() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Viewer).await;
        let below = scene.anna.create("Мінск", true).await.unwrap();
        scene.anna.look_at(below);
        let maksim = scene.blank();
        let his = scene.anna.bring_in(&maksim, "Максім", Role::Editor).await;
        lidia.enter("Мінск").await;
        let mut insider = scene.insider(&his).await;
        let seen = insider.log.seq();
        remembered(&scene, &hers, insider.epoch().space, (1, 1)).await;
        drop(lidia);
        // So much is written then that no page tells of that place any more.
        while insider.log.seq() < seen + WINDOW + 64 {
            let many: Vec<_> = (0..128).map(|_| insider.say(Body::Beacon)).collect();
            insider.plant(&many).await.unwrap();
        }
        until_kept(&mut insider, None).await;
        let blank = scene.blank();
        blank.sign_in(&hers).await.unwrap();
        blank.enter("Мінск").await;
        assert_eq!(blank.alarms(), []);
    });
}
