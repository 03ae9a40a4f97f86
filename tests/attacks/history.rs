//! History: what the server leaves out, cuts off, reorders or takes back.

use tests::native::{Person, alone};
use vault::api::{Alarm, Failure, Role};
use wire::space::Appended;
use wire::sync::{SyncEntry, SyncItem};

use crate::help::{Scene, in_answer, in_sync, name};

const BROKEN: Alarm = Alarm::HistoryBroken { region: 0 };

/// Three contacts, and an editor who has seen them on a device that wrote down how far it was.
async fn three(scene: &Scene) -> (Person, String) {
    let (taras, words) = scene.member("Тарас", Role::Editor).await;
    for family in ["Купала", "Колас", "Багдановіч"] {
        scene.anna.save(None, name(family)).await.unwrap();
    }
    taras.until_found("", 3).await;
    scene.blank().sign_in(&words).await.unwrap();
    (taras, words)
}

/// A blank device is shown a lie: it stops, and shows nothing of it.
async fn stopped(scene: &Scene, words: &str) {
    let before = scene.line.lies();
    let person = scene.blank();
    person.sign_in(words).await.unwrap();
    assert!(scene.line.lies() > before);
    assert!(person.alarms().contains(&BROKEN), "{:?}", person.alarms());
    assert_eq!(person.list("").await, Err(Failure::Refused));
    assert!(
        person.save(None, name("Новы")).await.is_err(),
        "nothing is written on top of it"
    );
}

/// Takes one entry out; `renumber` closes the gap.
fn without(item: &mut SyncItem, seq: u64, renumber: bool) -> bool {
    let before = item.entries.len();
    item.entries.retain(|entry| entry.seq != seq);
    if renumber {
        item.last_seq -= u64::from(item.entries.len() < before);
        for entry in item.entries.iter_mut().filter(|entry| entry.seq > seq) {
            entry.seq -= 1;
        }
    }
    item.entries.len() < before
}

#[test]
fn attack_20_an_entry_dropped_in_the_middle() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = three(&scene).await;
        drop(taras);
        for renumber in [false, true] {
            for seq in [2, 3, 4, 5] {
                in_sync(&scene.line, move |item| without(item, seq, renumber));
                stopped(&scene, &words).await;
            }
        }
        scene.honest_sign_in(&words, 3).await;
    });
}

#[test]
fn attack_20_an_entry_dropped_while_somebody_looks() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = three(&scene).await;
        // The next entry never comes; the one after it is shown in its place. Its author had seen the one left out.
        in_sync(&scene.line, |item| without(item, 7, true));
        scene.anna.save(None, name("Танк")).await.unwrap();
        scene.anna.save(None, name("Крапіва")).await.unwrap();
        assert!(
            matches!(taras.until_alarm().await, Alarm::Fork { .. } | BROKEN),
            "{:?}",
            taras.alarms()
        );
        assert!(scene.line.lies() > 0);
        assert_eq!(taras.list("").await.unwrap().total, 3);
        drop(taras);
        scene.honest_sign_in(&words, 5).await;
    });
}

#[test]
fn more_to_come_that_never_comes_is_no_answer() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = three(&scene).await;
        for padded in [false, true] {
            in_sync(&scene.hers, move |item| {
                let asked = item.epoch > 0;
                item.entries.clear();
                if padded && !asked {
                    // What nobody asked for, where the questions are invented.
                    item.entries.push(SyncEntry {
                        seq: item.last_seq + 1,
                        entry: wire::Blob(vec![0; 100]),
                    });
                }
                item.last_seq += u64::from(asked);
                item.more = asked;
                asked
            });
            // Whatever reads to the end first is told, and waits for no end that never comes.
            assert_eq!(scene.anna.rotate().await, Err(Failure::Refused));
            scene.hers.be_honest();
        }
        scene.anna.rotate().await.unwrap();
        scene.honest_sign_in(&words, 3).await;
    });
}

/// Cuts off what comes after `seq`.
fn cut(item: &mut SyncItem, seq: u64) -> bool {
    let longer = item.last_seq > seq;
    item.entries.retain(|entry| entry.seq <= seq);
    item.last_seq = item.last_seq.min(seq);
    item.more = false;
    longer
}

#[test]
fn attack_21_the_tail_cut_off() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = three(&scene).await;
        // Somebody who has seen it.
        in_sync(&scene.line, |item| cut(item, 4));
        scene.anna.save(None, name("Танк")).await.unwrap();
        assert_eq!(taras.until_alarm().await, BROKEN);
        assert_eq!(
            taras.list("").await.unwrap().total,
            3,
            "what was verified stays in view"
        );
        drop(taras);
        // And a blank device, whose words lead to what another has seen.
        for seq in [5, 4, 3] {
            in_sync(&scene.line, move |item| cut(item, seq));
            stopped(&scene, &words).await;
        }
        scene.honest_sign_in(&words, 4).await;
    });
}

