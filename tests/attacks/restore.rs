//! A server that comes back from a backup: nothing is lost that anybody still holds, and nobody comes back who was put out.

use std::path::PathBuf;

use keys::log::{JUMP_EPOCHS, JUMP_SEQS};
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, Resume, Seen};
use keys::{Hash, encode};
use records::fields::FieldId;
use tests::native::{Insider, Person, alone, rng, today};
use vault::api::{Alarm, Failure, RegionState, Role};
use wire::space::AppendParams;

use crate::help::{Scene, field, in_sync, name};

impl Scene {
    pub(crate) fn backup(&self, folder: &tempfile::TempDir, name: &str) -> PathBuf {
        let to = folder.path().join(name);
        let data = self.server.data().to_str().unwrap();
        let arguments = ["backup", "--data", data, "--to", to.to_str().unwrap()];
        let output = self.server.command(&arguments).unwrap();
        assert!(output.status.success(), "{output:?}");
        to
    }
}

/// A statement as an insider's capability appends it, and the answer's status and body.
async fn appended(me: &Insider, body: Body) -> (u16, String) {
    let blob = me.say(body).seal(&me.access, &mut rng()).unwrap();
    let params = encode::encode(&AppendParams {
        epoch: me.epoch().number,
        entries: vec![blob.into()],
    });
    let operation = Operation::Append;
    let (space, day) = (me.epoch().space, today());
    let request = SignedRequest::sign(&me.capability, operation, space, day, params);
    let answer = me
        .raw
        .post(wire::space::APPEND, encode::encode(&request))
        .await
        .unwrap();
    (answer.status, String::from_utf8_lossy(&answer.body).into())
}

async fn until_behind(person: &Person) {
    person
        .until("less than was known", async || {
            person.behind().then_some(())
        })
        .await;
}

#[test]
fn after_a_restore_all_comes_back_that_anybody_still_holds() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (taras, taras_words) = scene.member("Тарас", Role::Editor).await;
        let (_vera, vera_words) = scene.member("Вера", Role::Editor).await;
        let first = scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        let vera_then = scene.insider(&vera_words).await;
        let backup = scene.backup(&folder, "one.sqlite");
        // All this is acknowledged, and in no backup.
        scene.anna.save(None, name("Колас")).await.unwrap();
        let was = taras.contact(first).await.unwrap().fields[0].seq;
        let change = vec![field(FieldId::FAMILY, "Луцэвіч", was)];
        taras.save(Some(first), change).await.unwrap();
        let now = taras.contact(first).await.unwrap().fields[0].seq;
        let change = vec![field(FieldId::FAMILY, "Купала-Луцэвіч", now)];
        taras.save(Some(first), change).await.unwrap();
        scene.anna.remove("Вера").await.unwrap();
        let (ales, _) = scene.member("Алесь", Role::Editor).await;
        ales.save(None, name("Багдановіч")).await.unwrap();
        scene.anna.until_found("Багдановіч", 1).await;
        taras.until_found("Багдановіч", 1).await;

        scene.server.restore(&backup).unwrap();
        for person in [&scene.anna, &taras] {
            until_behind(person).await;
            assert!(
                person
                    .alarms()
                    .contains(&Alarm::HistoryBroken { region: 0 })
            );
            // What it knows is shown as before.
            assert_eq!(person.list("").await.unwrap().total, 3);
        }
        // Reads only, also for somebody who was put out since: the backup knows her still.
        let (status, body) = appended(&vera_then, Body::Beacon).await;
        assert_eq!(
            (status, body.contains("Restored from a backup")),
            (409, true)
        );
        assert!(taras.save(None, name("Цётка")).await.is_err());
        assert_eq!(taras.resume().await, Err(Failure::NotAllowed));

        scene.anna.resume().await.unwrap();
        taras.until_resumed(1).await;
        // Vera's capability of the backup is dead, and she has no envelope.
        assert_eq!(appended(&vera_then, Body::Beacon).await.0, 403);
        let people = scene.anna.people().await.unwrap();
        let names: Vec<_> = people
            .iter()
            .filter_map(|person| person.name.clone())
            .collect();
        assert_eq!(people.len(), 3, "{names:?}");
        assert!(!names.contains(&"Вера".to_owned()) && names.contains(&"Алесь".to_owned()));
        // One value, no conflict, by its author; under the same id.
        for words in [&scene.words, &taras_words] {
            let blank = scene.honest_sign_in(words, 3).await;
            let contact = blank.contact(first).await.unwrap();
            assert_eq!(contact.fields[0].value, "Купала-Луцэвіч");
            assert!(contact.fields[0].others.is_empty());
            assert!(blank.alarms().is_empty());
        }
        let shown = scene.anna.contact(first).await.unwrap();
        assert_eq!(shown.fields[0].by.as_deref(), Some("Тарас"));
        // And it goes on, for who was let in after the backup too.
        ales.until_resumed(1).await;
        ales.save(None, name("Цётка")).await.unwrap();
        let now = shown.fields[0].seq;
        let change = vec![field(FieldId::FAMILY, "Купала", now)];
        taras.until_found("Цётка", 1).await;
        taras.save(Some(first), change).await.unwrap();
        scene.anna.until_found("Цётка", 1).await;
    });
}

