//! The founding key: signs `found` and `appoint`, nothing routine; its seed also gives the recovery KEM key.

use rand_core::CryptoRng;

use crate::kem::KemKey;
use crate::sign::SignKey;
use crate::{Hash, Label, Secret, SpaceId, log};

/// The founding key, from its 32-byte seed.
#[derive(Debug, Clone)]
pub struct FoundingKey(Secret);

impl FoundingKey {
    /// Random.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::make(rng))
    }

    /// From a kept seed.
    #[must_use]
    pub fn from_seed(seed: Secret) -> Self {
        Self(seed)
    }

    /// The seed, to be kept or split into shares.
    #[must_use]
    pub fn expose_seed(&self) -> &Secret {
        &self.0
    }

    /// Signs `found` and `appoint`.
    #[must_use]
    pub fn sign_key(&self) -> SignKey {
        SignKey::from_seed(self.0.derive(Label::FoundingKey, &[]).expose())
    }

    /// Opens the recovery slot.
    #[must_use]
    pub fn recovery(&self) -> KemKey {
        KemKey::from_seed(self.0.derive(Label::KemRecovery, &[]))
    }

    /// Where the organisation's root lies: whoever has nothing but enough shares finds it.
    #[must_use]
    pub fn root_space(&self) -> SpaceId {
        SpaceId(*self.0.derive(Label::RootSpace, &[]).expose())
    }

    /// What invitations and keyrings pin: SHA-256(label ‖ public key).
    #[must_use]
    pub fn fingerprint(&self) -> Hash {
        log::fingerprint(&self.sign_key().public())
    }
}
