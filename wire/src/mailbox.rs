//! `mailbox/…`: one-time meeting points; each takes one post and lives a week.

use keys::MailboxId;
use minicbor::{Decode, Encode};

use crate::Blob;

/// A signed request (operation `MailboxCreate`, needs the right to manage) with [`CreateMailboxParams`] → [`crate::Done`].
pub const CREATE: &str = "mailbox/create";
/// [`PostMailbox`] → [`crate::Done`]; another post than the first is refused, the same one isn't.
pub const POST: &str = "mailbox/post";
/// [`ReadMailbox`] → [`MailboxAnswer`].
pub const READ: &str = "mailbox/read";

/// `[mailbox]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct CreateMailboxParams {
    /// The new mailbox.
    #[n(0)]
    pub mailbox: MailboxId,
}

/// `[mailbox, post]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PostMailbox {
    /// Into which.
    #[n(0)]
    pub mailbox: MailboxId,
    /// At most [`crate::limits::POST_MAX`] bytes, at least one.
    #[n(1)]
    pub post: Blob,
}

/// `[mailbox, wait]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReadMailbox {
    /// Which.
    #[n(0)]
    pub mailbox: MailboxId,
    /// Waits for a post at most so long, up to [`crate::limits::WAIT_MAX_SECONDS`].
    #[n(1)]
    pub wait_seconds: u8,
}

/// `[post or null]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct MailboxAnswer {
    /// What was posted, if anything was. An unknown mailbox answers 404 instead.
    #[n(0)]
    pub post: Option<Blob>,
}
