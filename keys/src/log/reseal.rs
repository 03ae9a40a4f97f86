//! A rotation's work on the log: every entry sealed anew for the next epoch, its leaf unchanged.

use rand_core::CryptoRng;

use super::{Log, next_head, void_leaf};
use crate::epoch::{Access, Epoch};
use crate::statement::{Body, SignedStatement, Statement};
use crate::{Hash, Refused, Secret, sha256};

/// What a blob holds: something signed, and what it says if its form is right.
pub(super) struct Opened {
    pub(super) signed: SignedStatement,
    pub(super) statement: Result<Statement, Refused>,
}

/// What a blob holds, or the leaf of a blob that holds nothing. A rotation lies where it leads: one that is sealed in the epoch
/// it claims to end was appended, not committed. It is void like any other noise, for ever, or this log would be in another epoch
/// than its server.
pub(super) fn opened(reading: &Secret, epoch: Epoch, blob: &[u8]) -> Result<Opened, Hash> {
    let void = |_| void_leaf(blob);
    let signed = SignedStatement::open(reading, epoch, blob).map_err(void)?;
    let statement = signed.read();
    if statement.as_ref().is_ok_and(|said| ends(said, epoch)) {
        return Err(void_leaf(blob));
    }
    Ok(Opened { signed, statement })
}

/// Whether it claims to end the epoch that it is read in, or a later one.
pub(super) fn ends(said: &Statement, epoch: Epoch) -> bool {
    matches!(said.body, Body::Rotate(_)) && said.epoch >= epoch.number
}

/// What an entry becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resealed {
    /// The same statement, sealed in the next epoch.
    Entry(Vec<u8>),
    /// It never opened: SHA-256 of the blob stands for it, and its leaf stays what it was.
    Tomb(Hash),
}

/// Goes through a log once more, from its first entry, and holds every leaf against the chain that was verified before: a
/// server that shows other bytes now stops the rotation instead of losing an entry for ever.
#[derive(Debug)]
pub struct Resealing {
    reading: Secret,
    epoch: Epoch,
    next: Access,
    done: u64,
    head: Hash,
}

impl Resealing {
    /// From the epoch that `log` is read in to the next one.
    ///
    /// # Errors
    /// [`Refused`] unless `next` is a later epoch of the same space: the one right after, but for a resume.
    pub fn new(log: &Log, next: Access) -> Result<Self, Refused> {
        if next.epoch().number <= log.epoch.number || next.epoch().space != log.epoch.space {
            return Err(Refused);
        }
        Ok(Self {
            reading: log.reading.clone(),
            epoch: log.epoch,
            next,
            done: 0,
            head: super::genesis(log.epoch.space),
        })
    }

    /// The place of the last entry that is done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// The entry after the last one done, sealed anew.
    ///
    /// # Errors
    /// [`Refused`] if it isn't what `log` holds at that place.
    pub fn next(
        &mut self,
        log: &Log,
        blob: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Resealed, Refused> {
        let opened = opened(&self.reading, self.epoch, blob);
        let leaf = match &opened {
            Ok(opened) => opened.signed.hash(),
            Err(void) => *void,
        };
        let seq = log.after(self.done);
        let head = next_head(self.epoch.space, seq, self.head, leaf);
        // Before what a checkpoint has told there is no head to compare with: the chain that follows tells. Nothing is committed
        // before it has come to the end.
        if seq > log.seq() || (log.head_at(seq) != Some(head) && !log.forgets(seq)) {
            return Err(Refused);
        }
        let resealed = match opened {
            Ok(opened) => Resealed::Entry(opened.signed.seal(&self.next, rng)?),
            // A tomb stays the tomb it was.
            Err(_) => Resealed::Tomb(match blob.split_first_chunk::<1>() {
                Some(([0], hash)) if hash.len() == 32 => {
                    Hash(hash.try_into().map_err(|_| Refused)?)
                }
                _ => sha256(&[blob]),
            }),
        };
        self.done = seq;
        self.head = head;
        Ok(resealed)
    }
}
