//! Ed25519 signatures whose purpose is part of their type (RFC 8032; `verify_strict` only).

use core::marker::PhantomData;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::{Label, PublicKey, Refused, SignatureBytes};

/// What a signature is made for. A signature for one purpose is a different type from one for another.
pub trait Purpose {
    /// The label signed before the message.
    const LABEL: Label;
}

/// A signature over `len(label) ‖ label ‖ message`.
pub struct Signature<P: Purpose> {
    bytes: SignatureBytes,
    purpose: PhantomData<P>,
}

impl<P: Purpose> Signature<P> {
    /// Takes bytes from a message; they mean nothing until [`Signature::verify`] holds.
    #[must_use]
    pub fn from_bytes(bytes: SignatureBytes) -> Self {
        Self {
            bytes,
            purpose: PhantomData,
        }
    }

    /// The 64 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> SignatureBytes {
        self.bytes
    }

    /// Checks the signature: canonical, by a key that isn't weak, for this purpose, over this message.
    ///
    /// # Errors
    /// [`Refused`] otherwise.
    pub fn verify(&self, key: &PublicKey, message: &[u8]) -> Result<(), Refused> {
        self.verify_by(&Verifier::new(key)?, message)
    }

    /// The same, by a key that was checked before.
    pub(crate) fn verify_by(&self, key: &Verifier, message: &[u8]) -> Result<(), Refused> {
        let signature = ed25519_dalek::Signature::from_bytes(&self.bytes.0);
        key.0
            .verify_strict(&prefixed::<P>(message), &signature)
            .map_err(|_| Refused)
    }
}

/// A public key that is sound, kept for the next signature by it.
#[derive(Debug, Clone)]
pub(crate) struct Verifier(VerifyingKey);

impl Verifier {
    pub(crate) fn new(key: &PublicKey) -> Result<Self, Refused> {
        checked(key).map(Self)
    }
}

/// A public key that is a point and not weak (small order).
pub(crate) fn checked(key: &PublicKey) -> Result<VerifyingKey, Refused> {
    let point = VerifyingKey::from_bytes(&key.0).map_err(|_| Refused)?;
    // Non-canonical encodings of a point decode too; only the encoding we would write is accepted.
    if point.is_weak()
        || point.to_bytes() != key.0
        || point.to_edwards().compress().to_bytes() != key.0
    {
        return Err(Refused);
    }
    Ok(point)
}

fn prefixed<P: Purpose>(message: &[u8]) -> Vec<u8> {
    let label = P::LABEL.bytes();
    let mut out = Vec::with_capacity(1 + label.len() + message.len());
    out.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(label);
    out.extend_from_slice(message);
    out
}

/// An Ed25519 signing key: an identity's or a capability's.
#[derive(Clone)]
pub struct SignKey(Box<SigningKey>);

impl core::fmt::Debug for SignKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self(_) = self;
        f.write_str("SignKey(…)")
    }
}

impl SignKey {
    /// A new random key.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let key = Self::from_seed(&seed);
        seed.zeroize();
        key
    }

    /// The key of a 32-byte seed (RFC 8032 §5.1.5).
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(Box::new(SigningKey::from_bytes(seed)))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs for one purpose.
    #[must_use]
    pub fn sign<P: Purpose>(&self, message: &[u8]) -> Signature<P> {
        Signature::from_bytes(SignatureBytes(
            self.0.sign(&prefixed::<P>(message)).to_bytes(),
        ))
    }

    /// The seed, for sealing into a keyring or an envelope and nothing else.
    #[must_use]
    pub fn expose_seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}