#[test]
fn a_lead_without_memory_goes_on_and_others_say_again_what_they_hold() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        let first = scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        let backup = scene.backup(&folder, "one.sqlite");
        // The lead is away, and holds nothing of this.
        scene.anna.end();
        taras.save(None, name("Колас")).await.unwrap();
        let was = taras.contact(first).await.unwrap().fields[0].seq;
        let change = vec![field(FieldId::FAMILY, "Луцэвіч", was)];
        taras.save(Some(first), change).await.unwrap();
        let lead = scene.blank();
        for round in 1..=2 {
            // The same backup twice: numbers of the first time aren't given out again.
            scene.server.restore(&backup).unwrap();
            until_behind(&taras).await;
            if round == 1 {
                // Her keyring comes out of the backup too: nothing seems amiss, until something is written.
                lead.sign_in(&scene.words).await.unwrap();
                let refused = lead.save(None, name("Цётка")).await;
                assert_eq!(refused, Err(Failure::Frozen));
            }
            until_behind(&lead).await;
            lead.resume().await.unwrap();
            taras.until_resumed(round).await;
            let blank = scene.blank();
            blank.sign_in(&scene.words).await.unwrap();
            blank.until_found("Колас", 1).await;
            blank.until_found("Луцэвіч", 1).await;
            assert_eq!(blank.list("").await.unwrap().total, 2);
        }
        taras.save(None, name("Цётка")).await.unwrap();
    });
}

#[test]
fn a_frozen_region_says_so() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        let (collector, _) = scene.member("Вера", Role::Collector).await;
        collector.hand_in(name("Купала")).await.unwrap();
        scene.anna.until_handed_in(1).await;
        let backup = scene.backup(&folder, "one.sqlite");
        scene.server.restore(&backup).unwrap();
        assert_eq!(taras.save(None, name("Колас")).await, Err(Failure::Frozen));
        assert!(taras.behind());
        let handed = collector.hand_in(name("Багдановіч")).await;
        assert_eq!(handed, Err(Failure::Frozen));
        assert!(scene.anna.invite(Role::Editor).await.is_err());
        assert!(scene.anna.rotate().await.is_err());
        scene.anna.resume().await.unwrap();
        taras.save(None, name("Колас")).await.unwrap();
        collector.hand_in(name("Багдановіч")).await.unwrap();
        // What lay in the inbox of the backup went into the log.
        scene.anna.until_handed_in(2).await;
    });
}

#[test]
fn a_resume_by_an_editor_or_with_a_false_memory() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = scene.member("Тарас", Role::Editor).await;
        let editor = scene.insider(&words).await;
        let resume = |me: &Insider| {
            let seen = me.log.seen();
            Resume {
                restored: seen,
                remembered: seen,
                seq: seen.seq + 1 + JUMP_SEQS,
                epoch: 1 + JUMP_EPOCHS,
            }
        };
        appended(&editor, Body::Resume(resume(&editor))).await;
        let lead = scene.insider(&scene.words).await;
        let mut false_memory = resume(&lead);
        false_memory.remembered = Seen {
            seq: lead.log.seen().seq - 1,
            head: Hash([7; 32]),
        };
        appended(&lead, Body::Resume(false_memory)).await;
        let lead = scene.insider(&scene.words).await;
        let mut near = resume(&lead);
        near.seq = lead.log.seen().seq + JUMP_SEQS - 1;
        appended(&lead, Body::Resume(near)).await;
        let lead = scene.insider(&scene.words).await;
        let last = lead.log.seen().seq;
        appended(&lead, Body::Resume(resume(&lead))).await;
        // The server shows each of them where it wants to stand; only the last one may.
        for (at, place, holds) in [
            (last - 2, resume(&editor).seq, false),
            (last - 1, false_memory.seq, false),
            (last, near.seq, false),
            (last + 1, resume(&lead).seq, true),
        ] {
            in_sync(&scene.line, move |item| {
                item.entries.retain(|entry| entry.seq <= at);
                if let Some(entry) = item.entries.last_mut().filter(|entry| entry.seq == at) {
                    entry.seq = place;
                }
                item.last_seq = place;
                item.more = false;
                true
            });
            let blank = scene.blank();
            let session = blank.sign_in(&scene.words).await;
            assert!(scene.line.lies() > 0);
            let broken = blank.alarms().contains(&Alarm::HistoryBroken { region: 0 });
            assert_eq!(broken, !holds, "{at}: {session:?}");
        }
    });
}

