#![doc = include_str!("../README.md")]

pub mod encode;
mod error;
mod label;
pub mod request;
mod sign;
mod token;

pub use encode::{BlobId, Day, Hash, LookupId, MailboxId, Nonce, OrgId, PublicKey, SignatureBytes, SpaceId, sha256};
pub use error::Refused;
pub use label::Label;
pub use sign::{Purpose, SignKey, Signature};
pub use token::{Token, derive_token};
