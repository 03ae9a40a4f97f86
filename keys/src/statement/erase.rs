//! What is left of statements once records are erased: everything else that they said.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};

use super::{Admitted, Body, RecordRef, Statement};
use crate::encode::encode;
use crate::{Hash, Label, sha256};

/// Records and their past are erased: from here on they have no content, and the next rotation leaves none of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Erase {
    /// Which records, ascending.
    #[n(0)]
    pub records: Vec<RecordRef>,
    /// Which entries of collectors, by their hash, ascending: those that the records were, and others.
    #[n(1)]
    pub collected: Vec<Hash>,
    /// Where something of them stands, ascending.
    #[n(2)]
    pub places: Vec<ErasedPlace>,
    /// Hash of the state right before this, without these records.
    #[n(3)]
    pub state: Hash,
}

/// A place of a log, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ErasedPlace {
    /// The place.
    #[n(0)]
    pub seq: u64,
    /// Its leaf, which stays.
    #[n(1)]
    pub leaf: Hash,
    /// Hash of the [`Rest`]; nothing of what never counted.
    #[n(2)]
    pub rest: Option<Hash>,
}

/// What is left of a statement that counts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Rest {
    /// Its id: the leaf of its place, or another one if it was said again there.
    #[n(0)]
    pub(crate) id: Hash,
    /// What it says but for what is erased.
    #[n(1)]
    pub(crate) statement: Statement,
    /// Where it stood before it was said again.
    #[n(2)]
    pub(crate) stood: Option<u64>,
}

impl Rest {
    pub(crate) fn hash(&self) -> Hash {
        sha256(&[Label::Erased.bytes(), &encode(self)])
    }

    /// The same without these; nothing if it never had any of them.
    pub(crate) fn without(&self, gone: &Gone) -> Option<Self> {
        let mut rest = self.clone();
        let touched = match &mut rest.statement.body {
            Body::Change(change) => {
                let made = (0u32..).zip(&mut change.create);
                let mut touched = false;
                for (_, new) in made.filter(|(index, _)| gone.has(self.id, *index)) {
                    touched |= !new.0.is_empty();
                    new.0.clear();
                }
                let before = change.edit.len();
                let edits = &mut change.edit;
                edits.retain(|edit| !gone.records.contains(&edit.record));
                touched || edits.len() != before
            }
            Body::MoveIn(arrived) => {
                let mut touched = false;
                for (index, arrival) in (0u32..).zip(&mut arrived.records) {
                    if gone.has(self.id, index) {
                        touched |= !arrival.record.0.is_empty();
                        arrival.record.0.clear();
                    }
                }
                touched
            }
            Body::Admit(admit) => {
                let mut touched = false;
                for (index, entry) in (0u32..).zip(&mut admit.entries) {
                    if let Some(left) = gone.left_of(self.id, index, entry) {
                        *entry = left;
                        touched = true;
                    }
                }
                touched
            }
            _ => false,
        };
        touched.then_some(rest)
    }
}

/// What is to be erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Gone {
    pub(crate) records: BTreeSet<RecordRef>,
    pub(crate) collected: BTreeSet<Hash>,
}

impl Gone {
    fn has(&self, statement: Hash, index: u32) -> bool {
        self.records.contains(&RecordRef { statement, index })
    }

    /// What is left of an entry that an `admit` names, if it is one of these.
    fn left_of(&self, statement: Hash, index: u32, entry: &Admitted) -> Option<Admitted> {
        match entry {
            Admitted::Accepted(handed) => {
                let hash = handed.hash();
                let collected = handed.said().ok()?;
                let gone = self.has(statement, index) || self.collected.contains(&hash);
                gone.then_some(Admitted::ErasedRecord(
                    hash,
                    collected.author,
                    collected.day,
                ))
            }
            Admitted::Held(handed) => {
                let hash = handed.hash();
                let gone = self.collected.contains(&hash);
                gone.then_some(Admitted::ErasedHeld(hash))
            }
            Admitted::Dropped(_) | Admitted::ErasedRecord(..) | Admitted::ErasedHeld(_) => None,
        }
    }

