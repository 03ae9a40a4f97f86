//! What a lead who has turned, and a server that helps, do to those who stay.

use std::sync::{Arc, Mutex};

use keys::encode::decode;
use keys::envelope::Block;
use keys::inbox::Collected;
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, Grant, NewRecord, SignedStatement};
use keys::{Identity, Role as KeyRole};
use tests::native::{Collector, Person, alone, rng, today};
use vault::api::{Alarm, Failure, RegionState, Role};
use wire::space::{CommitParams, EnvelopesAnswer, EnvelopesRequest};

use crate::help::{RawRotation, Scene, forged_grant, keys_of, member, name, opens, wait_refused};

#[test]
fn a_commit_kept_back_opens_nothing_later() {
    alone(async {
        let scene = Scene::new().await;
        let (vera, hers) = scene.member("Вера", Role::Viewer).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        vera.until_found("", 1).await;
        let gone = scene.insider(&hers).await;
        // The server keeps a commit that wraps the next epoch to Vera, and answers nothing.
        let kept: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let keep = kept.clone();
        scene.hers.cut(move |request, body| {
            let commit = request == wire::space::COMMIT;
            if commit {
                keep.lock().unwrap().push(body.to_vec());
            }
            commit
        });
        assert!(scene.anna.rotate().await.is_err());
        scene.hers.be_honest();
        scene.anna.remove("Вера").await.unwrap();
        scene.anna.save(None, name("Колас")).await.unwrap();
        let body = kept.lock().unwrap().first().unwrap().clone();
        let request: SignedRequest = decode(&body).unwrap();
        let request = request.verify(Operation::Commit).unwrap();
        let params: CommitParams = decode(&request.params).unwrap();
        let anna = scene.insider(&scene.words).await;
        let epoch = anna.epoch();
        let block = Block::decode(&params.block.0).unwrap();
        let (_, grant) = block.find(&gone.identity.kem, epoch, None).unwrap();
        let mut there = anna.places.iter().copied().zip(&anna.blobs);
        assert!(!there.any(|blob| opens(&grant.access, epoch, blob)));
    });
}

/// Grants by a lead that no block was made for.
async fn granted(scene: &Scene, words: &str, slot: u16, times: usize) {
    let mut lead = scene.insider(words).await;
    let admin = {
        let authority = lead.log.authority();
        let mut members = authority.members();
        let found = members.find(|(key, _)| authority.is_admin(key));
        found.unwrap().1.grant.clone()
    };
    let mine = Grant {
        member: lead.identity.public().unwrap(),
        role: KeyRole::Lead,
        capability: lead.capability.public(),
        slot,
        sealed_name: Vec::new(),
    };
    let theirs = Grant { slot, ..admin };
    for _ in 0..times {
        let said = [mine.clone(), theirs.clone()].map(|grant| lead.say(Body::Grant(grant)));
        lead.plant(&said).await.unwrap();
    }
}

#[test]
fn grants_made_to_stop_a_rotation() {
    alone(async {
        let scene = Scene::new().await;
        let (_lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        // A slot that no block has; one slot for two; and a chain that no card could hold.
        for (slot, times) in [(60_000, 1), (500, 1), (3, 60)] {
            granted(&scene, &hers, slot, times).await;
        }
        scene.anna.remove("Лідзія").await.unwrap();
        taras.until_renewed(1).await;
        scene.honest_sign_in(&his, 1).await;
        scene.honest_sign_in(&scene.words, 1).await;
    });
}

#[test]
fn newcomers_find_in_whatever_happened_meanwhile() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, _) = scene.member("Лідзія", Role::Lead).await;
        let mut granted = Vec::new();
        for (family, role) in [("Янка", Role::Viewer), ("Кіра", Role::Collector)] {
            let newcomer = scene.blank();
            let invitation = lidia.invite(role).await.unwrap();
            let (words, _) = newcomer.join(&invitation, family).await.unwrap();
            drop(newcomer);
            lidia.six_words(invitation.id).await;
            lidia.grant(invitation.id, family, role).await.unwrap();
            granted.push(words);
        }
        // Another lead lets another collector in, and signs the card.
        scene.member("Ева", Role::Collector).await;
        let collector = scene.blank();
        assert!(member(&collector.sign_in(&granted[1]).await.unwrap()));
        // And rotates, before the first has looked.
        scene.anna.rotate().await.unwrap();
        for words in &granted {
            let blank = scene.blank();
            assert!(member(&blank.sign_in(words).await.unwrap()));
            assert!(blank.alarms().is_empty());
        }
    });
}

