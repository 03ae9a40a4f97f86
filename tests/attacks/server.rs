//! What strangers can do to the server itself, and what it may do to who asks.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use keys::{LookupId, SpaceId, Token, sha256};
use tests::harness::Server;
use tests::native::{Exchange, Insider, Raw, RawAnswer, alone, keyring_keys, today};
use vault::api::{Failure, Role};
use wire::keyring::{ReadKeyring, WriteKeyringParams};
use wire::limits;
use wire::space::{AppendParams, ManageParams};

use crate::help::{Scene, name, record};

/// What the server's own check counts.
fn counted(scene: &Scene) -> String {
    let data = scene.server.data().to_str().unwrap();
    let output = scene.server.command(&["check", "--data", data]).unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn last(kept: &[Exchange], name: &str) -> Vec<u8> {
    kept.iter()
        .rev()
        .find(|exchange| exchange.name == name && exchange.status == 200)
        .unwrap()
        .request
        .clone()
}

#[test]
fn attack_33_signed_requests_replayed() {
    alone(async {
        let scene = Scene::new().await;
        let kept = record(&scene.hers);
        let (_taras, words) = scene.member("Тарас", Role::Editor).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let (append, manage, keyring) = {
            let kept = kept.lock().unwrap();
            let of = |name| last(&kept, name);
            (
                of(wire::space::APPEND),
                of(wire::space::MANAGE),
                of(wire::keyring::WRITE),
            )
        };
        // More of each, so that the recorded ones are old.
        let (_vera, _) = scene.member("Вера", Role::Viewer).await;
        scene.anna.save(None, name("Колас")).await.unwrap();

        let before = counted(&scene);
        let mut me = scene.insider(&words).await;
        let (seen, block) = (me.log.seen(), me.block.encode());
        let raw = Raw::at(scene.server.address());
        // The very same entries: told again where they lie, once more nothing.
        let again = raw.post(wire::space::APPEND, append.clone()).await.unwrap();
        assert_eq!(again.status, 200);
        // An older block, an older keyring: what they were built on is gone.
        assert_eq!(
            raw.post(wire::space::MANAGE, manage.clone())
                .await
                .unwrap()
                .status,
            409
        );
        assert_eq!(
            raw.post(wire::keyring::WRITE, keyring.clone())
                .await
                .unwrap()
                .status,
            409
        );
        // At another endpoint than it was signed for.
        for (name, body) in [
            (wire::space::MANAGE, &append),
            (wire::space::APPEND, &manage),
            (wire::mailbox::CREATE, &append),
        ] {
            let status = raw.post(name, body.clone()).await.unwrap().status;
            assert!((400..500).contains(&status), "{name}: {status}");
        }
        // On another day than today, give or take two.
        let signed_on = |me: &Insider, day| {
            let blob = me
                .say(keys::statement::Body::Beacon)
                .seal(&me.access, &mut tests::native::rng())
                .unwrap();
            let params = encode(&AppendParams {
                epoch: 1,
                entries: vec![blob.into()],
            });
            encode(&SignedRequest::sign(
                &me.capability,
                Operation::Append,
                me.epoch().space,
                day,
                params,
            ))
        };
        for day in [today() - 3, today() + 3, 0, u16::MAX] {
            assert_eq!(
                raw.post(wire::space::APPEND, signed_on(&me, day))
                    .await
                    .unwrap()
                    .status,
                409,
                "{day}"
            );
        }
        me.refresh().await.unwrap();
        assert_eq!(me.log.seen(), seen);
        assert_eq!(scene.insider(&words).await.block.encode(), block);
        assert_eq!(counted(&scene), before);
        // What was wrong with the last ones was the day alone.
        assert_eq!(
            raw.post(wire::space::APPEND, signed_on(&me, today() - 1))
                .await
                .unwrap()
                .status,
            200
        );
        scene.honest_sign_in(&words, 2).await;
    });
}

async fn read_keyring(raw: &Raw, lookup: LookupId) -> RawAnswer {
    raw.post(wire::keyring::READ, encode(&ReadKeyring { lookup }))
        .await
        .unwrap()
}

/// Everything of an answer but the bytes of the keyring. The server sends headers in any order.
fn outside(answer: &RawAnswer) -> (u16, usize, BTreeSet<(String, String)>, Vec<u8>) {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| name != "date").cloned();
    // The array's and the byte string's heads, and the suite's byte.
    (
        answer.status,
        answer.body.len(),
        headers.collect(),
        answer.body[..5].to_vec(),
    )
}

