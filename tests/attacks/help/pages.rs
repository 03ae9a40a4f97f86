//! Checkpoints as tests make and see them.

use std::sync::{Arc, Mutex};

use keys::encode::encode;
use keys::log::{Log, Verdict};
use keys::request::{Operation, SignedRequest};
use keys::state::State;
use keys::statement::{Body, Checkpoint, SignedStatement};
use keys::{Nonce, pages};
use rand_core::Rng;
use records::fields::FieldId;
use tests::native::{Exchange, Insider, Person, rng, today};
use vault::api::{Alarm, Role};
use wire::pages::{KeepPagesParams, PagesAnswer, PagesAnswers, PutPagesParams};
use wire::{Blob, Done};

use super::{Scene, field};

pub(crate) const FALSE: Alarm = Alarm::FalsePages {
    region: 0,
    author: None,
};

/// As many contacts of [`fill`] as make a checkpoint due, with the last of them and not before.
pub(crate) const DUE: u32 = 4;
/// Fewer bytes than any of them takes in an answer of sync, and more than what comes after a checkpoint does.
pub(crate) const LITTLE: usize = 128 * 1024;
/// Fewer bytes than all of them take.
pub(crate) const ALL: usize = 160 * 1024;

/// So many contacts, each an entry of 64 KiB.
pub(crate) async fn fill(person: &Person, contacts: u32) {
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

fn signed(insider: &Insider, operation: Operation, params: Vec<u8>) -> SignedRequest {
    let (key, space) = (&insider.capability, insider.epoch().space);
    SignedRequest::sign(key, operation, space, today(), params)
}

/// Until the server hands out other pages than before.
pub(crate) async fn until_kept(insider: &mut Insider, before: Option<Nonce>) -> PagesAnswer {
    tokio::time::timeout(
        std::time::Duration::from_secs(60),
        insider.until_pages(before),
    )
    .await
    .expect("pages")
    .unwrap()
}

/// Names of what was asked on a line since it was recorded.
pub(crate) fn asked(line: &Arc<Mutex<Vec<Exchange>>>) -> Vec<String> {
    let exchanges = line.lock().unwrap();
    let names = exchanges.iter().map(|exchange| exchange.name.clone());
    names.collect()
}

/// Bytes of all sync answers on a line.
pub(crate) fn synced(line: &Arc<Mutex<Vec<Exchange>>>) -> usize {
    let exchanges = line.lock().unwrap();
    let syncs = exchanges.iter().filter(|exchange| exchange.name == "sync");
    syncs.map(|exchange| exchange.answer.len()).sum()
}

/// A region with a checkpoint, and everybody gone but the founder; gives the editor's words and what the server hands out.
pub(crate) async fn summed_up(scene: &Scene) -> (String, PagesAnswer) {
    let (taras, words) = scene.member("Тарас", Role::Editor).await;
    let mut insider = scene.insider(&words).await;
    fill(&scene.anna, DUE).await;
    let kept = until_kept(&mut insider, None).await;
    drop(taras);
    (words, kept)
}

/// Changes the answers that carry pages.
pub(crate) fn in_pages(
    scene: &Scene,
    mut lie: impl FnMut(&mut PagesAnswer) -> bool + Send + 'static,
) {
    scene.line.lie(move |exchange| {
        if exchange.name != wire::pages::READ || exchange.status != 200 {
            return false;
        }
        let Ok(mut answers) = PagesAnswers::from_padded(&exchange.answer) else {
            return false;
        };
        let told = answers.items.iter_mut();
        let changed = told.fold(false, |changed, answer| {
            changed | (!answer.pages.is_empty() && lie(answer))
        });
        if changed {
            exchange.answer = answers.to_padded();
        }
        changed
    });
}

/// Puts pages at the server and has them handed out, as any editor can.
pub(crate) async fn hand_out(insider: &Insider, set: Nonce, pages: Vec<Blob>) {
    let previous = insider.pages_after(u32::MAX).await.unwrap().set;
    let epoch = insider.epoch().number;
    let params = PutPagesParams {
        epoch,
        set,
        count: u32::try_from(pages.len()).unwrap(),
        first: 1,
        pages,
    };
    let put = signed(insider, Operation::PagesPut, encode(&params));
    let _: Done = insider.raw.call(wire::pages::PUT, &put).await.unwrap();
    let params = KeepPagesParams {
        epoch,
        set,
        previous,
    };
    let keep = signed(insider, Operation::PagesKeep, encode(&params));
    let _: Done = insider.raw.call(wire::pages::KEEP, &keep).await.unwrap();
}

/// The log of an insider as it is, and a state of it as the insider would have it: of those statements only that are to count.
pub(crate) fn as_told(
    liar: &Insider,
    counts: impl Fn(&SignedStatement, u64) -> bool,
) -> (Log, State) {
    let mut state = State::default();
    let founding = liar.keyring.memberships[0].founding;
    let reading = liar.access.reading().unwrap();
    let mut log = Log::new(liar.epoch(), reading, founding);
    for (seq, blob) in (1..).zip(&liar.blobs) {
        if let Verdict::Accepted(verified) = log.apply(seq, blob).unwrap()
            && verified.signed().is_none_or(|signed| counts(signed, seq))
        {
            state.apply(&verified, liar.epoch().space);
        }
    }
    (log, state)
}

/// Pages of this, and the checkpoint that names them.
pub(crate) fn summary(liar: &Insider, log: &Log, state: &State, set: Nonce) -> (Body, Vec<Blob>) {
    let sealed = pages::write(state, log, &liar.access, &mut rng()).unwrap();
    let said = Checkpoint {
        state: state.hash(log, log.seen()),
        set,
        pages: sealed.iter().map(|sealed| sealed.page).collect(),
        totals: state.totals(),
    };
    let blobs = sealed.into_iter().map(|sealed| Blob(sealed.blob));
    (Body::Checkpoint(said), blobs.collect())
}
