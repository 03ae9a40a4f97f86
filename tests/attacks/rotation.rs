//! Somebody is put out: what they, the server and a crash can do about it.

use std::path::Path;

use keys::card::Card;
use keys::log::Log;
use keys::{Access, Epoch};
use tests::native::{Person, alone};
use vault::api::{Alarm, Failure, RegionState, Role};
use wire::space::EnvelopesAnswer;

use crate::help::{
    Death, RawRotation, Scene, at_every_step, dies_in, in_answer, in_sync, name, opens, staged,
};

const FALSE: Alarm = Alarm::FalseEnvelope { region: 0 };

/// A lead more, an editor, a viewer who will be put out, and three contacts that all have.
async fn staffed(scene: &Scene) -> [(Person, String); 3] {
    let lidia = scene.member("Лідзія", Role::Lead).await;
    let taras = scene.member("Тарас", Role::Editor).await;
    let vera = scene.member("Вера", Role::Viewer).await;
    for family in ["Купала", "Колас", "Багдановіч"] {
        scene.anna.save(None, name(family)).await.unwrap();
    }
    for person in [&lidia.0, &taras.0, &vera.0] {
        person.until_found("", 3).await;
    }
    [lidia, taras, vera]
}

async fn names(person: &Person) -> Vec<String> {
    let people = person.people().await.unwrap();
    let mut names: Vec<String> = people
        .into_iter()
        .filter_map(|person| person.name)
        .collect();
    names.sort();
    names
}

#[test]
fn those_who_stay_go_on() {
    alone(async {
        let scene = Scene::new().await;
        let [(lidia, hers), (taras, his), (vera, gone)] = staffed(&scene).await;
        let rotated = scene.anna.remove("Вера").await.unwrap();
        assert_eq!(rotated.members, 3);
        vera.until_removed().await;
        for person in [&lidia, &taras] {
            person.until_renewed(1).await;
        }
        // Everybody writes and reads in the new epoch.
        taras.save(None, name("Танк")).await.unwrap();
        lidia.save(None, name("Крапіва")).await.unwrap();
        for person in [&scene.anna, &lidia, &taras] {
            person.until_found("", 5).await;
        }
        assert_eq!(vera.list("").await, Err(Failure::NotAllowed));
        let session = scene.blank().sign_in(&gone).await.unwrap();
        assert_eq!(session.regions[0].state, RegionState::Removed);
        // Blank devices, and somebody who comes after: they read what was written before, and leads read old names.
        scene.honest_sign_in(&his, 5).await;
        let blank = scene.honest_sign_in(&hers, 5).await;
        assert_eq!(names(&blank).await.len(), 3, "{:?}", names(&blank).await);
        let late = scene.blank();
        let late_words = lidia.bring_in(&late, "Янка", Role::Lead).await;
        late.until_found("", 5).await;
        assert_eq!(names(&late).await.len(), 4);
        // A second rotation, by another lead.
        lidia.remove("Янка").await.unwrap();
        late.until_removed().await;
        taras.until_renewed(2).await;
        scene.anna.until_renewed(1).await;
        let session = scene.blank().sign_in(&late_words).await.unwrap();
        assert_eq!(session.regions[0].state, RegionState::Removed);
        let blank = scene.honest_sign_in(&scene.words, 5).await;
        assert_eq!(names(&blank).await.len(), 3);
        for person in [&scene.anna, &lidia, &taras, &blank] {
            assert!(person.alarms().is_empty(), "{:?}", person.alarms());
        }
    });
}