#[test]
fn attack_21_ones_own_acknowledged_entries_cut_off() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        taras.save(None, name("Купала")).await.unwrap();
        taras.save(None, name("Колас")).await.unwrap();
        // No sign-in, no grant since: writing alone makes the device write down how far it is.
        let me = scene.insider(&words).await;
        let remembered = async {
            while me.stored_keyring().await.unwrap().memberships[0]
                .remembered
                .is_none_or(|known| known.seen.seq < 5)
            {}
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), remembered)
            .await
            .unwrap();
        drop(taras);
        in_sync(&scene.line, |item| cut(item, 4));
        stopped(&scene, &words).await;
        scene.honest_sign_in(&words, 2).await;
    });
}

#[test]
fn attack_21_an_acknowledgement_of_nothing() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = three(&scene).await;
        drop(taras);
        // The server claims to have written in a place that is taken, that can't be, or that never comes.
        for first_seq in [0, 1, 4, 1_000, u64::MAX] {
            let person = scene.blank();
            person.sign_in(&words).await.unwrap();
            in_answer(
                &scene.line,
                wire::space::APPEND,
                move |answer: &mut Appended| {
                    answer.first_seq = first_seq;
                    true
                },
            );
            let before = scene.line.lies();
            assert_eq!(
                person.save(None, name("Танк")).await,
                Err(Failure::Refused),
                "{first_seq}"
            );
            assert!(scene.line.lies() > before);
            assert_eq!(person.until_alarm().await, BROKEN, "{first_seq}");
            scene.line.be_honest();
        }
        // It had been written all the same, each time.
        scene.honest_sign_in(&words, 8).await;
    });
}

#[test]
fn attack_22_entries_reordered() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = three(&scene).await;
        drop(taras);
        let reversed = |item: &mut SyncItem| {
            let blobs: Vec<_> = item
                .entries
                .iter()
                .rev()
                .map(|entry| entry.entry.clone())
                .collect();
            for (entry, blob) in item.entries.iter_mut().zip(blobs) {
                entry.entry = blob;
            }
            item.entries.len() > 1
        };
        let upside_down = |item: &mut SyncItem| {
            item.entries.reverse();
            item.entries.len() > 1
        };
        let rotated = |item: &mut SyncItem| {
            let mut blobs: Vec<_> = item
                .entries
                .iter()
                .map(|entry| entry.entry.clone())
                .collect();
            if let Some(tail) = blobs.get_mut(3..) {
                tail.rotate_left(1);
            }
            for (entry, blob) in item.entries.iter_mut().zip(blobs) {
                entry.entry = blob;
            }
            item.entries.len() > 4
        };
        in_sync(&scene.line, reversed);
        stopped(&scene, &words).await;
        in_sync(&scene.line, upside_down);
        stopped(&scene, &words).await;
        in_sync(&scene.line, rotated);
        stopped(&scene, &words).await;
        scene.honest_sign_in(&words, 3).await;
    });
}

#[test]
fn attack_29_an_epoch_older_than_remembered() {
    alone(async {
        let scene = Scene::new().await;
        let (_taras, words) = three(&scene).await;
        // A keyring that remembers a later epoch, as any device may have written it.
        let me = scene.insider(&words).await;
        let mut keyring = me.keyring.clone();
        keyring.memberships[0].remembered.as_mut().unwrap().epoch = 2;
        let stored = keyring.seal(&me.keys, &mut tests::native::rng()).unwrap();
        in_answer(
            &scene.line,
            wire::keyring::READ,
            move |answer: &mut wire::keyring::KeyringAnswer| {
                answer.keyring.0.clone_from(&stored);
                true
            },
        );
        stopped(&scene, &words).await;
        scene.honest_sign_in(&words, 3).await;
    });
}

#[test]
fn an_honest_server_raises_no_alarm() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        // Answers to what was asked before a write arrive after its acknowledgement, again and again.
        let write = async |person: &Person| {
            for number in 0..40 {
                let family = format!("Купала {number}");
                person.save(None, name(&family)).await.unwrap();
            }
        };
        tokio::join!(write(&scene.anna), write(&taras));
        for person in [&scene.anna, &taras] {
            person.until_found("", 80).await;
            assert_eq!(person.alarms(), []);
        }
        scene.honest_sign_in(&words, 80).await;
    });
}