#[test]
fn a_collector_is_not_led_back_to_an_old_epoch() {
    alone(async {
        let scene = Scene::new().await;
        let (vera, hers) = scene.member("Вера", Role::Viewer).await;
        let (kira, words) = scene.member("Кіра", Role::Collector).await;
        drop(vera);
        let gone = scene.insider(&hers).await;
        let request = EnvelopesRequest {
            space: gone.epoch().space,
            known: None,
            wait_seconds: 0,
        };
        let old: EnvelopesAnswer = gone
            .raw
            .call(wire::space::ENVELOPES, &request)
            .await
            .unwrap();
        scene.anna.remove("Вера").await.unwrap();
        kira.hand_in(name("Купала")).await.unwrap();
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        // The envelopes from before, which Vera can open what is sealed to; and the new key isn't known any more.
        scene.line.lie(move |exchange| {
            if exchange.name == wire::space::ENVELOPES {
                exchange.answer = keys::encode::encode(&old);
                return true;
            }
            if exchange.name == wire::inbox::POST {
                exchange.lose();
                return true;
            }
            false
        });
        // Wakes who waits for another block.
        let ludmila = Person::at(scene.hers.address());
        scene.anna.bring_in(&ludmila, "Людміла", Role::Viewer).await;
        let false_envelope = Alarm::FalseEnvelope { region: 0 };
        assert_eq!(kira.until_alarm().await, false_envelope);
        assert!(kira.hand_in(name("Колас")).await.is_err());
        let late = scene.blank();
        let session = late.sign_in(&words).await.unwrap();
        assert_eq!(session.regions[0].state, RegionState::Removed);
        assert!(late.alarms().contains(&false_envelope));
        assert_eq!(late.hand_in(name("Танк")).await, Err(Failure::NotAllowed));
    });
}

#[test]
fn an_entry_of_somebody_not_known_yet_waits() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, _) = scene.member("Тарас", Role::Editor).await;
        let (kira, _) = scene.member("Кіра", Role::Collector).await;
        kira.hand_in(name("Купала")).await.unwrap();
        let first = taras.until_handed_in(1).await;
        // A long log, read page by page: the grant of a new collector is on a later one.
        crate::help::in_sync(&scene.line, |item| {
            let changed = !item.entries.is_empty();
            item.more |= changed;
            item.entries.clear();
            changed
        });
        let eva = Person::at(scene.hers.address());
        scene.anna.bring_in(&eva, "Ева", Role::Collector).await;
        eva.hand_in(name("Колас")).await.unwrap();
        scene.line.be_honest();
        taras.until_handed_in(2).await;
        taras.admit(&[&first[0]], &[]).await.unwrap();
        scene.anna.until_found("", 1).await;
        assert_eq!(taras.handed_in().await.unwrap().len(), 1);
        let blank = Person::at(scene.hers.address());
        blank.sign_in(&scene.words).await.unwrap();
        blank.until_handed_in(1).await;
    });
}