    /// Entries that a statement made one of these records of.
    pub(crate) fn became(&self, whole: &Rest) -> Vec<Hash> {
        let Body::Admit(admit) = &whole.statement.body else {
            return Vec::new();
        };
        let entries = (0u32..).zip(&admit.entries);
        let entries = entries.filter(|(index, _)| self.has(whole.id, *index));
        let hashes = entries.filter_map(|(_, entry)| match entry {
            Admitted::Accepted(handed) => Some(handed.hash()),
            Admitted::ErasedRecord(hash, ..) => Some(*hash),
            _ => None,
        });
        hashes.collect()
    }

    /// All that an `erase` names.
    pub(crate) fn of(erase: &Erase) -> Self {
        Self {
            records: erase.records.iter().copied().collect(),
            collected: erase.collected.iter().copied().collect(),
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.records.extend(&other.records);
        self.collected.extend(&other.collected);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::{Collected, HandedIn};
    use crate::statement::{
        Admit, Arrival, Change, Edit, FieldEdit, MoveIn, NewField, NewRecord, Seen,
        SignedStatement, Value,
    };
    use crate::{Epoch, OrgId, PublicKey, SignKey, SpaceId};

    const ID: Hash = Hash([1; 32]);

    fn rest(body: Body) -> Rest {
        let author = SignKey::from_seed(&[1; 32]);
        let epoch = Epoch {
            space: SpaceId([2; 32]),
            number: 1,
        };
        let seen = Seen {
            seq: 0,
            head: Hash([0; 32]),
        };
        let rng = &mut rand_core::UnwrapErr(getrandom::SysRng);
        let signed = SignedStatement::sign(&author, OrgId([3; 32]), epoch, seen, 1, body, rng);
        let statement = signed.said();
        Rest {
            id: ID,
            statement: statement.unwrap_or_else(|_| unreachable!("it was just made")),
            stood: None,
        }
    }

    fn record(text: &str) -> NewRecord {
        NewRecord(vec![NewField {
            field: 1,
            value: Value::text(text),
        }])
    }

    fn nothing() -> NewRecord {
        NewRecord(Vec::new())
    }

    fn named(statement: Hash, index: u32) -> RecordRef {
        RecordRef { statement, index }
    }

    fn gone(records: &[RecordRef], collected: &[Hash]) -> Gone {
        Gone {
            records: records.iter().copied().collect(),
            collected: collected.iter().copied().collect(),
        }
    }

    /// What is left of it, as somebody says it who erases these.
    fn left(body: &Body, gone: &Gone) -> Option<Body> {
        let left = rest(body.clone()).without(gone)?;
        Some(left.statement.body)
    }

    #[test]
    fn a_change_loses_what_it_made_and_what_it_edited() {
        let edit = |index| Edit {
            record: named(Hash([9; 32]), index),
            fields: vec![FieldEdit {
                field: 1,
                based_on: 0,
                value: Value::text("x"),
            }],
        };
        let change = |create: &[NewRecord], edit: &[Edit]| {
            Body::Change(Change {
                create: create.to_vec(),
                edit: edit.to_vec(),
                ..Change::default()
            })
        };
        let all = change(&[record("a"), record("b")], &[edit(0), edit(1)]);
        let made = gone(&[named(ID, 1)], &[]);
        let without = change(&[record("a"), nothing()], &[edit(0), edit(1)]);
        assert_eq!(left(&all, &made), Some(without.clone()));
        // Once more there is nothing to take.
        assert_eq!(left(&without, &made), None);
        let edited = gone(&[named(Hash([9; 32]), 0)], &[]);
        let without = change(&[record("a"), record("b")], &[edit(1)]);
        assert_eq!(left(&all, &edited), Some(without));
        let both = gone(&[named(ID, 0), named(Hash([9; 32]), 1)], &[]);
        let without = change(&[nothing(), record("b")], &[edit(0)]);
        assert_eq!(left(&all, &both), Some(without));
        for others in [&[named(ID, 2)][..], &[named(Hash([8; 32]), 0)], &[]] {
            assert_eq!(left(&all, &gone(others, &[])), None);
        }
    }

    #[test]
    fn an_arrival_loses_its_fields() {
        let arrived = |records: &[NewRecord]| {
            let arrivals = records.iter().map(|record| Arrival {
                from: named(Hash([9; 32]), 0),
                record: record.clone(),
            });
            Body::MoveIn(MoveIn {
                records: arrivals.collect(),
            })
        };
        let all = arrived(&[record("a"), record("b")]);
        let second = gone(&[named(ID, 1)], &[]);
        let without = arrived(&[record("a"), nothing()]);
        assert_eq!(left(&all, &second), Some(without.clone()));
        assert_eq!(left(&without, &second), None);
        let both = gone(&[named(ID, 0), named(ID, 1)], &[]);
        let nothing = arrived(&[nothing(), nothing()]);
        assert_eq!(left(&all, &both), Some(nothing));
        assert_eq!(left(&all, &gone(&[named(ID, 2)], &[])), None);
    }

    fn handed(text: &str) -> HandedIn {
        let rng = &mut rand_core::UnwrapErr(getrandom::SysRng);
        let collected = Collected::make(PublicKey([7; 32]), 20_000, record(text), rng);
        HandedIn::unsigned(encode(&collected))
    }

    #[test]
    fn an_admission_keeps_whose_it_was_and_no_more() {
        let admit = |entries: &[Admitted]| {
            Body::Admit(Admit {
                entries: entries.to_vec(),
            })
        };
        let [one, two, held] = ["a", "b", "c"].map(handed);
        let erased =
            |handed: &HandedIn| Admitted::ErasedRecord(handed.hash(), PublicKey([7; 32]), 20_000);
        let accepted = |handed: &HandedIn| Admitted::Accepted(handed.clone());
        let dropped = Admitted::Dropped(two.hash());
        let all = [
            accepted(&one),
            accepted(&two),
            Admitted::Held(held.clone()),
            dropped.clone(),
        ];
        let [first, second, third, fourth] = all.clone();
        // By the record it became, or by its hash.
        for gone in [gone(&[named(ID, 1)], &[]), gone(&[], &[two.hash()])] {
            let without = [first.clone(), erased(&two), third.clone(), fourth.clone()];
            assert_eq!(left(&admit(&all), &gone), Some(admit(&without)));
            assert_eq!(left(&admit(&without), &gone), None);
        }
        let without = [first, second, Admitted::ErasedHeld(held.hash()), fourth];
        let gone_held = gone(&[], &[held.hash()]);
        assert_eq!(left(&admit(&all), &gone_held), Some(admit(&without)));
        for others in [gone(&[named(ID, 2), named(ID, 3)], &[]), gone(&[], &[ID])] {
            assert_eq!(left(&admit(&all), &others), None);
        }
        // What records came of, those erased before included.
        let became = |entries: &[Admitted], gone: &Gone| gone.became(&rest(admit(entries)));
        let these = gone(&[named(ID, 0), named(ID, 1), named(ID, 2)], &[]);
        assert_eq!(became(&all, &these), [one.hash(), two.hash()]);
        assert_eq!(became(&[erased(&one)], &these), [one.hash()]);
        assert_eq!(became(&all, &gone(&[named(ID, 1)], &[])), [two.hash()]);
        assert!(these.became(&rest(Body::Beacon)).is_empty());
    }

    #[test]
    fn what_several_erasures_name_is_gone() {
        let (one, two) = (named(ID, 1), named(ID, 2));
        let erase = Erase {
            records: vec![one],
            collected: vec![Hash([4; 32])],
            places: Vec::new(),
            state: Hash([0; 32]),
        };
        let mut all = Gone::of(&erase);
        assert_eq!(all, gone(&[one], &[Hash([4; 32])]));
        all.join(&gone(&[two], &[Hash([5; 32])]));
        assert_eq!(all, gone(&[one, two], &[Hash([4; 32]), Hash([5; 32])]));
    }
}
