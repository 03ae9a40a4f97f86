//! `status`: is this a storage server, and what day does it think it is?

use keys::Day;
use minicbor::{Decode, Encode};

/// The endpoint's name.
pub const PATH: &str = "status";

/// `[]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StatusRequest {}

/// `[1, day]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StatusAnswer {
    /// The protocol's version: 1.
    #[n(0)]
    pub version: u8,
    /// The server's day.
    #[n(1)]
    pub day: Day,
}
