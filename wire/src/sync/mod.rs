//! `sync`: what is new in all of somebody's spaces, in one round trip whose size says little.

mod answer;
mod request;

pub use answer::{SyncAnswer, SyncEntry, SyncItem};
pub use request::{ReadParams, SyncRequest, invent};

/// [`SyncRequest`] → [`SyncAnswer`], padded.
pub const PATH: &str = "sync";