/// Nothing reaches the founder's device from here on.
fn asleep(scene: &Scene) {
    scene.hers.lie(|exchange| {
        exchange.status = 502;
        exchange.answer.clear();
        true
    });
}

#[test]
fn a_lead_who_knows_less_than_the_backup_lets_nobody_in_again() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (lidia, _) = scene.member("Лідзія", Role::Lead).await;
        let (vera, _) = scene.member("Вера", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        vera.until_found("Купала", 1).await;
        asleep(&scene);
        lidia.remove("Вера").await.unwrap();
        let ales = scene.blank();
        lidia.bring_in(&ales, "Алесь", Role::Editor).await;
        let backup = scene.backup(&folder, "one.sqlite");
        scene.server.restore(&backup).unwrap();
        scene.hers.be_honest();
        scene.anna.resume().await.unwrap();
        let people = scene.anna.people().await.unwrap();
        let names: Vec<_> = people.into_iter().filter_map(|it| it.name).collect();
        assert!(!names.contains(&"Вера".into()), "{names:?}");
        assert!(names.contains(&"Алесь".into()), "{names:?}");
        vera.until_removed().await;
    });
}

#[test]
fn who_was_put_out_stays_out_if_anybody_knows() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (lidia, _) = scene.member("Лідзія", Role::Lead).await;
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        let (_vera, hers) = scene.member("Вера", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        taras.until_found("Купала", 1).await;
        let backup = scene.backup(&folder, "one.sqlite");
        asleep(&scene);
        lidia.remove("Вера").await.unwrap();
        // The lead is gone by then: an editor is the only one who knows.
        taras.until_renewed(1).await;
        lidia.end();
        scene.server.restore(&backup).unwrap();
        until_behind(&taras).await;
        scene.hers.be_honest();
        scene.anna.resume().await.unwrap();
        taras.until_resumed(1).await;
        scene
            .anna
            .until("what the editor knows", async || {
                let people = scene.anna.people().await?;
                let out = people.iter().all(|it| it.name.as_deref() != Some("Вера"));
                (out && scene.anna.rotation_due()).then_some(())
            })
            .await;
        scene.anna.rotate().await.unwrap();
        let session = scene.blank().sign_in(&hers).await.unwrap();
        assert_eq!(session.regions[0].state, RegionState::Removed);
        taras.until_found("Купала", 1).await;
    });
}

#[test]
fn a_restored_tree_goes_on_from_the_top() {
    alone(async {
        let mut scene = Scene::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let middle = scene.anna.create("Мінск", true).await.unwrap();
        scene.anna.look_at(middle);
        scene.anna.save(None, name("Купала")).await.unwrap();
        let low = scene.anna.create("Завод", true).await.unwrap();
        scene.anna.look_at(low);
        scene.anna.save(None, name("Колас")).await.unwrap();
        let taras = scene.blank();
        let his = scene.anna.bring_in(&taras, "Тарас", Role::Editor).await;
        taras.until_found("Колас", 1).await;
        lidia.enter("Завод").await;
        let backup = scene.backup(&folder, "one.sqlite");
        // All this is acknowledged, and in no backup.
        taras.save(None, name("Танк")).await.unwrap();
        scene.anna.until_found("Танк", 1).await;
        scene.anna.look_at(0);
        scene.anna.create("Брэст", true).await.unwrap();
        lidia.enter("Брэст").await;
        scene.server.restore(&backup).unwrap();
        until_behind(&taras).await;
        scene.anna.look_at(0);
        until_behind(&scene.anna).await;
        let resumed = scene.anna.resume().await.unwrap();
        assert_eq!(resumed.below, 2, "{resumed:?}");
        scene.anna.look_at(low);
        scene.anna.until_found("", 2).await;
        assert!(!scene.anna.behind());
        // Whoever is in one of them goes on, and so does another lead above.
        taras.until_resumed(1).await;
        taras.save(None, name("Цётка")).await.unwrap();
        scene.anna.until_found("Цётка", 1).await;
        lidia.enter("Завод").await;
        lidia.until_found("Цётка", 1).await;
        for words in [&scene.words, &hers] {
            let blank = scene.blank();
            blank.sign_in(words).await.unwrap();
            blank.enter("Завод").await;
            blank.until_found("", 3).await;
            blank.enter("Мінск").await;
            blank.until_found("", 1).await;
            // What began after the backup is gone with it, and isn't silently missing.
            let lost = async || {
                let session = blank.session()?;
                (session.unopened.first()?.name == "Брэст").then_some(())
            };
            blank.until("what is lost", lost).await;
        }
        scene.honest_sign_in(&his, 3).await;
    });
}
