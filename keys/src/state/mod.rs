//! What a log comes to: records, imports, and what became of entries handed in. One function from accepted statements to this,
//! the same wherever it runs, and a hash of it that two readers of one log share.

mod digest;
mod handed;
mod records;
mod totals;

pub(crate) use digest::{Imported, used_places};
pub use handed::Handed;
pub(crate) use records::Again;
pub use records::{Field, Import, Record, Records};

use std::collections::BTreeMap;

use crate::inbox::{Collected, HandedIn};
use crate::log::Verified;
use crate::statement::{Admitted, Body, Erase, NewRecord};
use crate::{Day, Hash, PublicKey, SpaceId};

/// Who said what stands at a place, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Who.
    pub author: PublicKey,
    /// The author's day.
    pub day: Day,
    /// The statement's id; nothing if a checkpoint had no need of it.
    pub hash: Option<Hash>,
}

/// The state of a space after some place of its log.
#[derive(Debug, Default)]
pub struct State {
    /// Contacts.
    pub records: Records,
    /// Collectors' entries that the log speaks of.
    pub handed: Handed,
    /// Accepted statements, by place. Of those before a checkpoint only what records and imports refer to.
    pub written: BTreeMap<u64, Written>,
}

/// What a statement changed.
#[derive(Debug, Default)]
pub struct Changed {
    /// Rows that are different now.
    pub rows: Vec<u32>,
    /// Collectors' entries, and what they are now.
    pub entries: Vec<(Hash, Became)>,
}

/// What became of a collector's entry.
#[derive(Debug)]
pub enum Became {
    /// It waits in the log until somebody looks at it.
    Held {
        /// As it was handed in.
        handed: Box<HandedIn>,
        /// What it says.
        collected: Box<Collected>,
    },
    /// It is a record, or dropped: dealt with.
    Gone,
}

impl State {
    /// Takes an accepted statement's effect on records. What it says of people is the log's own.
    pub fn apply(&mut self, verified: &Verified, space: SpaceId) -> Changed {
        let seq = verified.seq();
        // What is said again counts like the statement it is: by its author, under its id.
        let (hash, statement) = verified.counts();
        // What was copied from above says nothing of this region's own.
        if statement.space != space {
            return Changed::default();
        }
        if let Some(restated) = verified.restated()
            && !statement.body.is_standing()
        {
            let again = Again {
                stood: restated.seq,
                resumed: restated.resumed,
                hash,
            };
            self.records.restated(seq, again);
        }
        let written = Written {
            author: statement.author,
            day: statement.day,
            hash: Some(hash),
        };
        self.written.insert(seq, written);
        let mut changed = Changed::default();
        match &statement.body {
            Body::Change(change) => {
                let rows = &mut changed.rows;
                let place = (seq, statement.seen.seq);
                self.records
                    .apply(place, hash, change.clone(), |row| rows.push(row));
                rows.dedup();
            }
            Body::Erase(erase) => {
                changed = self.erase(erase, seq, written);
            }
            Body::MoveIn(arrived) => {
                let rows = &mut changed.rows;
                self.records
                    .arrive(seq, hash, &arrived.records, |row| rows.push(row));
            }
            Body::MoveOut(left) => {
                let (rows, place) = (&mut changed.rows, (seq, statement.seen.seq));
                self.records.leave(place, left, |row| rows.push(row));
            }
            Body::Admit(admit) => {
                for (entry, index) in admit.entries.iter().zip(0u32..) {
                    self.deal(entry, (seq, hash, index), space, &mut changed);
                }
            }
            _ => {}
        }
        changed
    }

    /// Takes what an `erase` at this place says.
    pub fn erase(&mut self, erase: &Erase, seq: u64, written: Written) -> Changed {
        self.written.insert(seq, written);
        let mut changed = Changed::default();
        for hash in &erase.collected {
            self.handed.deal(*hash);
            changed.entries.push((*hash, Became::Gone));
        }
        changed.rows = self.records.erase(&erase.records, seq);
        changed
    }

    /// Whether what stands at this place is what stood elsewhere once.
    #[must_use]
    pub fn is_restated(&self, seq: u64) -> bool {
        self.records.again().contains_key(&seq)
    }

    fn deal(
        &mut self,
        entry: &Admitted,
        (seq, statement, index): (u64, Hash, u32),
        space: SpaceId,
        changed: &mut Changed,
    ) {
        let hash = match entry {
            Admitted::Accepted(handed) | Admitted::Held(handed) => handed.hash(),
            Admitted::Dropped(hash) | Admitted::ErasedRecord(hash, ..) => *hash,
            // It stood here and waited: nobody knows what.
            Admitted::ErasedHeld(_) => return,
        };
        if self.handed.is_dealt_with(&hash) {
            return;
        }
        match entry {
            Admitted::Held(handed) => {
                // The log has judged it: it checks.
                let Ok(collected) = handed.check(space) else {
                    return;
                };
                self.handed.hold(hash, handed.clone());
                let became = Became::Held {
                    handed: Box::new(handed.clone()),
                    collected: Box::new(collected),
                };
                changed.entries.push((hash, became));
            }
            Admitted::ErasedHeld(_) => {}
            Admitted::ErasedRecord(_, author, day) => {
                self.handed.deal(hash);
                changed.entries.push((hash, Became::Gone));
                let nothing = NewRecord(Vec::new());
                let place = (statement, index);
                let row = self.records.admit(seq, place, &nothing, (*author, *day));
                changed.rows.push(row);
            }
            Admitted::Dropped(_) => {
                self.handed.deal(hash);
                changed.entries.push((hash, Became::Gone));
            }
            Admitted::Accepted(handed) => {
                self.handed.deal(hash);
                changed.entries.push((hash, Became::Gone));
                if let Ok(collected) = handed.check(space) {
                    let by = (collected.author, collected.day);
                    let place = (statement, index);
                    let row = self.records.admit(seq, place, &collected.record, by);
                    changed.rows.push(row);
                }
            }
        }
    }
}
