//! Limits of requests about mailboxes.

use keys::request::Operation;
use wire::mailbox::{CreateMailboxParams, PostMailbox, ReadMailbox};
use wire::{ProblemKind, limits};

use super::check::{Check, at_most, sensible, wait};
use super::signed::Params;

impl Check for CreateMailboxParams {
    fn check(&self) -> Result<(), ProblemKind> {
        Ok(())
    }
}

impl Params for CreateMailboxParams {
    const OPERATION: Operation = Operation::MailboxCreate;
}

impl Check for PostMailbox {
    fn check(&self) -> Result<(), ProblemKind> {
        at_most(self.post.0.len(), limits::POST_MAX)?;
        sensible(!self.post.0.is_empty())
    }
}

impl Check for ReadMailbox {
    fn check(&self) -> Result<(), ProblemKind> {
        wait(self.wait_seconds)
    }
}
