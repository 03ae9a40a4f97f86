//! Memory of regions below: what a server takes back there is noticed by a device that knows nothing but the words, and stays in
//! that region.

use std::time::Duration;

use keys::encode::{decode, encode};
use keys::heads::HeadList;
use keys::request::Operation;
use keys::{LookupId, SpaceId};
use tests::native::{Exchange, Insider, Person, alone};
use vault::api::{Alarm, Failure, Role};
use wire::Blob;
use wire::above::{AboveAnswer, AboveRequest, Slot};
use wire::keyring::{KeyringAnswer, ReadKeyring};
use wire::sync::{SyncAnswer, SyncItem, SyncRequest};

use crate::help::{Scene, asked, name, record};

/// A region below the root with three contacts; its number for the founder, and its space.
async fn below(scene: &Scene) -> (u16, SpaceId) {
    let number = scene.anna.create("Мінск", true).await.unwrap();
    scene.anna.look_at(number);
    for family in ["Купала", "Колас", "Багдановіч"] {
        scene.anna.save(None, name(family)).await.unwrap();
    }
    let space = scene.insider_below(&scene.words, &[0]).await.epoch().space;
    (number, space)
}

/// What is stored of a list.
async fn stored(insider: &Insider, lookup: LookupId) -> Vec<u8> {
    let answer: KeyringAnswer = insider
        .raw
        .call(wire::keyring::READ, &ReadKeyring { lookup })
        .await
        .unwrap();
    answer.keyring.0
}