#[test]
fn what_is_written_meanwhile_is_there_once() {
    alone(async {
        let scene = Scene::new().await;
        let [_lidia, (taras, his), _vera] = staffed(&scene).await;
        // One change races the rotation, one is on disk and its answer is lost before it.
        let mut lost = false;
        scene.line.lie(move |exchange| {
            let first = exchange.name == wire::space::APPEND && !std::mem::replace(&mut lost, true);
            if first {
                exchange.lose();
            }
            first
        });
        let (removed, one, two) = tokio::join!(
            scene.anna.remove("Вера"),
            taras.save(None, name("Танк")),
            scene.anna.save(None, name("Крапіва")),
        );
        removed.unwrap();
        one.unwrap();
        two.unwrap();
        assert!(scene.line.lies() > 0);
        scene.anna.until_found("", 5).await;
        taras.until_found("", 5).await;
        scene.honest_sign_in(&his, 5).await;
    });
}

#[test]
fn attack_15_two_rotations_of_one_epoch() {
    alone(async {
        let scene = Scene::new().await;
        let [(lidia, hers), (taras, his), _vera] = staffed(&scene).await;
        drop(lidia);
        // The other rotation is an honest lead's too, made from the same place.
        let other = RawRotation::by(&scene.insider(&hers).await, |_| {});
        let answer = other.envelopes();
        let lie = move |shown: &mut EnvelopesAnswer| {
            let rotated = shown.epoch > 1;
            if rotated {
                *shown = answer.clone();
            }
            rotated
        };
        in_answer(&scene.line, wire::space::ENVELOPES, lie.clone());
        scene.anna.remove("Вера").await.unwrap();
        // In the middle of a session, and on a blank device.
        assert_eq!(taras.until_alarm().await, FALSE);
        assert!(scene.line.lies() > 0);
        drop(taras);
        let blank = scene.blank();
        let session = blank.sign_in(&his).await.unwrap();
        assert!(blank.alarms().contains(&FALSE), "{:?}", blank.alarms());
        assert_eq!(session.regions[0].state, RegionState::Removed);
        // And after somebody has gone on with one of the two.
        let blank = scene.honest_sign_in(&his, 3).await;
        scene.line.lie(move |exchange| lapse_or(exchange, &lie));
        assert_eq!(blank.until_alarm().await, FALSE);
        assert_eq!(blank.save(None, name("Новы")).await, Err(Failure::Refused));
        scene.honest_sign_in(&his, 3).await;
    });
}

/// The server claims not to know the capability any more, and shows other envelopes.
fn lapse_or(
    exchange: &mut tests::native::Exchange,
    lie: &impl Fn(&mut EnvelopesAnswer) -> bool,
) -> bool {
    if exchange.name == wire::sync::PATH {
        let Ok(mut answer) = wire::sync::SyncAnswer::from_padded(&exchange.answer) else {
            return false;
        };
        for item in &mut answer.items {
            *item = wire::sync::SyncItem::nothing_new(item.last_seq);
        }
        exchange.answer = answer.to_padded();
        return true;
    }
    if exchange.name == wire::space::ENVELOPES {
        let mut answer: EnvelopesAnswer = keys::encode::decode(&exchange.answer).unwrap();
        let told = lie(&mut answer);
        exchange.answer = keys::encode::encode(&answer);
        return told;
    }
    false
}

