#![doc = include_str!("../README.md")]

pub mod above;
mod blob;
pub mod inbox;
mod invented;
pub mod keyring;
pub mod limits;
pub mod mailbox;
pub mod packet;
mod padding;
pub mod pages;
mod problem;
mod rights;
pub mod space;
pub mod status;
pub mod sync;

pub use blob::{Blob, Done};
use invented::invented;
pub use problem::{Problem, ProblemKind};
pub use rights::{Capability, Rights};

/// The media type of requests and answers.
pub const CBOR: &str = "application/cbor";
/// The media type of a padded answer: one CBOR item and zeros, each of them an item too (RFC 8742).
pub const CBOR_SEQUENCE: &str = "application/cbor-seq";
/// The media type of refusals (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";

/// The address of an endpoint, relative to where the app was loaded from.
///
/// ```
/// assert_eq!(wire::path(wire::space::APPEND), "v1/space/append");
/// ```
#[must_use]
pub fn path(name: &str) -> String {
    format!("v1/{name}")
}