/// Until somebody's keyring names a list that remembers a region at this place of this epoch, or later; gives the list as stored.
pub(crate) async fn remembered(
    scene: &Scene,
    words: &str,
    space: SpaceId,
    at: (u32, u64),
) -> Vec<u8> {
    let me = scene.insider(words).await;
    let looking = async {
        loop {
            let lists = me.stored_keyring().await.unwrap().head_lists.unwrap();
            let keys = lists.keys(0);
            let blob = stored(&me, keys.lookup).await;
            let Ok((list, hash)) = HeadList::open(&keys, &blob) else {
                continue;
            };
            let named = lists.named.first().is_some_and(|named| named.hash == hash);
            let row = list.find(&lists.region(space));
            if named && row.is_some_and(|row| (row.epoch, row.seq) >= at) {
                return blob;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), looking)
        .await
        .unwrap()
}

async fn last(scene: &Scene, words: &str) -> u64 {
    let insider = scene.insider_below(words, &[0]).await;
    insider.log.seq()
}

/// Changes what sync tells of one space.
fn of_space(exchange: &mut Exchange, space: SpaceId, lie: impl Fn(&mut SyncItem)) -> bool {
    if exchange.name != wire::sync::PATH || exchange.status != 200 {
        return false;
    }
    let request: SyncRequest = decode(&exchange.request).unwrap();
    let mut answer = SyncAnswer::from_padded(&exchange.answer).unwrap();
    let mut changed = false;
    for (read, item) in request.reads.into_iter().zip(&mut answer.items) {
        if read.verify(Operation::Read).unwrap().space == space {
            let before = item.clone();
            lie(item);
            changed |= *item != before;
        }
    }
    exchange.answer = answer.to_padded();
    changed
}

/// A blank device opens the root; the region below is stopped by its name, and nothing is done there by itself.
async fn stopped(scene: &Scene, words: &str) {
    let before = scene.line.lies();
    let person = scene.blank();
    person.sign_in(words).await.unwrap();
    let number = person.enter("Мінск").await;
    assert!(scene.line.lies() > before);
    let alarm = Alarm::HistoryBroken { region: number };
    person
        .until("an alarm", async || {
            person.alarms().contains(&alarm).then_some(())
        })
        .await;
    assert_eq!(person.alarms(), [alarm]);
    assert_eq!(person.list("").await, Err(Failure::Refused));
    assert!(person.save(None, name("Новы")).await.is_err());
    assert!(person.rotate().await.is_err());
    // Everything else goes on.
    person.look_at(0);
    person.save(None, name("Танк")).await.unwrap();
}

#[test]
fn attack_29_a_region_below_cut_off() {
    alone(async {
        let scene = Scene::new().await;
        let (_, space) = below(&scene).await;
        scene.anna.look_at(0);
        let (lidia, hers) = scene.member("Лідзія", Role::Viewer).await;
        lidia.enter("Мінск").await;
        let seq = last(&scene, &scene.words).await;
        remembered(&scene, &scene.words, space, (1, seq)).await;
        // Who only reads, and has no token to give away, remembers too.
        remembered(&scene, &hers, space, (1, seq)).await;
        for gone in 1..3 {
            scene.line.lie(move |exchange| {
                of_space(exchange, space, |item| {
                    item.last_seq = item.last_seq.min(seq - gone);
                    item.entries.retain(|entry| entry.seq <= seq - gone);
                    item.more = false;
                })
            });
            stopped(&scene, &scene.words).await;
        }
        scene.line.be_honest();
        for words in [&scene.words, &hers] {
            let blank = scene.blank();
            blank.sign_in(words).await.unwrap();
            blank.enter("Мінск").await;
            blank.until_found("", 3).await;
            assert!(blank.alarms().is_empty());
        }
    });
}

/// What the server said of a space when it was in an earlier epoch.
#[derive(Clone)]
struct Earlier {
    slot: Slot,
    item: SyncItem,
}

#[test]
fn attack_29_a_region_below_as_it_was_before_somebody_was_put_out() {
    alone(async {
        let scene = Scene::new().await;
        let (number, space) = below(&scene).await;
        let maksim = scene.blank();
        scene.anna.bring_in(&maksim, "Максім", Role::Lead).await;
        let then = scene.insider_below(&scene.words, &[0]).await;
        let lead = then.block.fixed(0).unwrap().to_vec();
        let entries = (1u64..).zip(&then.blobs);
        let entries = entries.map(|(seq, blob)| wire::sync::SyncEntry {
            seq,
            entry: Blob(blob.clone()),
        });
        let earlier = Earlier {
            slot: Slot {
                epoch: 1,
                slot: Blob(lead),
            },
            item: SyncItem {
                epoch: 1,
                last_seq: then.log.seq(),
                entries: entries.collect(),
                more: false,
                inbox: 0,
            },
        };
        scene.anna.look_at(number);
        scene.anna.remove("Максім").await.unwrap();
        remembered(&scene, &scene.words, space, (2, 0)).await;
        // All of it as it was: every signature holds, and the keys of the root still open it.
        scene.line.lie(move |exchange| {
            if exchange.name == wire::above::PATH && exchange.status == 200 {
                let asked: AboveRequest = decode(&exchange.request).unwrap();
                let mut answer: AboveAnswer = decode(&exchange.answer).unwrap();
                for (asked, slot) in asked.slots.iter().zip(&mut answer.slots) {
                    if asked.space == space {
                        *slot = earlier.slot.clone();
                    }
                }
                exchange.answer = encode(&answer);
                return true;
            }
            of_space(exchange, space, |item| *item = earlier.item.clone())
        });
        stopped(&scene, &scene.words).await;
        // Nobody who isn't at the door is let in by a rotation of what is above.
        let device = scene.blank();
        device.sign_in(&scene.words).await.unwrap();
        device.enter("Мінск").await;
        device.look_at(0);
        assert_eq!(device.rotate().await.unwrap().below, 0);
        scene.line.be_honest();
        let chief = scene.insider(&scene.words).await;
        assert_eq!(chief.epoch().number, 2);
        let (epoch, _, _) = scene.envelopes(space).await;
        assert_eq!(epoch, 2, "nobody was given keys there");
    });
}

#[test]
fn nobody_is_given_new_keys_where_nothing_is_remembered_and_the_keys_are_old() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        drop(lidia);
        let (number, space) = below(&scene).await;
        // The root has new keys, and the browser dies before the region below has.
        let mut commits = 0;
        scene.hers.cut(move |name, _| {
            commits += u32::from(name == wire::space::COMMIT);
            commits > 1
        });
        scene.anna.look_at(0);
        assert_eq!(scene.anna.rotate().await, Err(Failure::Offline));
        scene.anna.end();
        // For a lead who has never seen it, it could be any older state of itself, and stays as it is until she asks.
        for _ in 0..2 {
            let device = scene.blank();
            device.sign_in(&hers).await.unwrap();
            assert_eq!(device.enter("Мінск").await, number);
            device.until_found("", 3).await;
            assert!(device.rotation_due());
            device.look_at(0);
            let rotated = device.rotate().await.unwrap();
            assert_eq!((rotated.below, rotated.left), (0, 1));
            let (epoch, _, _) = scene.envelopes(space).await;
            assert_eq!(epoch, 1);
        }
        let device = scene.blank();
        device.sign_in(&hers).await.unwrap();
        device.enter("Мінск").await;
        device.rotate().await.unwrap();
        // From then on it goes with the others.
        device.look_at(0);
        assert_eq!(device.rotate().await.unwrap().below, 1);
        let (epoch, _, _) = scene.envelopes(space).await;
        assert_eq!(epoch, 3);
        assert!(device.alarms().is_empty(), "{:?}", device.alarms());
    });
}

/// Answers one lookup with other bytes.
fn in_place_of(scene: &Scene, lookup: LookupId, blob: Vec<u8>) {
    scene.line.lie(move |exchange| {
        let ours = exchange.name == wire::keyring::READ
            && decode::<ReadKeyring>(&exchange.request).unwrap().lookup == lookup;
        if ours {
            exchange.answer = encode(&KeyringAnswer {
                keyring: Blob(blob.clone()),
            });
        }
        ours
    });
}