#[test]
fn a_rotation_said_without_a_commit() {
    alone(async {
        let scene = Scene::new().await;
        let (_lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let mut lead = scene.insider(&hers).await;
        let rotation = RawRotation::by(&lead, |_| {});
        let (reading, epoch) = (rotation.next.reading().unwrap(), rotation.next.epoch());
        let said = SignedStatement::open(&reading, epoch, &rotation.commit.entries[0].0).unwrap();
        lead.plant(&[said]).await.unwrap();
        // It is nobody's word, and everybody goes on in the epoch that the server is in.
        wait_refused(&taras, 1).await;
        taras.save(None, name("Купала")).await.unwrap();
        scene.honest_sign_in(&his, 1).await;
        // Nor does it become one when it is sealed anew.
        scene.anna.remove("Лідзія").await.unwrap();
        taras.until_renewed(1).await;
        taras.save(None, name("Колас")).await.unwrap();
        scene.anna.rotate().await.unwrap();
        taras.until_renewed(2).await;
        scene.honest_sign_in(&his, 2).await;
        scene.honest_sign_in(&scene.words, 2).await;
    });
}

#[test]
fn a_collector_who_keeps_posting_delays_no_rotation() {
    alone(async {
        let scene = Scene::new().await;
        let (kira, words) = scene.member("Кіра", Role::Collector).await;
        let (eva, _) = scene.member("Ева", Role::Collector).await;
        let collector = Collector::with_words(scene.server.address(), &words).await;
        let collector = Arc::new(collector.unwrap());
        // Right before every commit something new lies in the inbox.
        let posted: Arc<Mutex<Vec<u16>>> = Arc::default();
        let statuses = posted.clone();
        scene.hers.cut(move |request, _| {
            if request == wire::space::COMMIT {
                let (collector, statuses) = (collector.clone(), statuses.clone());
                let posting = std::thread::spawn(move || {
                    alone(async {
                        let author = &collector.identity.sign;
                        let record = NewRecord(Vec::new());
                        let entry = Collected::make(author.public(), today(), record, &mut rng());
                        let (epoch, inbox) =
                            (collector.access.epoch(), &collector.card.card().inbox);
                        let blob = entry.seal(epoch, inbox, author, &mut rng()).unwrap();
                        let answer = collector.post(epoch.number, vec![blob]).await.unwrap();
                        statuses.lock().unwrap().push(answer.status);
                    });
                });
                posting.join().unwrap();
            }
            false
        });
        scene.anna.rotate().await.unwrap();
        let statuses = posted.lock().unwrap().clone();
        assert_eq!(statuses.first(), Some(&200));
        assert!(statuses.len() <= 3, "{statuses:?}");
        // What got in is kept, and collectors go on in the new epoch.
        scene.hers.be_honest();
        for (collector, handed_in) in [(&kira, 2), (&eva, 3)] {
            collector.hand_in(name("Купала")).await.unwrap();
            scene.anna.until_handed_in(handed_in).await;
        }
    });
}

#[test]
fn nobody_is_let_in_beyond_a_full_block() {
    alone(async {
        let scene = Scene::new().await;
        let (_lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let mut lead = scene.insider(&hers).await;
        let grant = || forged_grant(keys_of(&Identity::make(&mut rng())), KeyRole::Collector);
        let planted: Vec<SignedStatement> = (0..510).map(|_| lead.say(grant())).collect();
        for some in planted.chunks(128) {
            lead.plant(some).await.unwrap();
        }
        scene
            .anna
            .until("512 members", async || {
                (scene.anna.people().await?.len() == 512).then_some(())
            })
            .await;
        let one_more = lead.say(grant());
        lead.plant(&[one_more]).await.unwrap();
        wait_refused(&scene.anna, 1).await;
        assert_eq!(scene.anna.people().await.unwrap().len(), 512);
        // Who leads is told so, and the region can still rotate.
        let invitation = scene.anna.invite(Role::Viewer).await.unwrap();
        let newcomer = scene.blank();
        newcomer.join(&invitation, "Янка").await.unwrap();
        scene.anna.six_words(invitation.id).await;
        let granted = scene.anna.grant(invitation.id, "Янка", Role::Viewer).await;
        assert_eq!(granted, Err(Failure::Full));
        assert_eq!(scene.anna.rotate().await.unwrap().members, 512);
        scene.honest_sign_in(&scene.words, 0).await;
    });
}
