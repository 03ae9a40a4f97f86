//! `keyring/…`: one person's sealed secrets, under an id derived from the words.

use keys::{Hash, LookupId, PublicKey, Token};
use minicbor::{Decode, Encode};

use crate::Blob;

/// `[lookup]` → [`KeyringAnswer`]. An unknown lookup is answered too, with bytes of its own for ever.
pub const READ: &str = "keyring/read";
/// A signed request (operation `KeyringWrite`, the write key as capability, the lookup as space) with
/// [`WriteKeyringParams`] → [`crate::Done`].
pub const WRITE: &str = "keyring/write";
/// A signed request (operation `KeyringMove`, the old write key as capability, the old lookup as space) with
/// [`MoveKeyringParams`] → [`crate::Done`].
pub const MOVE: &str = "keyring/move";

/// `[lookup]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReadKeyring {
    /// Whose.
    #[n(0)]
    pub lookup: LookupId,
}

/// `[blob]`, always [`crate::limits::KEYRING_LEN`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct KeyringAnswer {
    /// The sealed keyring, or something that looks like one.
    #[n(0)]
    pub keyring: Blob,
}

/// `[previous or null, token or null, blob]`
///
/// The first write brings a token and no previous hash, and pins its key as the only one that may write again.
/// Later ones bring the hash of what they replace, and no token. The same write again succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WriteKeyringParams {
    /// SHA-256 of the keyring this replaces.
    #[n(0)]
    pub previous: Option<Hash>,
    /// What a new keyring costs.
    #[n(1)]
    pub token: Option<Token>,
    /// The sealed keyring, [`crate::limits::KEYRING_LEN`] bytes, the first of them 1.
    #[n(2)]
    pub keyring: Blob,
}

/// `[previous, new lookup, new write key, blob]`: the keyring goes from one lookup to another, all of it or nothing. The old
/// lookup is unknown from then on; what it paid for goes along. The same move again succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct MoveKeyringParams {
    /// SHA-256 of the keyring this replaces.
    #[n(0)]
    pub previous: Hash,
    /// Where it will be.
    #[n(1)]
    pub lookup: LookupId,
    /// The only key that may write there.
    #[n(2)]
    pub key: PublicKey,
    /// The keyring, sealed for its new place.
    #[n(3)]
    pub keyring: Blob,
}