#[test]
fn attack_41_a_removed_member_with_a_copy_of_the_server() {
    alone(async {
        let scene = Scene::new().await;
        let [(lidia, hers), (_taras, _), (vera, gone)] = staffed(&scene).await;
        let insiders = [scene.insider(&gone).await, scene.insider(&hers).await];
        drop((vera, lidia));
        scene.anna.remove("Вера").await.unwrap();
        scene.anna.remove("Лідзія").await.unwrap();
        scene.anna.save(None, name("Танк")).await.unwrap();
        // What the server has, with the eyes of somebody who may read it.
        let anna = scene.insider(&scene.words).await;
        assert!(anna.log.seq() > 10 && anna.epoch().number == 3);
        let there = || anna.places.iter().copied().zip(&anna.blobs);
        assert!(there().all(|blob| opens(&anna.access, anna.epoch(), blob)));
        for removed in &insiders {
            for number in 1..=3 {
                let epoch = Epoch {
                    number,
                    ..anna.epoch()
                };
                assert!(!there().any(|blob| opens(&removed.access, epoch, blob)));
                assert!(anna.block.find(&removed.identity.kem, epoch, None).is_err());
                let role = removed.access.role();
                let access = Access::new(epoch, role, removed.access.expose().clone());
                assert!(
                    Card::open(&access, anna.keyring.memberships[0].founding, &anna.card).is_err()
                );
            }
            // And the server hands out nothing for the old capability.
            let read = wire::sync::ReadParams {
                since: 0,
                inbox: None,
            }
            .to_bytes();
            let read = keys::request::SignedRequest::sign(
                &removed.capability,
                keys::request::Operation::Read,
                anna.epoch().space,
                tests::native::today(),
                read,
            );
            let today = tests::native::today();
            let invent = || wire::sync::invent(&[7; 32], today);
            let request = wire::sync::SyncRequest::padded(0, vec![read], 1 << 20, invent).unwrap();
            let request = keys::encode::encode(&request);
            let answer = anna.raw.post(wire::sync::PATH, request).await.unwrap();
            let answer = wire::sync::SyncAnswer::from_padded(&answer.body).unwrap();
            assert!(answer.items[0].entries.is_empty());
        }
    });
}

