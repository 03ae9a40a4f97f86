//! Limits of requests about spaces.

use keys::request::Operation;
use wire::above::AboveRequest;
use wire::space::{
    AppendParams, CommitParams, CreateSpace, EnvelopesRequest, ManageParams, ResumeParams,
    StageParams,
};
use wire::{ProblemKind, limits};

use super::check::{Check, at_most, sensible, wait};
use super::entries::{capabilities, entries, staged_pages};
use super::signed::Params;

impl Check for CreateSpace {
    fn check(&self) -> Result<(), ProblemKind> {
        at_most(self.card.0.len(), limits::CARD_MAX)?;
        at_most(self.block.0.len(), limits::BLOCK_MAX)?;
        capabilities(&self.capabilities)?;
        entries(&self.entries)
    }
}

impl Check for AppendParams {
    fn check(&self) -> Result<(), ProblemKind> {
        sensible(!self.entries.is_empty())?;
        entries(&self.entries)
    }
}

impl Params for AppendParams {
    const OPERATION: Operation = Operation::Append;
}

impl Check for ManageParams {
    fn check(&self) -> Result<(), ProblemKind> {
        at_most(self.block.0.len(), limits::BLOCK_MAX)?;
        let card = self.card.as_ref().map_or(0, |card| card.0.len());
        at_most(card, limits::CARD_MAX)?;
        capabilities(&self.capabilities)?;
        entries(&self.entries)
    }
}

impl Params for ManageParams {
    const OPERATION: Operation = Operation::Manage;
}

impl Check for StageParams {
    fn check(&self) -> Result<(), ProblemKind> {
        let mut last = self.after;
        let ascends = self.pages.iter().all(|staged| {
            let ascends = staged.seq > last;
            last = staged.seq;
            ascends
        });
        sensible(ascends && last <= limits::SEQ_MAX && !self.pages.is_empty())?;
        staged_pages(&self.pages)
    }
}

impl Params for StageParams {
    const OPERATION: Operation = Operation::Stage;
}

impl Check for CommitParams {
    fn check(&self) -> Result<(), ProblemKind> {
        at_most(self.card.0.len(), limits::CARD_MAX)?;
        at_most(self.block.0.len(), limits::BLOCK_MAX)?;
        capabilities(&self.capabilities)?;
        sensible(!self.entries.is_empty())?;
        entries(&self.entries)
    }
}

impl Params for CommitParams {
    const OPERATION: Operation = Operation::Commit;
}

impl Check for AboveRequest {
    fn check(&self) -> Result<(), ProblemKind> {
        sensible(limits::SYNC_READS.contains(&self.slots.len()))?;
        let mut slots = self.slots.iter();
        sensible(slots.all(|asked| asked.slot < limits::FIXED_SLOTS))
    }
}

impl Check for ResumeParams {
    fn check(&self) -> Result<(), ProblemKind> {
        self.commit.check()
    }
}

impl Params for ResumeParams {
    const OPERATION: Operation = Operation::Resume;
}

impl Check for EnvelopesRequest {
    fn check(&self) -> Result<(), ProblemKind> {
        wait(self.wait_seconds)
    }
}
