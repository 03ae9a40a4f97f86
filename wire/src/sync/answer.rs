//! The answer, padded to a size class.

use minicbor::{Decode, Encode};

use crate::Blob;
use crate::padding::padded;

/// `[items]`, one for each read, in the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncAnswer {
    /// What is new where.
    #[n(0)]
    pub items: Vec<SyncItem>,
}

/// `[epoch, last seq, entries, more, inbox]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncItem {
    /// The space's epoch; 0 where the server has nothing to say.
    #[n(0)]
    pub epoch: u32,
    /// The last seq of the space.
    #[n(1)]
    pub last_seq: u64,
    /// Entries after the asked seq, ascending, without gaps.
    #[n(2)]
    pub entries: Vec<SyncEntry>,
    /// Whether there are more than these.
    #[n(3)]
    pub more: bool,
    /// How many blobs wait in the inbox.
    #[n(4)]
    pub inbox: u32,
}

impl SyncItem {
    /// The answer to every read that isn't to be answered, whatever the reason.
    #[must_use]
    pub const fn nothing_new(since: u64) -> Self {
        Self {
            epoch: 0,
            last_seq: since,
            entries: Vec::new(),
            more: false,
            inbox: 0,
        }
    }
}

/// `[seq, entry]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncEntry {
    /// Its place in the space's log.
    #[n(0)]
    pub seq: u64,
    /// The sealed entry.
    #[n(1)]
    pub entry: Blob,
}

padded!(SyncAnswer);
