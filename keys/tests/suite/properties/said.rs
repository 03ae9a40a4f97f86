//! What a log tells of each statement that stands in it.

use keys::Hash;
use keys::log::{JUMP_EPOCHS, JUMP_SEQS, Verdict, WINDOW};
use keys::statement::{Body, Change, Restate, Resume, Seen, SignedStatement};

use super::history::{EDITOR, History, LEAD, ORGANISATION, Reading};
use crate::support::rng::Seeded;

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

/// As a lead says how it goes on, so far beyond what may have been.
fn resumed(history: &mut History, beyond: u64) -> (u64, SignedStatement) {
    let (lead, epoch) = (history.key(LEAD), history.access().epoch());
    let restored = history.whole.log.seen();
    let remembered = Seen {
        seq: restored.seq + 50,
        head: Hash([9; 32]),
    };
    let resume = Resume {
        restored,
        remembered,
        seq: remembered.seq + beyond,
        epoch: epoch.number + JUMP_EPOCHS,
    };
    let (body, rng) = (Body::Resume(resume), &mut history.rng);
    let said = SignedStatement::sign(&lead, ORGANISATION, epoch, restored, 7, body, rng);
    (resume.seq, said)
}

/// What was lost may be said again by what its author had seen: of what is left, the very same, and not too long ago.
#[test]
fn what_was_lost_is_judged_by_what_its_author_had_seen() {
    let mut history = History::make(3);
    while history.whole.log.seq() < WINDOW + 40 {
        history.make_records(["a"]);
    }
    let restored = history.whole.log.seen();
    let (seq, said) = resumed(&mut history, JUMP_SEQS);
    history.put(seq, said);
    assert_eq!(history.whole.log.seq(), seq);
    let heads = [WINDOW - 1, WINDOW].map(|back| {
        let seq = restored.seq - back;
        (seq, history.whole.log.head_at(seq).unwrap())
    });
    let (editor, epoch) = (history.key(EDITOR), history.access().epoch());
    let rng = &mut Seeded::new(1);
    let mut may = |seen: Seen, seq| {
        let body = Body::Change(Change::default());
        let statement = SignedStatement::sign(&editor, ORGANISATION, epoch, seen, 7, body, rng);
        history.whole.log.may_restate(&Restate { seq, statement })
    };
    let other = Seen {
        head: Hash([9; 32]),
        ..restored
    };
    let lost = |seq| Seen { seq, ..other };
    let first = restored.seq + 1;
    assert!(may(restored, first));
    assert!(!may(other, first));
    // What it saw of what was lost, nobody can tell.
    assert!(may(lost(first), first + 1));
    assert!(!may(lost(first), first));
    assert!(!may(restored, restored.seq));
    assert!(!may(restored, seq));
    for ((seq, head), holds) in heads.into_iter().zip([true, false]) {
        assert_eq!(may(Seen { seq, head }, first), holds, "{seq}");
    }
}

/// A resume that doesn't hold leaves nothing behind; said rightly, it is taken.
#[test]
fn what_was_refused_beyond_the_end_was_never_there() {
    let mut history = History::make(4);
    let (seq, said) = resumed(&mut history, JUMP_SEQS - 1);
    let access = history.access().clone();
    let founding = history.founding.fingerprint();
    let mut reading = Reading::new(&access, founding);
    for (seq, blob) in history.blobs() {
        reading.log.read(seq, &blob).unwrap();
    }
    let end = reading.log.seen();
    let blob = said.seal(&access, &mut Seeded::new(1)).unwrap();
    assert!(reading.log.apply(seq, &blob).is_err());
    assert_eq!(reading.log.place_of(&said.hash()), None);
    assert_eq!(reading.log.seen(), end);
    let (seq, said) = resumed(&mut history, JUMP_SEQS);
    let blob = said.seal(&access, &mut Seeded::new(2)).unwrap();
    assert!(matches!(
        reading.log.apply(seq, &blob),
        Ok(Verdict::Accepted(_))
    ));
    assert_eq!(reading.log.place_of(&said.hash()), Some(seq));
}