#[test]
fn attack_46_unknown_wrong_and_real_lookup_ids() {
    alone(async {
        let mut scene = Scene::new().await;
        let real = keyring_keys(&scene.words).unwrap().lookup;
        let wrong = keyring_keys(&scene.anna.words().await).unwrap().lookup;
        let mut near = real;
        near.0[31] ^= 1;
        let unknown = [wrong, near, LookupId([0; 32]), LookupId([255; 32])];
        let raw = Raw::at(scene.server.address());
        let known = read_keyring(&raw, real).await;
        assert_eq!(known.status, 200);
        let mut before = Vec::new();
        for lookup in unknown {
            let answer = read_keyring(&raw, lookup).await;
            assert_eq!(outside(&answer), outside(&known));
            assert_ne!(answer.body, known.body);
            before.push(answer.body);
        }
        let different: std::collections::HashSet<_> = before.iter().collect();
        assert_eq!(different.len(), unknown.len(), "each has bytes of its own");
        // For ever: after a restart, and after everything that has been written since.
        scene.anna.save(None, name("Купала")).await.unwrap();
        scene.server.stop().unwrap();
        scene.server.restart().unwrap();
        let raw = Raw::at(scene.server.address());
        for (lookup, body) in unknown.into_iter().zip(before) {
            assert_eq!(read_keyring(&raw, lookup).await.body, body);
        }
        // Through the vault: wrong words are wrong words, and nothing else.
        let person = scene.blank();
        let words = person.words().await;
        assert_eq!(person.sign_in(&words).await, Err(Failure::WrongWords));
        scene.honest_sign_in(&scene.words, 1).await;
    });
}

#[test]
fn attack_47_the_same_words_twice() {
    alone(async {
        let scene = Scene::new().await;
        // A second founding under words that have a keyring already: it neither opens that one nor replaces it.
        let other = scene.blank();
        let link = scene
            .server
            .founding_link()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        let command = |words: &str| vault::api::Command::Found {
            link: link.clone(),
            organisation: "Іншая".into(),
            region: "Гомель".into(),
            name: "Барыс".into(),
            words: words.to_owned(),
        };
        assert_eq!(
            other.send(command(&scene.words)).await,
            Err(Failure::Changed)
        );
        // An invitation answered with such words.
        let invitation = scene.anna.invite(Role::Editor).await.unwrap();
        let join = vault::api::Command::Join {
            link: invitation.fragment.rsplit('/').next().unwrap().to_owned(),
            name: "Тарас".into(),
            words: scene.words.clone(),
        };
        assert_eq!(scene.blank().send(join).await, Err(Failure::Changed));
        // With words of its own the same founding succeeds.
        let own = other.words().await;
        other.send(command(&own)).await.unwrap();
        let session = scene
            .honest_sign_in(&scene.words, 0)
            .await
            .sign_in(&scene.words)
            .await
            .unwrap();
        assert_eq!(session.organisation, "Скрыня");
    });
}

