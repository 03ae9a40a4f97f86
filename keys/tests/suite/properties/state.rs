//! One log, one state: whoever begins with pages, wherever and however often, comes to what a reader of everything comes to.

use keys::log::Log;
use keys::pages::{Reader, Sealed, write};
use keys::statement::{Body, Restate, SignedStatement};
use keys::{Access, OrgId, PublicKey};
use proptest::prelude::*;

use super::history::{History, Reading};
use crate::support::rng::Seeded;

/// The same reader, begun with its own pages.
fn begun_again(reading: &Reading, access: &Access, history: &History, rng: &mut Seeded) -> Reading {
    let pages = write(&reading.state, &reading.log, access, rng).unwrap();
    let mut reader = Reader::new(access.epoch(), access.reading().unwrap());
    for page in &pages {
        reader.page(&page.blob).unwrap();
    }
    let named: Vec<_> = pages.iter().map(|page| page.page).collect();
    assert_eq!(reader.pages(), named);
    let (log, state) = reader.finish(history.founding.fingerprint()).unwrap();
    let again = Reading { log, state };
    assert_eq!(again.log.window(), reading.log.window());
    assert_eq!(again.state.totals(), reading.state.totals());
    let outline = outline(&pages, access, history);
    assert_eq!(told(&outline), told(&reading.log));
    again
}

/// Who reads no records knows all the rest of the log.
fn outline(pages: &[Sealed], access: &Access, history: &History) -> Log {
    let fresh = || Reader::new(access.epoch(), access.reading().unwrap());
    let founding = history.founding.fingerprint();
    let mut reader = fresh();
    let (base, rows): (Vec<&Sealed>, _) = pages.iter().partition(|page| page.page.kind == 1);
    for page in base {
        reader.page(&page.blob).unwrap();
    }
    // Records alone are nothing.
    if let Some(first) = rows.first() {
        let mut only = fresh();
        only.page(&first.blob).unwrap();
        assert!(only.outline(founding).is_err());
    }
    reader.outline(founding).unwrap()
}

/// Everything of a log that doesn't depend on how far back its heads are known.
fn told(log: &Log) -> String {
    let leads: Vec<PublicKey> = log
        .authority()
        .members()
        .map(|(key, _)| *key)
        .filter(|key| log.authority().is_lead(key))
        .collect();
    let chain: Vec<_> = log
        .chain_of(&leads)
        .iter()
        .map(SignedStatement::hash)
        .collect();
    format!(
        "{:?} {:?} {:?} {chain:?}",
        log.seen(),
        log.gaps(),
        log.authority()
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Random histories under random schedules of checkpoints.
    #[test]
    fn any_schedule_of_checkpoints_comes_to_one_state(seed: u64, steps in 10usize..140, often in 1u8..20) {
        let mut history = History::make(seed);
        for _ in 0..steps {
            history.step();
        }
        let blobs = history.blobs();
        let access = history.access().clone();
        let mut rng = Seeded::new(seed);
        let fresh = || Reading::new(&access, history.founding.fingerprint());
        let (mut whole, mut begun) = (fresh(), fresh());
        for (seq, blob) in &blobs {
            prop_assert_eq!(whole.apply(*seq, blob), begun.apply(*seq, blob), "at {}", seq);
            if rng.bytes::<1>()[0] % 20 < often {
                begun = begun_again(&begun, &access, &history, &mut rng);
            }
            prop_assert_eq!(whole.hash(), begun.hash());
            prop_assert_eq!(told(&whole.log), told(&begun.log));
        }
        begun = begun_again(&begun, &access, &history, &mut rng);
        prop_assert_eq!(whole.hash(), history.whole.hash());
        prop_assert_eq!(whole.state.records.rows(), begun.state.records.rows());
        prop_assert_eq!(whole.state.records.imports(), begun.state.records.imports());
        for row in 0..whole.state.records.rows().len() {
            let row = u32::try_from(row).unwrap();
            let id = whole.state.records.id(row).unwrap();
            prop_assert_eq!(begun.state.records.id(row), Some(id));
            prop_assert_eq!(begun.state.records.find(id.0, id.1), Some(row));
        }
        // Whatever was lost, and whatever stands: what may be said again is the same.
        for (seq, statement) in history.lost.iter().chain(&history.statements) {
            let restate = Restate { seq: *seq, statement: statement.clone() };
            prop_assert_eq!(whole.log.may_restate(&restate), begun.log.may_restate(&restate));
        }
    }
}

/// Beyond the window the oldest heads are gone, and everything else is the same: what comes too late, too.
#[test]
fn a_log_longer_than_the_window_goes_on_from_its_pages() {
    // With and without a gap.
    for seed in [1, 2] {
        let mut history = History::make(seed);
        let late = history.whole.log.seen();
        for _ in 0..1_100 {
            history.say_something();
        }
        if seed == 2 {
            history.lose_and_resume();
            for _ in 0..1_100 {
                history.say_something();
            }
        }
        let blobs = history.blobs();
        let (access, rng) = (history.access().clone(), &mut Seeded::new(seed));
        let mut whole = Reading::new(&access, history.founding.fingerprint());
        for (seq, blob) in &blobs {
            whole.apply(*seq, blob);
        }
        let mut begun = begun_again(&whole, &access, &history, rng);
        assert!(blobs.iter().all(|(seq, _)| !whole.log.forgets(*seq)));
        let known = blobs.iter().filter(|(seq, _)| !begun.log.forgets(*seq));
        // The one before each run, too.
        assert_eq!(known.count(), 1_025 * (1 + whole.log.gaps().len()));
        let epoch = access.epoch();
        let (lead, body) = (history.key(0), Body::Beacon);
        let old = SignedStatement::sign(&lead, OrgId([1; 32]), epoch, late, 7, body, rng);
        let old = old.seal(&access, rng).unwrap();
        // And something that stood before, shown again.
        let again = blobs.last().unwrap().1.clone();
        for (blob, verdict) in [(&old, 5), (&again, 2)] {
            let next = whole.log.seq() + 1;
            let both = (whole.apply(next, blob), begun.apply(next, blob));
            assert_eq!(both, (verdict, verdict));
            assert_eq!(whole.hash(), begun.hash());
        }
    }
}
