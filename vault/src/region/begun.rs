//! A region that was opened with pages: what a reader of the whole log learns on the way is learnt from what still stands.

use keys::log::Log;
use keys::state::{State, Written};
use keys::statement::{Body, PageRef, Seen, Statement};
use keys::{Day, Epoch, Nonce};

use super::{Held, Region};
use crate::checkpoints::Checkpoints;
use crate::incoming::Incoming;

impl Region {
    /// Goes on after the pages of a checkpoint. Whether they can be believed the log has yet to say.
    pub(crate) fn begun(
        held: Held,
        log: Log,
        state: State,
        (set, pages): (Nonce, Vec<PageRef>),
        today: Day,
    ) -> Option<Self> {
        let hash = state.hash(&log, log.seen());
        let checkpoints = Checkpoints::begun(log.seen(), hash, set, pages);
        let mut region = Self {
            checkpoints,
            incoming: Incoming::begun(&state.handed, log.space()),
            state,
            ..Self::with(held, log)
        };
        region.hold_since(today);
        region.learn_all();
        let rows = u32::try_from(region.state.records.rows().len()).ok()?;
        (0..rows).for_each(|row| region.reindex(row));
        Some(region)
    }

    /// The keys that it is read with.
    pub(crate) fn keys(&self) -> Held {
        Held {
            access: self.access.clone(),
            capability: self.capability.clone(),
            card: self.card.clone(),
        }
    }

    /// Goes on with another reading of the same log, if that is what it is: at least as far, and with the same head.
    pub(crate) fn take_over(&mut self, whole: &mut Self) -> bool {
        let Seen { seq, head } = self.log.seen();
        if whole.log.head_at(seq) != Some(head) {
            return false;
        }
        let last = whole.log.seq();
        for (seq, expected) in core::mem::take(&mut self.acknowledged) {
            if seq > last {
                whole.acknowledged.insert(seq, expected);
            } else if !whole.holds(seq, expected) {
                return false;
            }
        }
        whole.unanswered = self.unanswered.take();
        whole.lapsed = self.lapsed;
        whole.checkpoints.adopt(&self.checkpoints);
        let incoming = core::mem::take(&mut self.incoming);
        whole.incoming.adopt(incoming, &whole.state.handed);
        core::mem::swap(self, whole);
        true
    }

    fn learn_all(&mut self) {
        let space = self.space();
        let log = &self.log;
        let signed = log.standing().map(|(_, signed)| signed.clone());
        let stood: Vec<_> = log
            .stood()
            .map(|(seq, statement)| (seq, statement.clone()))
            .zip(signed)
            .collect();
        for written in self.state.written.values() {
            self.heard.note(written.author, written.day);
        }
        for ((seq, statement), signed) in stood {
            if statement.day >= self.held_from {
                self.held.insert(seq, signed);
            }
            if statement.space == space {
                self.heard.hear(&statement);
            }
            let again = match &statement.body {
                Body::Restate(restate) => restate.statement.said().ok(),
                _ => None,
            };
            let statement = again.unwrap_or(statement);
            if statement.space != space {
                continue;
            }
            let written = Written {
                author: statement.author,
                day: statement.day,
                hash: None,
            };
            self.state.written.entry(seq).or_insert(written);
            match &statement.body {
                Body::Criteria(criteria) => self.said.push((seq, criteria.clone())),
                Body::Resume(resume) => self.resumes_in = Some(resume.epoch),
                Body::Rotate(_) => {
                    let after = self.resumes_in.take();
                    let after = after.or_else(|| statement.epoch.checked_add(1));
                    self.learn(&statement, after.unwrap_or(statement.epoch));
                }
                _ => self.learn(&statement, statement.epoch),
            }
        }
    }

    /// Keeps the sealed name in a grant, or the keys that a rotation hands on to the epoch it began.
    pub(super) fn learn(&mut self, statement: &Statement, began: u32) {
        let epoch = Epoch {
            space: statement.space,
            number: statement.epoch,
        };
        match &statement.body {
            Body::Grant(grant) => {
                let name = grant.sealed_name.clone();
                self.roster.add(grant.member.sign, epoch, name);
            }
            Body::Rotate(rotate) => {
                let ending = epoch.number;
                let began = Epoch {
                    number: began,
                    ..epoch
                };
                self.roster.chain(began, ending, rotate.roster.clone());
                self.below.chain(began, rotate.below.clone());
                self.below.learn(&self.roster);
            }
            _ => {}
        }
    }
}
