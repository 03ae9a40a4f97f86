//! A rotation's work on the log: every entry sealed anew for the next epoch, in pages, its leaf unchanged.

use std::collections::VecDeque;

use rand_core::CryptoRng;

use super::page::{Item, Stretch};
use super::{Log, next_head};
use crate::epoch::{Access, Epoch};
use crate::statement::{Body, Rest, SignedStatement, Statement};
use crate::{Hash, LOG_PAGE, Refused, Secret, sha256};

/// What a blob holds: something signed, and what it says if its form is right.
pub(super) struct Opened {
    pub(super) signed: SignedStatement,
    pub(super) statement: Result<Statement, Refused>,
}

impl From<SignedStatement> for Opened {
    fn from(signed: SignedStatement) -> Self {
        let statement = signed.read();
        Self { signed, statement }
    }
}

/// What an entry holds, or the hash of a blob that holds nothing. A rotation lies where it leads: one that is sealed in the epoch
/// it claims to end was appended, not committed. It is void like any other noise, for ever, or this log would be in another epoch
/// than its server.
pub(super) fn opened(reading: &Secret, epoch: Epoch, blob: &[u8]) -> Result<Opened, Hash> {
    let void = |_| sha256(&[blob]);
    let signed = SignedStatement::open(reading, epoch, blob).map_err(void)?;
    let opened = Opened::from(signed);
    if opened
        .statement
        .as_ref()
        .is_ok_and(|said| ends(said, epoch))
    {
        return Err(sha256(&[blob]));
    }
    Ok(opened)
}

/// Whether it claims to end the epoch that it is read in, or a later one.
pub(super) fn ends(said: &Statement, epoch: Epoch) -> bool {
    matches!(said.body, Body::Rotate(_)) && said.epoch >= epoch.number
}

/// Bytes of statements that are worth trying to fill a page with.
const ENOUGH: usize = 2 << 20;
/// Bytes that a first page is tried with.
const FIRST_TRY: usize = 768 << 10;

/// Goes through a log once more, from its first entry, and holds every leaf against the chain that was verified before: a
/// server that shows other bytes now stops the rotation instead of losing an entry for ever.
#[derive(Debug)]
pub struct Resealing {
    reading: Secret,
    epoch: Epoch,
    next: Access,
    done: u64,
    head: Hash,
    /// Taken, and in no page yet; one stretch for each gap between them.
    waiting: VecDeque<Stretch>,
    /// Bytes of it, and how many of them are worth another try.
    bytes: usize,
    enough: usize,
    /// Bytes that filled the last page.
    filled: usize,
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
            waiting: VecDeque::new(),
            bytes: 0,
            enough: ENOUGH,
            filled: FIRST_TRY,
        })
    }

    /// The place of the last entry of the log that is done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Takes what the server has at `last`: the entry after the last one done, or a page that begins with it.
    ///
    /// # Errors
    /// [`Refused`] if it isn't what `log` holds there.
    pub fn take(&mut self, log: &Log, last: u64, blob: &[u8]) -> Result<(), Refused> {
        let stretch = if blob.first() == Some(&LOG_PAGE) {
            Stretch::open(&self.reading, self.epoch, blob)?
        } else {
            let item = match opened(&self.reading, self.epoch, blob) {
                Ok(opened) => Item::Said(opened.signed),
                Err(tomb) => Item::Tomb(tomb),
            };
            Stretch {
                first: last,
                items: vec![item],
            }
        };
        if stretch.last() != last {
            return Err(Refused);
        }
        for (seq, item) in (stretch.first..).zip(stretch.items) {
            if seq != log.after(self.done) {
                return Err(Refused);
            }
            let head = next_head(self.epoch.space, seq, self.head, item.leaf());
            // What is left of something must be what a lead has said.
            if let Item::Erased(leaf, rest) = &item {
                let left = (*leaf, rest.as_deref().map(Rest::hash));
                if !log.erased.names(seq, left, u64::MAX) {
                    return Err(Refused);
                }
            }
            // Before what a checkpoint has told there is no head to compare with: the chain that follows tells. Nothing is
            // committed before it has come to the end.
            if seq > log.seq() || (log.head_at(seq) != Some(head) && !log.forgets(seq)) {
                return Err(Refused);
            }
            self.push(seq, log.erased.left_of(seq, item));
            self.done = seq;
            self.head = head;
        }
        Ok(())
    }

    /// Adds what isn't on the server yet: what a resume says beyond its gap.
    pub fn add(&mut self, seq: u64, statement: SignedStatement) {
        self.push(seq, Item::Said(statement));
    }

    fn push(&mut self, seq: u64, item: Item) {
        self.bytes += item.bytes();
        match self.waiting.back_mut() {
            Some(stretch) if stretch.last() + 1 == seq => stretch.items.push(item),
            _ => self.waiting.push_back(Stretch {
                first: seq,
                items: vec![item],
            }),
        }
    }

    /// The next page of what was taken, and its last place, if there is enough for one; also the last of it, if that is `all`.
    ///
    /// # Errors
    /// [`Refused`] for a role that can't read.
    pub fn page(
        &mut self,
        all: bool,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<(u64, Vec<u8>)>, Refused> {
        // Behind a gap another page begins.
        let more = !all && self.waiting.len() == 1;
        let Some(stretch) = self.waiting.front_mut() else {
            return Ok(None);
        };
        if more && self.bytes < self.enough {
            return Ok(None);
        }
        let mut left = self.filled;
        let fits = |item: &&Item| {
            let before = left;
            left = left.saturating_sub(item.bytes());
            before > 0
        };
        let guess = stretch.items.iter().take_while(fits).count();
        let Some((count, page)) = stretch.seal(more, guess, &self.next, rng)? else {
            self.enough = self.bytes + ENOUGH;
            return Ok(None);
        };
        let bytes: usize = stretch.items.drain(..count).map(|item| item.bytes()).sum();
        stretch.first += count as u64;
        let last = stretch.first - 1;
        if stretch.items.is_empty() {
            self.waiting.pop_front();
        }
        self.bytes -= bytes;
        self.enough = ENOUGH;
        self.filled = bytes;
        Ok(Some((last, page)))
    }
}
