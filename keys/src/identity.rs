//! A person's keys: one pair that signs, one that envelopes are wrapped to.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::encode::encode;
use crate::kem::{KemKey, KemPublic};
use crate::sign::SignKey;
use crate::{Hash, Label, PublicKey, Refused, sha256};

/// Both public keys of a member.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct MemberKeys {
    /// Checks statements; names the member in the log.
    #[n(0)]
    pub sign: PublicKey,
    /// Envelopes are wrapped to it.
    #[n(1)]
    pub kem: KemPublic,
}

impl MemberKeys {
    /// SHA-256(label ‖ canonical keys): what a link commits to.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[Label::MemberKeys.bytes(), &encode(self)])
    }

    /// Refuses weak signing keys and low-order KEM keys.
    ///
    /// # Errors
    /// [`Refused`] for either.
    pub fn check(&self) -> Result<(), Refused> {
        crate::sign::checked(&self.sign)?;
        self.kem.checked().map(|_| ())
    }
}

/// A person's secret keys.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Signs statements and grants.
    pub sign: SignKey,
    /// Opens envelopes.
    pub kem: KemKey,
}

impl Identity {
    /// Random.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self {
            sign: SignKey::make(rng),
            kem: KemKey::make(rng),
        }
    }

    /// The public halves.
    ///
    /// # Errors
    /// Never for keys made here.
    pub fn public(&self) -> Result<MemberKeys, Refused> {
        Ok(MemberKeys {
            sign: self.sign.public(),
            kem: self.kem.public()?,
        })
    }
}
