//! What a log tells of each statement that stands in it.

use keys::log::Verdict;
use keys::statement::Body;

use super::history::{History, Reading};

/// As it was signed, where it stood, and whether it was said again after its first place got lost.
#[test]
fn a_log_tells_what_was_said_and_where() {
    let (mut again, mut refused) = (0, 0);
    for seed in 0..8 {
        let mut history = History::make(seed);
        for _ in 0..120 {
            history.step();
        }
        let (access, blobs) = (history.access().clone(), history.blobs());
        let mut reading = Reading::new(&access, history.founding.fingerprint());
        for ((seq, blob), (_, signed)) in blobs.iter().zip(&history.statements) {
            let before = reading.log.place_of(&signed.hash());
            let restate = match signed.said().unwrap().body {
                Body::Restate(restate) => Some(restate),
                _ => None,
            };
            let may = restate.is_none_or(|restate| reading.log.may_restate(&restate));
            // Sealed in the epoch that runs, a rotation of an end that got lost may break the log off.
            let Ok(verdict) = reading.log.apply(*seq, blob) else {
                break;
            };
            if verdict == Verdict::Duplicate && before.is_some() {
                assert_eq!(reading.log.place_of(&signed.hash()), before);
            }
            let Verdict::Accepted(verified) = verdict else {
                refused += usize::from(!may);
                continue;
            };
            assert!(may);
            assert_eq!(before, None);
            assert_eq!(verified.signed(), Some(signed));
            assert_eq!(reading.log.place_of(&signed.hash()), Some(*seq));
            reading.state.apply(&verified, access.epoch().space);
            let (counts, statement) = verified.counts();
            let restated = verified.restated().is_some();
            if restated {
                assert_eq!(reading.log.place_of(&counts), Some(0));
            }
            let of_records = matches!(
                statement.body,
                Body::Change(_) | Body::MoveOut(_) | Body::MoveIn(_)
            );
            if of_records {
                assert_eq!(reading.state.is_restated(*seq), restated);
                again += usize::from(restated);
            }
        }
    }
    assert!(again > 0 && refused > 0);
}
