#![doc = include_str!("../README.md")]

pub mod encode;
mod error;
mod label;
pub mod request;
mod sign;
mod token;

pub use encode::{
    BlobId, Day, Hash, LookupId, MailboxId, Nonce, OrgId, PacketId, PublicKey, SignatureBytes,
    SpaceId, sha256,
};
pub use error::Refused;
pub use label::Label;
pub use sign::{Purpose, SignKey, Signature};
pub use token::{HEAD_LISTS, Token, derive_token};

/// What a page of a log begins with, before its seal. An entry has no such byte: its seal begins with 1.
pub const LOG_PAGE: u8 = 2;

#[cfg(feature = "full")]
pub mod below;
#[cfg(feature = "full")]
pub mod card;
#[cfg(feature = "full")]
pub mod envelope;
#[cfg(feature = "full")]
mod epoch;
#[cfg(feature = "full")]
mod founding;
#[cfg(feature = "full")]
pub mod heads;
#[cfg(feature = "full")]
mod identity;
#[cfg(feature = "full")]
pub mod inbox;
#[cfg(feature = "full")]
pub mod invitation;
#[cfg(feature = "full")]
mod kem;
#[cfg(feature = "full")]
pub mod keyring;
#[cfg(feature = "full")]
pub mod log;
#[cfg(feature = "full")]
pub mod packet;
#[cfg(feature = "full")]
pub mod padding;
#[cfg(feature = "full")]
pub mod pages;
#[cfg(feature = "full")]
mod passphrase;
#[cfg(feature = "record-keys")]
pub mod record;
#[cfg(feature = "full")]
pub mod roster;
#[cfg(feature = "full")]
pub mod seal;
#[cfg(feature = "full")]
mod secret;
#[cfg(feature = "full")]
pub mod shares;
#[cfg(feature = "full")]
pub mod state;
#[cfg(feature = "full")]
pub mod statement;
#[cfg(feature = "full")]
pub mod words;
#[cfg(feature = "full")]
mod wrapped;
#[cfg(feature = "full")]
pub use epoch::{Access, Epoch, Role};
#[cfg(feature = "full")]
pub use founding::FoundingKey;
#[cfg(feature = "full")]
pub use identity::{Identity, MemberKeys};
#[cfg(feature = "full")]
pub use kem::{KemKey, KemPublic};
#[cfg(feature = "full")]
pub use passphrase::{KeyringKeys, Stretch, derive_keyring_keys, stretch, with_key_file};
#[cfg(feature = "full")]
pub use secret::Secret;
