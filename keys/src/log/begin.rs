//! A log that begins after a checkpoint: with the last heads, and with the statements that made authority what it is.

use super::heads::Heads;
use super::{Gap, Log, OPENING_MAX, Run, chain::Maker, reseal};
use crate::statement::{Body, SignedStatement, Statement};
use crate::{Hash, Refused};

/// An accepted statement that says who may do what.
#[derive(Debug, Clone)]
pub(super) struct Stood {
    seq: u64,
    statement: Statement,
    signed: SignedStatement,
}

impl Log {
    /// Goes on after a checkpoint, from nothing: with the last heads before each gap and before the end, and with the statements that
    /// made authority what it is, each judged again by those before it, as far as the heads that are left tell. That these are all,
    /// and stood where they are said to, the hash of the state says. What else was said again is known by its id.
    pub(crate) fn begin(
        &mut self,
        window: &[Run],
        standing: &[(u64, SignedStatement)],
        restated: impl Iterator<Item = Hash>,
    ) -> Result<(), Refused> {
        let mut gaps = Vec::new();
        for (seq, signed) in standing {
            let statement = signed.said()?;
            if let Body::Resume(resume) = &statement.body
                && statement.space == self.epoch.space
            {
                gaps.push(Gap::of(resume, *seq));
            }
        }
        self.heads = Heads::begin(self.epoch.space, window, &gaps)?;
        for (seq, leaf) in self.heads.leaves() {
            // Where it stood first.
            self.known.entry(leaf).or_insert(seq);
        }
        let mut before = 0;
        for (seq, signed) in standing {
            if !(before < *seq && *seq <= self.seq()) {
                return Err(Refused);
            }
            before = *seq;
            self.stood_there(*seq, signed)?;
        }
        self.known.extend(restated.map(|hash| (hash, 0)));
        Ok(())
    }

    /// Judges one of them.
    fn stood_there(&mut self, seq: u64, signed: &SignedStatement) -> Result<(), Refused> {
        let statement = signed.said()?;
        self.verify(signed, statement.author)?;
        let leaf = self.heads.leaf_at(seq);
        let holds = leaf.is_none_or(|leaf| leaf == signed.hash())
            && statement.body.is_standing()
            && !reseal::ends(&statement, self.epoch)
            && self.runs_here(&statement)
            && self.authority.allows(&statement);
        if !holds {
            return Err(Refused);
        }
        let last = match &statement.body {
            Body::Resume(resume) => resume.restored.seq,
            _ => seq - 1,
        };
        if statement.space == self.epoch.space
            && self.unseen(&statement, signed.hash(), last).is_some()
        {
            return Err(Refused);
        }
        match &statement.body {
            Body::Resume(resume) => {
                if !self.may_resume(resume, &statement, resume.restored, seq) {
                    return Err(Refused);
                }
                self.gaps.push(Gap::of(resume, seq));
            }
            Body::Restate(restate) => {
                self.restate(restate, seq).map_err(|_| Refused)?;
            }
            _ => {}
        }
        self.known.entry(signed.hash()).or_insert(seq);
        self.stand(seq, statement, signed.clone())
    }

    /// Takes an allowed statement that says who may do what.
    pub(super) fn stand(
        &mut self,
        seq: u64,
        statement: Statement,
        signed: SignedStatement,
    ) -> Result<(), Refused> {
        let copied = statement.space != self.epoch.space;
        let maker = (copied || self.makes_lead(&statement.body))
            .then(|| Maker::new(&self.authority, &statement, &signed));
        let opening = copied && !self.authority.has_arrived();
        if opening {
            self.opening += signed.len();
            // Every card of the region carries it, and must have room for the rest.
            let arrives =
                matches!(&statement.body, Body::Create(create) if create.child == self.epoch.space);
            if arrives && self.opening > OPENING_MAX {
                return Err(Refused);
            }
        }
        let place = if opening { 0 } else { seq };
        self.authority.apply(&statement, place)?;
        if let Body::Erase(erase) = &statement.body {
            self.erased.name(seq, erase);
        }
        self.makers.extend(maker);
        self.standing.push(Stood {
            seq,
            statement,
            signed,
        });
        Ok(())
    }

    /// What made authority what it is: each statement and its place.
    pub fn standing(&self) -> impl Iterator<Item = (u64, &SignedStatement)> {
        self.standing.iter().map(|stood| (stood.seq, &stood.signed))
    }

    /// The same, read. They were verified.
    pub fn stood(&self) -> impl Iterator<Item = (u64, &Statement)> {
        let standing = self.standing.iter();
        standing.map(|stood| (stood.seq, &stood.statement))
    }

    /// The last heads and leaves before each gap, and before the end.
    #[must_use]
    pub fn window(&self) -> Vec<Run> {
        self.heads.window()
    }

    /// The leaf at this place, if this log knows it: a statement's id, or what stands for something that didn't open.
    #[must_use]
    pub fn leaf_at(&self, seq: u64) -> Option<Hash> {
        self.heads.leaf_at(seq)
    }

    /// Whether something stood at this place whose head this log doesn't know: it began after a checkpoint.
    #[must_use]
    pub fn forgets(&self, seq: u64) -> bool {
        seq <= self.seq() && self.lost_in(seq).is_none() && self.head_at(seq).is_none()
    }
}

impl Body {
    /// Whether it says who may do what, what the region is called, or where the log goes on: what a reader needs who begins after a
    /// checkpoint.
    pub(crate) fn is_standing(&self) -> bool {
        match self {
            Self::Found(_)
            | Self::Appoint(_)
            | Self::Create(_)
            | Self::Grant(_)
            | Self::Revoke(_)
            | Self::Rotate(_)
            | Self::Parent(_)
            | Self::Criteria(_)
            | Self::Erase(_)
            | Self::Resume(_) => true,
            Self::Restate(restate) => matches!(
                restate.statement.said().map(|said| said.body),
                Ok(Self::Appoint(_) | Self::Create(_) | Self::Revoke(_) | Self::Criteria(_))
            ),
            Self::Change(_)
            | Self::Beacon
            | Self::Admit(_)
            | Self::Checkpoint(_)
            | Self::Confirm(_)
            | Self::MoveOut(_)
            | Self::MoveIn(_) => false,
        }
    }
}