#[test]
fn attack_48_too_much_of_everything() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let me = scene.insider(&words).await;
        let lead = scene.insider(&scene.words).await;
        let before = counted(&scene);
        let raw = Raw::at(scene.server.address());
        let sized = |len: usize| {
            let mut blob = vec![7; len];
            blob[0] = 1;
            blob
        };
        // An entry, and a batch of too many.
        let entry = me.append_request(vec![sized(limits::ENTRY_MAX + 1).into()]);
        assert_eq!(
            raw.post(wire::space::APPEND, encode(&entry))
                .await
                .unwrap()
                .status,
            413
        );
        let many = (0..=limits::ENTRIES_MAX).map(|n| {
            let mut blob = sized(limits::ENTRY_MIN);
            blob[1..9].copy_from_slice(&(n as u64).to_be_bytes());
            blob.into()
        });
        let batch = me.append_request(many.collect());
        assert_eq!(
            raw.post(wire::space::APPEND, encode(&batch))
                .await
                .unwrap()
                .status,
            413
        );
        // A body, whatever it holds.
        for name in [
            wire::space::APPEND,
            wire::space::CREATE,
            wire::keyring::READ,
            wire::mailbox::POST,
            wire::sync::PATH,
        ] {
            assert_eq!(
                raw.post(name, vec![0; limits::BODY_MAX + 1])
                    .await
                    .unwrap()
                    .status,
                413,
                "{name}"
            );
        }
        // A keyring, in place of a member's own and as a new one.
        let keyring = |len: usize, previous: Option<keys::Hash>| {
            let token = previous.is_none().then_some(Token([3; 32]));
            let params = encode(&WriteKeyringParams {
                previous,
                token,
                keyring: sized(len).into(),
            });
            encode(&SignedRequest::sign(
                &me.keys.write,
                Operation::KeyringWrite,
                SpaceId(me.keys.lookup.0),
                today(),
                params,
            ))
        };
        let current = sha256(&[&read_keyring(&raw, me.keys.lookup).await.body[4..]]);
        for previous in [Some(current), None] {
            assert_eq!(
                raw.post(
                    wire::keyring::WRITE,
                    keyring(limits::KEYRING_LEN + 1, previous)
                )
                .await
                .unwrap()
                .status,
                413
            );
        }
        // A block.
        let params = ManageParams {
            epoch: 1,
            previous: sha256(&[&lead.block.encode()]),
            block: sized(limits::BLOCK_MAX + 1).into(),
            capabilities: Vec::new(),
            entries: Vec::new(),
            card: None,
        };
        let manage = SignedRequest::sign(
            &lead.capability,
            Operation::Manage,
            lead.epoch().space,
            today(),
            encode(&params),
        );
        assert_eq!(
            raw.post(wire::space::MANAGE, encode(&manage))
                .await
                .unwrap()
                .status,
            413
        );
        // Headers.
        let header = "x".repeat(limits::HEADERS_MAX + 1);
        let read = encode(&ReadKeyring {
            lookup: me.keys.lookup,
        });
        let answer = raw
            .post_with(wire::keyring::READ, read.clone(), Some(("x-much", &header)))
            .await
            .unwrap();
        assert_eq!(answer.status, 431);
        assert_eq!(
            raw.post_with(wire::keyring::READ, read, Some(("x-little", "x")))
                .await
                .unwrap()
                .status,
            200
        );

        assert_eq!(counted(&scene), before);
        // The largest that is allowed is taken, so that was the size alone.
        let largest = me.append_request(vec![sized(limits::ENTRY_MAX).into()]);
        assert_eq!(
            raw.post(wire::space::APPEND, encode(&largest))
                .await
                .unwrap()
                .status,
            200
        );
        assert_ne!(counted(&scene), before);
        crate::help::wait_refused(&taras, 1).await;
        scene.honest_sign_in(&words, 0).await;
    });
}

/// A listener that only counts who comes.
fn listener() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/v1/keyring/read", listener.local_addr().unwrap());
    let hits = Arc::new(AtomicUsize::new(0));
    let counting = hits.clone();
    // Ends with the test's process.
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            counting.fetch_add(1, Ordering::SeqCst);
            drop(connection);
        }
    });
    (address, hits)
}

#[test]
fn attack_52_redirects_are_not_followed() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        drop(taras);
        let (elsewhere, hits) = listener();
        for status in [301, 302, 303, 307, 308] {
            let to = elsewhere.clone();
            scene.line.lie(move |exchange| {
                exchange.status = status;
                exchange.location = Some(to.clone());
                true
            });
            let before = scene.line.lies();
            assert_eq!(scene.blank().sign_in(&words).await, Err(Failure::Offline));
            assert!(scene.line.lies() > before);
        }
        assert_eq!(hits.load(Ordering::SeqCst), 0);
        // The listener does hear who comes.
        let _ = Raw::at(&elsewhere.replace("v1/keyring/read", ""))
            .post(wire::keyring::READ, Vec::new())
            .await;
        assert!(hits.load(Ordering::SeqCst) > 0);
        scene.honest_sign_in(&words, 0).await;
    });
}

/// Places where it ends itself are for tests of its own alone.
#[test]
fn a_server_that_is_shipped_ends_nowhere_by_itself() {
    let program = Server::program().unwrap();
    assert!(program.len() > 1 << 20);
    assert!(program.windows(7).all(|bytes| bytes != b"FAIL_AT"));
}
