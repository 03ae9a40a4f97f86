//! One person's secrets under eight words: the only thing a blank browser needs.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::encode::{decode, encode};
use crate::heads::HeadLists;
use crate::padding::Padding;
use crate::seal::{self, OVERHEAD, Place};
use crate::statement::Seen;
use crate::{
    Day, Hash, Identity, KemKey, KeyringKeys, Label, Nonce, PublicKey, Refused, Role, Secret,
    SignKey, SpaceId,
};

/// A stored keyring's length in bytes, whatever it holds.
pub const KEYRING_LEN: usize = (16 << 10) + OVERHEAD;

/// What a keyring holds.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Keyring {
    #[n(0)]
    version: u8,
    /// The person's own name, as they gave it.
    #[n(1)]
    pub name: String,
    /// Seed of the signing key.
    #[n(2)]
    sign: Secret,
    /// Seed of the KEM key.
    #[n(3)]
    kem: Secret,
    /// Direct memberships.
    #[n(4)]
    pub memberships: Vec<Membership>,
    /// Invitations this person has open.
    #[n(5)]
    pub invitations: Vec<OpenInvitation>,
    /// Admission tokens this person may give out.
    #[n(6)]
    pub tokens: Vec<TokenBatch>,
    /// The founding key's seed, with the founder until it is split into printed shares.
    #[n(7)]
    pub founding: Option<Secret>,
    /// Where the head lists lie, and which ones are the newest.
    #[n(8)]
    pub head_lists: Option<HeadLists>,
}

/// Where a person belongs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Membership {
    /// The region's space.
    #[n(0)]
    pub space: SpaceId,
    /// Pins the organisation.
    #[n(1)]
    pub founding: Hash,
    /// The envelope slot it was found in last.
    #[n(2)]
    pub slot: Option<u16>,
    /// How it was joined, until the first envelope opened.
    #[n(3)]
    pub waiting: Option<Waiting>,
    /// How much of the log was verified when last written: (epoch, seen).
    #[n(4)]
    pub remembered: Option<Remembered>,
    /// Who let a collector in: without a log to look it up in, it has to be remembered.
    #[n(5)]
    pub lead: Option<PublicKey>,
    /// Numbers this person may have given out in a resume that nobody answered: the next one goes beyond them.
    #[n(6)]
    pub beyond: Option<Beyond>,
}

/// Numbers that may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Beyond {
    /// The last epoch.
    #[n(0)]
    pub epoch: u32,
    /// The last seq.
    #[n(1)]
    pub seq: u64,
}

/// The newest verified place in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Remembered {
    /// The epoch.
    #[n(0)]
    pub epoch: u32,
    /// Sequence number and head.
    #[n(1)]
    pub seen: Seen,
}

/// What a newcomer needs to show the six words again, and to know the lead's envelope from another's.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Waiting {
    /// The invitation's one-time secret.
    #[n(0)]
    pub secret: Secret,
    /// Hash of the inviting lead's keys.
    #[n(1)]
    pub lead: Hash,
    /// Word-list id of the six words.
    #[n(2)]
    pub list: u8,
    /// The newcomer's nonce in the six words.
    #[n(3)]
    pub nonce: Nonce,
}

/// An invitation as its maker remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct OpenInvitation {
    /// Into which space.
    #[n(0)]
    pub space: SpaceId,
    /// The one-time secret in the link.
    #[n(1)]
    pub secret: Secret,
    /// Word-list id of the six words.
    #[n(2)]
    pub list: u8,
    /// The role thought of.
    #[n(3)]
    pub role: Role,
    /// The admission token in the link.
    #[n(4)]
    pub token: Secret,
    /// The day it was made.
    #[n(5)]
    pub day: Day,
    /// Names it in the app.
    #[n(6)]
    pub id: u32,
}

/// Tokens `next … end − 1` of a seed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct TokenBatch {
    /// The operator's seed.
    #[n(0)]
    pub seed: Secret,
    /// The first unused.
    #[n(1)]
    pub next: u32,
    /// One past the last.
    #[n(2)]
    pub end: u32,
}

impl Keyring {
    /// A keyring of somebody new.
    #[must_use]
    pub fn new(name: String, identity: &Identity) -> Self {
        Self {
            version: 1,
            name,
            sign: Secret::from_bytes(identity.sign.expose_seed()),
            kem: identity.kem.expose_seed().clone(),
            memberships: Vec::new(),
            invitations: Vec::new(),
            tokens: Vec::new(),
            founding: None,
            head_lists: None,
        }
    }

    /// The person's keys.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity {
            sign: SignKey::from_seed(self.sign.expose()),
            kem: KemKey::from_seed(self.kem.clone()),
        }
    }

    fn place(keys: &KeyringKeys) -> Place {
        Place {
            label: Label::Keyring,
            space: SpaceId(keys.lookup.0),
            epoch: 0,
        }
    }

    /// Seals to exactly [`KEYRING_LEN`] bytes.
    ///
    /// # Errors
    /// [`Refused`] if it holds too much.
    pub fn seal(&self, keys: &KeyringKeys, rng: &mut impl CryptoRng) -> Result<Vec<u8>, Refused> {
        let bytes = Zeroizing::new(encode(self));
        seal::seal(
            &keys.sealing,
            &Self::place(keys),
            Padding::Exactly(KEYRING_LEN - OVERHEAD),
            &bytes,
            rng,
        )
    }

    /// Opens a stored keyring.
    ///
    /// # Errors
    /// [`Refused`]: other words, or the server answered for a keyring that doesn't exist. Nothing tells the two apart.
    pub fn open(keys: &KeyringKeys, blob: &[u8]) -> Result<Self, Refused> {
        let bytes = seal::open(
            &keys.sealing,
            &Self::place(keys),
            Padding::Exactly(KEYRING_LEN - OVERHEAD),
            blob,
        )?;
        let keyring: Self = decode(&bytes)?;
        if keyring.version == 1 {
            Ok(keyring)
        } else {
            Err(Refused)
        }
    }
}

impl core::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Names are nobody's business in a log.
        let Self {
            version,
            name: _,
            sign: _,
            kem: _,
            memberships,
            invitations,
            tokens,
            founding: _,
            head_lists,
        } = self;
        f.debug_struct("Keyring")
            .field("version", version)
            .field("memberships", memberships)
            .field("invitations", invitations)
            .field("tokens", tokens)
            .field("head_lists", head_lists)
            .finish_non_exhaustive()
    }
}
