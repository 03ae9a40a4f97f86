//! `pages/…`: a space's state in few large blobs, beside its log. They stand for nothing that isn't in the log: whoever loses them
//! reads that instead.

use keys::{Nonce, Refused};
use minicbor::{Decode, Encode};

use crate::{Blob, padding};

/// A signed request (operation `PagesPut`, needs the right to append) with [`PutPagesParams`] → [`crate::Done`].
pub const PUT: &str = "pages/put";
/// A signed request (operation `PagesKeep`, needs the right to append) with [`KeepPagesParams`] → [`crate::Done`].
pub const KEEP: &str = "pages/keep";
/// A signed request (operation `PagesRead`, needs the right to read) with [`ReadPagesParams`] → [`PagesAnswer`], padded.
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
    /// The space's epoch, and that of every page here.
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
    /// The answer and zeros up to the next size class.
    #[must_use]
    pub fn to_padded(&self) -> Vec<u8> {
        padding::to_padded(self)
    }

    /// Reads a padded answer.
    ///
    /// # Errors
    /// [`Refused`] for bytes [`PagesAnswer::to_padded`] wouldn't have written.
    pub fn from_padded(bytes: &[u8]) -> Result<Self, Refused> {
        padding::from_padded(bytes)
    }
}