/// Every byte of every file below.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(bytes_below(&path));
        } else {
            all.extend(std::fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn attack_42_old_ciphertext_is_in_no_file() {
    alone(async {
        let scene = Scene::new().await;
        let [_lidia, _taras, (_vera, gone)] = staffed(&scene).await;
        let before = scene.insider(&gone).await;
        // Seal's version, blob id and commitment come first; ids stay known, so that nothing old is taken again.
        let ciphertext = |blob: &Vec<u8>| blob[34..98].to_vec();
        let mut old: Vec<Vec<u8>> = before.blobs.iter().map(ciphertext).collect();
        old.push(ciphertext(&before.card));
        old.push(before.block.slot(before.slot).unwrap()[..64].to_vec());
        let found = |bytes: &[u8], needle: &[u8]| {
            let mut windows = bytes.windows(needle.len());
            windows.any(|window| window == needle)
        };
        let there = bytes_below(scene.server.data());
        assert!(old.iter().all(|needle| found(&there, needle)));
        scene.anna.remove("Вера").await.unwrap();
        let left = bytes_below(scene.server.data());
        for needle in &old {
            assert!(!found(&left, needle));
        }
        let after = scene.insider(&scene.words).await;
        assert!(
            after
                .blobs
                .iter()
                .all(|blob| found(&left, &ciphertext(blob)))
        );
    });
}

#[test]
fn attack_43_an_entry_changed_while_it_is_sealed_anew() {
    alone(async {
        let scene = Scene::new().await;
        let [_lidia, (taras, his), _vera] = staffed(&scene).await;
        // The lead's device has everything; whatever it is shown of it again is for the rotation.
        for lie in [0, 1, 2] {
            in_sync(&scene.hers, move |item| {
                let again = item.entries.first().is_some_and(|entry| entry.seq == 1);
                if again {
                    match lie {
                        0 => item.entries[7].entry.0[200] ^= 1,
                        1 => item.entries[7].entry = item.entries[8].entry.clone(),
                        _ => drop(item.entries.remove(7)),
                    }
                }
                again
            });
            let before = scene.hers.lies();
            let result = match lie {
                0 => scene.anna.remove("Вера").await,
                _ => scene.anna.rotate().await,
            };
            assert_eq!(result, Err(Failure::Refused));
            assert!(scene.hers.lies() > before);
            scene.hers.be_honest();
        }
        // The old epoch is whole, and everybody goes on in it.
        taras.save(None, name("Танк")).await.unwrap();
        scene.anna.until_found("", 4).await;
        assert_eq!(scene.insider(&his).await.epoch().number, 1);
        scene.anna.rotate().await.unwrap();
        taras.until_renewed(1).await;
        scene.honest_sign_in(&his, 4).await;
    });
}

#[test]
fn attack_43_a_lead_loses_a_record_on_purpose() {
    alone(async {
        let scene = Scene::new().await;
        let [(lidia, hers), (taras, his), _vera] = staffed(&scene).await;
        drop(lidia);
        let lead = scene.insider(&hers).await;
        let mut rotation = RawRotation::by(&lead, |_| {});
        // A log in which the last entry was never anything.
        let mut blobs = lead.blobs.clone();
        *blobs.last_mut().unwrap() = vec![1; 1105];
        let founding = lead.keyring.memberships[0].founding;
        let reading = lead.access.reading().unwrap();
        let mut lost = Log::new(lead.epoch(), reading, founding);
        for (seq, blob) in (1..).zip(&blobs) {
            lost.apply(seq, blob).unwrap();
        }
        rotation.staged = staged(&lost, (1..).zip(&blobs), &rotation.next);
        assert_eq!(rotation.send(&lead).await.status, 200);
        // The server took it, as it can't know. Who has the record goes on with it; who replays what is left of the log gets
        // another head than the rotation has seen, and is shown nothing of it.
        taras.until_renewed(1).await;
        assert_eq!(taras.list("").await.unwrap().total, 3);
        let blank = scene.blank();
        blank.sign_in(&his).await.unwrap();
        assert!(!blank.alarms().is_empty());
        assert!(blank.list("").await.is_err());
    });
}

#[test]
fn attack_40_the_browser_dies_at_every_step() {
    let steps = at_every_step(|death, steps| alone(dies(death, steps)));
    assert!(steps >= 5, "a rotation is {steps} requests only");
}

/// The browser dies at the request after `steps` others. Answers whether there was one.
async fn dies(death: Death, steps: usize) -> bool {
    let scene = Scene::new().await;
    let (taras, his) = scene.member("Тарас", Role::Editor).await;
    let (vera, gone) = scene.member("Вера", Role::Viewer).await;
    taras.save(None, name("Купала")).await.unwrap();
    scene.anna.until_found("", 1).await;
    let own = &[
        wire::space::MANAGE,
        wire::space::STAGE,
        wire::space::COMMIT,
        wire::space::ENVELOPES,
        wire::keyring::WRITE,
    ];
    let removal = scene.anna.remove("Вера");
    let died = dies_in(&scene.hers, (death, steps), own, removal).await;
    let Scene {
        hers, anna, words, ..
    } = &scene;
    anna.end();
    hers.be_honest();
    // Another device goes on from there: the old epoch whole or the new one, nothing lost, and it can be finished.
    let device = scene.honest_sign_in(words, 1).await;
    let epoch = scene.insider(words).await.epoch().number;
    assert!(epoch == 1 || epoch == 2, "{death:?} {steps}: epoch {epoch}");
    taras.save(None, name("Колас")).await.unwrap();
    device.until_found("", 2).await;
    let stands = names(&device).await.contains(&"Вера".to_owned());
    let due = device.rotation_due();
    assert_eq!(due, epoch == 1 && !stands, "{death:?} {steps}");
    if stands {
        device.remove("Вера").await.unwrap();
    } else if due {
        device.rotate().await.unwrap();
    }
    vera.until_removed().await;
    taras.until_renewed(1).await;
    let session = scene.blank().sign_in(&gone).await.unwrap();
    assert_eq!(session.regions[0].state, RegionState::Removed);
    let blank = scene.honest_sign_in(&his, 2).await;
    assert!(!blank.rotation_due());
    for person in [&device, &taras, &blank] {
        assert!(
            person.alarms().is_empty(),
            "{death:?} {steps}: {:?}",
            person.alarms()
        );
    }
    died
}
