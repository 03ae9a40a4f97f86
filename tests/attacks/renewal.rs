//! A region's keys change while somebody writes: what counts, what is said again, and what isn't taken for saved.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use keys::encode::{decode, encode};
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, Revoke, SignedStatement};
use tests::native::alone;
use vault::api::{Failure, Role};
use wire::space::{AppendParams, EnvelopesAnswer, StageParams};
use wire::sync::{SyncAnswer, SyncItem};

use crate::help::{RawRotation, Scene, name};

/// Nothing comes back, as from something that stands before a server that is gone.
fn bad_gateway(exchange: &mut tests::native::Exchange) -> bool {
    exchange.lose();
    true
}

#[test]
fn nothing_is_written_with_keys_that_the_log_has_not_borne_out() {
    alone(async {
        let scene = Scene::new().await;
        let (lidia, hers) = scene.member("Лідзія", Role::Lead).await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        drop(lidia);
        // A rotation that never was: a lead who has turned made it, and the server hands out its envelopes, then falls silent.
        let other = RawRotation::by(&scene.insider(&hers).await, |_| {});
        let answer = other.envelopes();
        let handed_out = Arc::new(AtomicBool::new(false));
        let written: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let (shown, kept) = (handed_out.clone(), written.clone());
        scene
            .line
            .lie(move |exchange| match exchange.name.as_str() {
                wire::space::ENVELOPES => {
                    shown.store(true, Ordering::SeqCst);
                    exchange.answer = encode::<EnvelopesAnswer>(&answer);
                    true
                }
                wire::sync::PATH if shown.load(Ordering::SeqCst) => bad_gateway(exchange),
                wire::sync::PATH => {
                    let mut answer = SyncAnswer::from_padded(&exchange.answer).unwrap();
                    for item in &mut answer.items {
                        *item = SyncItem::nothing_new(item.last_seq);
                    }
                    exchange.answer = answer.to_padded();
                    true
                }
                wire::space::APPEND => {
                    kept.lock().unwrap().push(exchange.request.clone());
                    bad_gateway(exchange)
                }
                _ => false,
            });
        // Wakes who waits for something new, and is told that its keys are known no more.
        scene.anna.save(None, name("Купала")).await.unwrap();
        let looked = async || handed_out.load(Ordering::SeqCst).then_some(());
        taras.until("a look at the envelopes", looked).await;
        assert_eq!(taras.save(None, name("Колас")).await, Err(Failure::Offline));
        let reading = other.next.reading().unwrap();
        for request in written.lock().unwrap().iter() {
            let request: SignedRequest = decode(request).unwrap();
            let request = request.verify(Operation::Append).unwrap();
            let params: AppendParams = decode(&request.params).unwrap();
            let opens = |blob: &wire::Blob| {
                SignedStatement::open(&reading, other.next.epoch(), &blob.0).is_ok()
            };
            assert!(!params.entries.iter().any(opens));
        }
        scene.honest_sign_in(&his, 1).await;
    });
}

#[test]
fn what_the_log_refuses_is_not_taken_for_saved() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        let mut anna = scene.insider(&scene.words).await;
        let revoked = Body::Revoke(Revoke {
            member: scene.insider(&his).await.identity.sign.public(),
        });
        // His line is slow: he writes before he has read that he may not.
        let sent = Arc::new(AtomicBool::new(false));
        let told = sent.clone();
        scene.line.lie(move |exchange| {
            if exchange.name == wire::space::APPEND {
                told.store(true, Ordering::SeqCst);
            }
            if exchange.name != wire::sync::PATH || told.load(Ordering::SeqCst) {
                return false;
            }
            let Ok(mut answer) = SyncAnswer::from_padded(&exchange.answer) else {
                return false;
            };
            for item in answer.items.iter_mut().filter(|item| item.epoch > 0) {
                item.more |= !item.entries.is_empty();
                item.entries.clear();
            }
            exchange.answer = answer.to_padded();
            true
        });
        let revoked = anna.say(revoked);
        anna.plant(&[revoked]).await.unwrap();
        assert_eq!(taras.save(None, name("Колас")).await, Err(Failure::Changed));
        assert!(sent.load(Ordering::SeqCst));
        assert_eq!(taras.list("").await.unwrap().total, 0);
        scene.honest_sign_in(&scene.words, 0).await;
    });
}

#[test]
fn what_got_no_answer_before_a_rotation_is_there_once_after_it() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, his) = scene.member("Тарас", Role::Editor).await;
        scene.member("Вера", Role::Viewer).await;
        // Written, and the answer lost.
        scene
            .line
            .lie(|exchange| exchange.name == wire::space::APPEND && bad_gateway(exchange));
        assert_eq!(taras.save(None, name("Колас")).await, Err(Failure::Offline));
        assert!(scene.line.lies() > 0);
        scene.line.be_honest();
        scene.anna.remove("Вера").await.unwrap();
        taras.until_renewed(1).await;
        taras.save(None, name("Колас")).await.unwrap();
        taras.until_found("", 1).await;
        // Lost on the way there.
        let before = scene.line.lies();
        scene.line.cut(|request, _| request == wire::space::APPEND);
        assert_eq!(
            taras.save(None, name("Купала")).await,
            Err(Failure::Offline)
        );
        assert!(scene.line.lies() > before);
        scene.line.be_honest();
        scene.anna.rotate().await.unwrap();
        taras.until_renewed(2).await;
        taras.save(None, name("Купала")).await.unwrap();
        taras.until_found("", 2).await;
        scene.honest_sign_in(&his, 2).await;
    });
}

#[test]
fn a_rotation_goes_on_where_an_error_page_stopped_it() {
    alone(async {
        let scene = Scene::new().await;
        scene.member("Вера", Role::Viewer).await;
        scene.anna.save(None, name("Купала")).await.unwrap();
        let stagings: Arc<Mutex<BTreeSet<[u8; 16]>>> = Arc::default();
        let gone = Arc::new(AtomicBool::new(true));
        let (staged, is_gone) = (stagings.clone(), gone.clone());
        scene.hers.cut(move |request, body| {
            if request == wire::space::STAGE {
                let request: SignedRequest = decode(body).unwrap();
                let request = request.verify(Operation::Stage).unwrap();
                let params: StageParams = decode(&request.params).unwrap();
                staged.lock().unwrap().insert(params.staging.0);
            }
            request == wire::space::COMMIT && is_gone.load(Ordering::SeqCst)
        });
        assert_eq!(scene.anna.remove("Вера").await, Err(Failure::Offline));
        assert!(scene.hers.lies() > 0);
        gone.store(false, Ordering::SeqCst);
        scene.anna.rotate().await.unwrap();
        assert_eq!(stagings.lock().unwrap().len(), 1);
        scene.honest_sign_in(&scene.words, 1).await;
    });
}
