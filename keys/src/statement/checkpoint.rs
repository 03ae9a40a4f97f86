//! A state in a few words: its hash, its pages, its counts.

use minicbor::{Decode, Encode};

use crate::{Hash, Nonce};

/// A state, and the pages it can be read from.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Checkpoint {
    /// Hash of the state after the entry that its author has seen.
    #[n(0)]
    pub state: Hash,
    /// What the server keeps the pages under: random.
    #[n(1)]
    pub set: Nonce,
    /// In their order.
    #[n(2)]
    pub pages: Vec<PageRef>,
    /// Counts of that state, for the regions above.
    #[n(3)]
    pub totals: Totals,
}

/// A page, named by what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PageRef {
    /// 1 base, 2 records.
    #[n(0)]
    pub kind: u8,
    /// Hash of its content.
    #[n(1)]
    pub hash: Hash,
    /// How many records.
    #[n(2)]
    pub rows: u32,
    /// Its length, sealed.
    #[n(3)]
    pub bytes: u32,
}

/// Another's word for a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Confirm {
    /// Its statement.
    #[n(0)]
    pub checkpoint: Hash,
}

/// What a checkpoint tells without its records: for regions above, which needn't open them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct Totals {
    /// Records that stand.
    #[n(0)]
    pub records: u32,
    /// Of these, with a field that has more than one value.
    #[n(1)]
    pub conflicts: u32,
    /// Of these, handed in by collectors.
    #[n(2)]
    pub collected: u32,
    /// Of these, moved here from other regions.
    #[n(3)]
    pub arrived: u32,
    /// Records that are deleted and weren't moved.
    #[n(4)]
    pub deleted: u32,
    /// Records that were moved into other regions.
    #[n(5)]
    pub moved: u32,
    /// Imports that aren't undone.
    #[n(6)]
    pub imports: u32,
    /// Collectors' entries that wait in the log.
    #[n(7)]
    pub waiting: u32,
}
