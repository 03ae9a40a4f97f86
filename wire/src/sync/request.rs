//! The question, and the invented reads that hide how many spaces it is about.

use keys::request::{Operation, SignedRequest};
use keys::{Day, Refused};
use minicbor::{Decode, Encode};

use crate::invented;
use crate::limits::SYNC_READS;

/// `[wait, reads, max bytes]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncRequest {
    /// Waits for any known space to have news, up to [`crate::limits::WAIT_MAX_SECONDS`].
    #[n(0)]
    pub wait_seconds: u8,
    /// Signed requests (operation `Read`) with [`ReadParams`]; their number is one of [`SYNC_READS`].
    #[n(1)]
    pub reads: Vec<SignedRequest>,
    /// Entry bytes the answer may carry.
    #[n(2)]
    pub max_bytes: u32,
}

impl SyncRequest {
    /// Pads the reads to the next of [`SYNC_READS`] with invented ones; `None` if there are too many for one request.
    /// The answer's items come in the order of the reads, so the caller's own are its first ones.
    #[must_use]
    pub fn padded(
        wait_seconds: u8,
        mut reads: Vec<SignedRequest>,
        max_bytes: u32,
        invent: impl FnMut() -> SignedRequest,
    ) -> Option<Self> {
        let class = SYNC_READS.into_iter().find(|class| reads.len() <= *class)?;
        reads.resize_with(class, invent);
        Some(Self {
            wait_seconds,
            reads,
            max_bytes,
        })
    }
}

/// A read of a space that doesn't exist, by a key nobody has. `seed` is 32 fresh random bytes.
#[must_use]
pub fn invent(seed: &[u8; 32], day: Day) -> SignedRequest {
    let params = ReadParams {
        since: 0,
        inbox: None,
    };
    invented(seed, day, Operation::Read, params.to_bytes())
}

/// What the reader has: `since ‖ inbox`, 8 and 4 bytes, big-endian, so that a request's size doesn't tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadParams {
    /// Entries after this seq are wanted; 0 for all.
    pub since: u64,
    /// How many blobs the reader knows to be in the inbox: another number wakes it. `None`, four bytes 0xff, if it doesn't care.
    pub inbox: Option<u32>,
}

/// No inbox is ever so full.
const DOES_NOT_CARE: u32 = u32::MAX;

impl ReadParams {
    /// The params of a signed request.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        let inbox = self.inbox.unwrap_or(DOES_NOT_CARE);
        [&self.since.to_be_bytes()[..], &inbox.to_be_bytes()].concat()
    }

    /// Reads the params of a signed request.
    ///
    /// # Errors
    /// [`Refused`] unless there are twelve bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        let (since, inbox) = bytes.split_first_chunk().ok_or(Refused)?;
        let inbox = u32::from_be_bytes(inbox.try_into().map_err(|_| Refused)?);
        Ok(Self {
            since: u64::from_be_bytes(*since),
            inbox: (inbox != DOES_NOT_CARE).then_some(inbox),
        })
    }
}
