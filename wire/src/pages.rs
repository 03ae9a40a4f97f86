//! `pages/…`: a space's state in few large blobs, beside its log. They stand for nothing that isn't in the log: whoever loses them
//! reads that instead.

use keys::request::{Operation, SignedRequest};
use keys::{Day, Nonce};
use minicbor::{Decode, Encode};

use crate::limits::SYNC_READS;
use crate::padding::padded;
use crate::{Blob, invented};

/// A signed request (operation `PagesPut`, needs the right to append) with [`PutPagesParams`] → [`crate::Done`].
pub const PUT: &str = "pages/put";
/// A signed request (operation `PagesKeep`, needs the right to append) with [`KeepPagesParams`] → [`crate::Done`].
pub const KEEP: &str = "pages/keep";
/// [`ReadPagesRequest`] → [`PagesAnswers`], padded.
pub const READ: &str = "pages/read";

/// `[epoch, set, count, first, pages]`: a part of a set, put aside. The same part again succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PutPagesParams {
    /// The epoch the pages are sealed in; must be the space's.
    #[n(0)]
    pub epoch: u32,
    /// Which set: random, never used before.
    #[n(1)]
    pub set: Nonce,
    /// Pages of the whole set.
    #[n(2)]
    pub count: u32,
    /// Number of the first page here, from 1.
    #[n(3)]
    pub first: u32,
    /// Sealed pages, at least one: `1 ‖ blob id ‖ …`.
    #[n(4)]
    pub pages: Vec<Blob>,
}

/// `[epoch, set, the one kept so far or null]`: from now on this set is handed out, and all others are erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct KeepPagesParams {
    /// The epoch; must be the space's.
    #[n(0)]
    pub epoch: u32,
    /// Which set: all of it must be there.
    #[n(1)]
    pub set: Nonce,
    /// The set that it takes the place of.
    #[n(2)]
    pub previous: Option<Nonce>,
}

/// `[reads]`: of several spaces at once, so that many regions take no more round trips than one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReadPagesRequest {
    /// Signed requests (operation `PagesRead`, needs the right to read) with [`ReadPagesParams`]; their number is one of
    /// [`SYNC_READS`].
    #[n(0)]
    pub reads: Vec<SignedRequest>,
}

impl ReadPagesRequest {
    /// Pads the reads to the next of [`SYNC_READS`] with invented ones; `None` if there are too many for one request. The
    /// answer's items come in the order of the reads.
    #[must_use]
    pub fn padded(
        mut reads: Vec<SignedRequest>,
        invent: impl FnMut() -> SignedRequest,
    ) -> Option<Self> {
        let class = SYNC_READS.into_iter().find(|class| reads.len() <= *class)?;
        reads.resize_with(class, invent);
        Some(Self { reads })
    }
}

/// A read of a space that doesn't exist, by a key nobody has, like a first read. `seed` is 32 fresh random bytes.
#[must_use]
pub fn invent(seed: &[u8; 32], day: Day) -> SignedRequest {
    let params = ReadPagesParams {
        after: 0,
        set: None,
    };
    invented(
        seed,
        day,
        Operation::PagesRead,
        keys::encode::encode(&params),
    )
}

/// `[after, set or null]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReadPagesParams {
    /// Pages after this one are wanted, 0 for all.
    #[n(0)]
    pub after: u32,
    /// Of this very set; without it, of whichever is kept.
    #[n(1)]
    pub set: Option<Nonce>,
}

/// `[epoch, pages, count, set or null]`
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PagesAnswer {
    /// The space's epoch, and that of every page here; 0 where the server has nothing to say.
    #[n(0)]
    pub epoch: u32,
    /// In their order, as many as one answer carries.
    #[n(1)]
    pub pages: Vec<Blob>,
    /// Pages of the whole set; 0 if no set is kept, or not the one asked for.
    #[n(2)]
    pub count: u32,
    /// The set that is kept.
    #[n(3)]
    pub set: Option<Nonce>,
}

impl PagesAnswer {
    /// The answer to every read that isn't to be answered, whatever the reason.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            epoch: 0,
            pages: Vec::new(),
            count: 0,
            set: None,
        }
    }
}

/// `[items]`, one for each read, in the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PagesAnswers {
    /// What there is where.
    #[n(0)]
    pub items: Vec<PagesAnswer>,
}

padded!(PagesAnswers);
