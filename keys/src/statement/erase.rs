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
