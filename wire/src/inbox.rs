//! `inbox/…`: sealed entries of people who may only post, in no order, until somebody has taken them into the log.

use keys::BlobId;
use minicbor::{Decode, Encode};

use crate::Blob;
use crate::padding::padded;

/// A signed request (operation `Post`, needs the right to post) with [`PostParams`] → [`crate::Done`].
pub const POST: &str = "inbox/post";
/// A signed request (operation `InboxRead`, needs the right to read) with [`ReadInboxParams`] → [`InboxAnswer`], padded.
pub const READ: &str = "inbox/read";
/// A signed request (operation `InboxRemove`, needs the right to append) with [`RemoveParams`] → [`crate::Done`].
pub const REMOVE: &str = "inbox/remove";

/// `[epoch, blobs]`: all of them or none. Blobs that were posted here before succeed again, also after they were removed; other
/// bytes under a known blob id are refused.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PostParams {
    /// The epoch whose inbox key the blobs are sealed to; must be the space's.
    #[n(0)]
    pub epoch: u32,
    /// Sealed blobs, at least one: `1 ‖ blob id ‖ …`.
    #[n(1)]
    pub blobs: Vec<Blob>,
}

/// `[after or null]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReadInboxParams {
    /// Blobs whose ids come after this one are wanted; without it, all.
    #[n(0)]
    pub after: Option<BlobId>,
}

/// `[epoch, blobs, more]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct InboxAnswer {
    /// The space's epoch, and that of every blob here.
    #[n(0)]
    pub epoch: u32,
    /// In the order of their ids, which are random: when they came isn't told.
    #[n(1)]
    pub blobs: Vec<Blob>,
    /// Whether there are more than these.
    #[n(2)]
    pub more: bool,
}

padded!(InboxAnswer);

/// `[blob ids]`: these are erased for good. Ids that aren't there don't matter.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RemoveParams {
    /// At least one.
    #[n(0)]
    pub ids: Vec<BlobId>,
}
