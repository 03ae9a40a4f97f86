//! Limits of requests about inboxes.

use keys::request::Operation;
use wire::inbox::{PostParams, ReadInboxParams, RemoveParams};
use wire::{ProblemKind, limits};

use super::check::{Check, at_most, sensible};
use super::entries::posted_blobs;
use super::signed::Params;

impl Check for PostParams {
    fn check(&self) -> Result<(), ProblemKind> {
        sensible(!self.blobs.is_empty())?;
        posted_blobs(&self.blobs)
    }
}

impl Params for PostParams {
    const OPERATION: Operation = Operation::Post;
}

impl Check for ReadInboxParams {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Params for ReadInboxParams {
    const OPERATION: Operation = Operation::InboxRead;
}

impl Check for RemoveParams {
    fn check(&self) -> Result<(), ProblemKind> {
        sensible(!self.ids.is_empty())?;
        at_most(self.ids.len(), limits::INBOX_REMOVE_MAX)
    }
}

impl Params for RemoveParams {
    const OPERATION: Operation = Operation::InboxRemove;
}
