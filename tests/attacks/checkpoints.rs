//! Checkpoints: what begins a new device, and who may lie with it.

use std::sync::{Arc, Mutex};

use keys::Nonce;
use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use rand_core::Rng;
use records::fields::FieldId;
use tests::native::{Exchange, Insider, Person, alone, rng, today};
use vault::api::Role;
use wire::pages::{PagesAnswer, ReadPagesParams};

use crate::help::{Scene, field, name, record};

/// So many contacts, each an entry of 64 KiB: what makes a checkpoint due.
async fn fill(person: &Person, contacts: usize) {
    for n in 0..contacts {
        let mut noise = [0; 24_000];
        rng().fill_bytes(&mut noise);
        let note: String = noise.iter().map(|byte| format!("{byte:02x}")).collect();
        let contact = vec![
            field(FieldId::FAMILY, &format!("Прозвішча{n}"), 0),
            field(FieldId::NOTES, &note, 0),
        ];
        person.save(None, contact).await.unwrap();
    }
}

/// What the server hands out.
async fn handed_out(insider: &Insider) -> PagesAnswer {
    let params = encode(&ReadPagesParams {
        after: 0,
        set: None,
    });
    let space = insider.epoch().space;
    let (key, day) = (&insider.capability, today());
    let request = SignedRequest::sign(key, Operation::PagesRead, space, day, params);
    let answer = insider.raw.post(wire::pages::READ, encode(&request)).await;
    PagesAnswer::from_padded(&answer.unwrap().body).unwrap()
}

/// Until the server hands out other pages than before.
async fn until_kept(insider: &Insider, before: Option<Nonce>) -> PagesAnswer {
    let asking = async {
        loop {
            let answer = handed_out(insider).await;
            if answer.set.is_some() && answer.set != before {
                return answer;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), asking)
        .await
        .expect("pages")
}

/// Names of what was asked on a line since it was recorded.
fn asked(line: &Arc<Mutex<Vec<Exchange>>>) -> Vec<String> {
    let exchanges = line.lock().unwrap();
    let names = exchanges.iter().map(|exchange| exchange.name.clone());
    names.collect()
}

/// Bytes of all sync answers on a line.
fn synced(line: &Arc<Mutex<Vec<Exchange>>>) -> usize {
    let exchanges = line.lock().unwrap();
    let syncs = exchanges.iter().filter(|exchange| exchange.name == "sync");
    syncs.map(|exchange| exchange.answer.len()).sum()
}

#[test]
fn a_new_device_begins_with_a_checkpoint_two_people_vouch_for() {
    alone(async {
        let scene = Scene::new().await;
        let (taras, words) = scene.member("Тарас", Role::Editor).await;
        let insider = scene.insider(&words).await;
        fill(&scene.anna, 9).await;
        let kept = until_kept(&insider, None).await;
        assert!(kept.count > 0);
        // And something after it.
        let id = taras.until_found("", 9).await;
        scene.anna.save(None, name("Апошні")).await.unwrap();
        taras.until_found("", 10).await;
        let whole = taras.contact(id).await.unwrap();

        let seen = record(&scene.line);
        let blank = scene.blank();
        blank.sign_in(&words).await.unwrap();
        assert_eq!(blank.list("").await.unwrap().total, 10);
        assert_eq!(blank.contact(id).await.unwrap(), whole);
        assert!(asked(&seen).iter().any(|name| name == wire::pages::READ));
        let bytes = synced(&seen);
        assert!(bytes < 300 * 1024, "{bytes}");
        assert_eq!(blank.alarms(), []);
        // It can write, and everybody else takes it.
        blank.save(None, name("Новы")).await.unwrap();
        scene.anna.until_found("Новы", 1).await;
        let people = blank.people().await.unwrap();
        assert_eq!(people.len(), 2);
    });
}
