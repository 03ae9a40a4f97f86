//! Limits of requests about spaces.

use keys::request::Operation;
use wire::space::{AppendParams, CreateSpace, EnvelopesRequest, ManageParams};
use wire::{ProblemKind, limits};

use super::check::{Check, at_most, sensible, wait};
use super::entries::{capabilities, entries};
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
        capabilities(&self.capabilities)?;
        entries(&self.entries)
    }
}

impl Params for ManageParams {
    const OPERATION: Operation = Operation::Manage;
}

impl Check for EnvelopesRequest {
    fn check(&self) -> Result<(), ProblemKind> {
        wait(self.wait_seconds)
    }
}
