//! Records that go from one region to another: said where they arrive first, then where they leave. Neither half names the other
//! region: who has both open finds what belongs together by ids, and who reads one of them learns of no other.

use minicbor::{Decode, Encode};

use super::{NewRecord, RecordRef};
use crate::Hash;

/// Records of another region are records of this one, too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct MoveIn {
    /// A new record's id is this statement's hash and its index here.
    #[n(0)]
    pub records: Vec<Arrival>,
}

/// A record that arrives.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Arrival {
    /// What it is in the region it comes from.
    #[n(0)]
    pub from: RecordRef,
    /// Its fields. One that several have written is here several times, the value that stands last.
    #[n(1)]
    pub record: NewRecord,
}

/// Records are in another region from now on: each is deleted, and remembers where it went.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct MoveOut {
    /// The [`MoveIn`] that they arrived in.
    #[n(0)]
    pub arrived: Hash,
    /// Which.
    #[n(1)]
    pub records: Vec<RecordRef>,
}