#[test]
fn attack_29_an_older_head_list_or_none() {
    alone(async {
        let scene = Scene::new().await;
        let (_, space) = below(&scene).await;
        let older = remembered(&scene, &scene.words, space, (1, 0)).await;
        scene.anna.save(None, name("Крапіва")).await.unwrap();
        let seq = last(&scene, &scene.words).await;
        let newest = remembered(&scene, &scene.words, space, (1, seq)).await;
        assert_ne!(older, newest);
        let me = scene.insider(&scene.words).await;
        let lookup = me.keyring.head_lists.as_ref().unwrap().keys(0).lookup;
        let noise = stored(&me, LookupId([7; 32])).await;
        let mut flipped = newest.clone();
        flipped[9_000] ^= 1;
        for blob in [older, noise, flipped] {
            in_place_of(&scene, lookup, blob);
            stopped(&scene, &scene.words).await;
        }
        scene.line.be_honest();
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        blank.enter("Мінск").await;
        blank.until_found("", 4).await;
        assert!(blank.alarms().is_empty());
    });
}

/// Until two devices have each written in the region below, at once, again and again.
async fn write_at_once(one: &Person, other: &Person) {
    let write = async |person: &Person, from: u32| {
        for number in from..from + 8 {
            let family = format!("Купала {number}");
            person.save(None, name(&family)).await.unwrap();
        }
    };
    tokio::join!(write(one, 0), write(other, 100));
}

#[test]
fn two_devices_and_a_cut_off_write_lock_nobody_out() {
    alone(async {
        let scene = Scene::new().await;
        let (number, space) = below(&scene).await;
        scene.anna.look_at(number);
        let second = scene.blank();
        second.sign_in(&scene.words).await.unwrap();
        second.enter("Мінск").await;
        second.until_found("", 3).await;
        write_at_once(&scene.anna, &second).await;
        second.until_found("", 19).await;
        let seq = last(&scene, &scene.words).await;
        remembered(&scene, &scene.words, space, (1, seq)).await;
        // Else the first device hears of the next entry, and writes list and keyring by itself.
        scene.anna.end();
        // The list gets through, the keyring doesn't: the browser dies between the two.
        let me = scene.insider(&scene.words).await;
        let lists = me.keyring.head_lists.as_ref().unwrap();
        let before = stored(&me, lists.keys(0).lookup).await;
        let lookup = me.keys.lookup;
        scene.line.cut(move |name, body| {
            let asked = decode::<keys::request::SignedRequest>(body);
            let asked = asked
                .ok()
                .and_then(|asked| asked.verify(Operation::KeyringWrite).ok());
            name == wire::keyring::WRITE && asked.is_some_and(|asked| asked.space.0 == lookup.0)
        });
        second.save(None, name("Танк")).await.unwrap();
        let written = async { while stored(&me, lists.keys(0).lookup).await == before {} };
        tokio::time::timeout(Duration::from_secs(60), written)
            .await
            .unwrap();
        let cut = async {
            while scene.line.lies() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), cut)
            .await
            .unwrap();
        second.end();
        scene.line.be_honest();
        let named = me.stored_keyring().await.unwrap();
        assert_eq!(named, me.keyring, "the keyring names the list before");
        // What is newer than the one named counts: nobody is locked out, and the newest place is remembered.
        let seq = last(&scene, &scene.words).await;
        scene.line.lie(move |exchange| {
            of_space(exchange, space, |item| {
                item.last_seq = item.last_seq.min(seq - 1);
                item.entries.retain(|entry| entry.seq < seq);
                item.more = false;
            })
        });
        stopped(&scene, &scene.words).await;
        scene.line.be_honest();
        let blank = scene.blank();
        blank.sign_in(&scene.words).await.unwrap();
        blank.enter("Мінск").await;
        blank.until_found("", 20).await;
        assert!(blank.alarms().is_empty());
        remembered(&scene, &scene.words, space, (1, seq)).await;
    });
}

/// Each time it costs two requests of 16 KiB, and a region has three things to remember while it is renewed.
#[test]
fn a_cascade_writes_down_what_it_remembers_when_it_is_over() {
    alone(async {
        let scene = Scene::new().await;
        let names = [
            "Брэст",
            "Гомель",
            "Гродна",
            "Віцебск",
            "Магілёў",
            "Мінск",
            "Барысаў",
        ];
        for name in names {
            scene.anna.look_at(0);
            scene.anna.create(name, true).await.unwrap();
        }
        scene.anna.look_at(0);
        let line = record(&scene.hers);
        let rotated = scene.anna.rotate().await.unwrap();
        assert_eq!(rotated.below as usize, names.len());
        let writes = asked(&line);
        let writes = writes.iter().filter(|name| *name == wire::keyring::WRITE);
        // A head list and the keyring after the root, after those below, and what was under way when it began.
        assert!(writes.count() <= names.len());
    });
}
