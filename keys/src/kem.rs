//! Wrapping to a public key: HPKE base mode (RFC 9180) with X-Wing, HKDF-SHA256 and AES-256-GCM.
//! X-Wing's own decapsulation accepts low-order X25519 points, so they are refused here first.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, setup_receiver, setup_sender_with_rng,
};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::encode::byte_name;
use crate::seal::Place;
use crate::{Hash, Label, Refused, Secret, sha256};

byte_name!(
    /// An X-Wing public key: ML-KEM-768 (1,184 bytes) ‖ X25519 (32 bytes).
    KemPublic, 1216
);

/// Length of an encapsulation: ML-KEM-768 ciphertext (1,088 bytes) ‖ X25519 point (32 bytes).
pub(crate) const ENC_LEN: usize = 1120;
/// Length of the commitment to the key.
pub(crate) const COMMITMENT_LEN: usize = 32;

impl KemPublic {
    /// SHA-256, the name of the recipient in a signature.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[&self.0])
    }

    /// A key that decodes and whose X25519 part isn't of low order.
    pub(crate) fn checked(&self) -> Result<<XWing as Kem>::PublicKey, Refused> {
        contributory(&self.0)?;
        <XWing as Kem>::PublicKey::from_bytes(&self.0).map_err(|_| Refused)
    }
}

/// Refuses when the last 32 bytes are a low-order X25519 point: any clamped scalar takes those, and only those, to zero.
fn contributory(bytes: &[u8]) -> Result<(), Refused> {
    let point: [u8; 32] = bytes.last_chunk().copied().ok_or(Refused)?;
    let probe = x25519_dalek::x25519([0x55; 32], point);
    if bool::from(probe.ct_eq(&[0; 32])) {
        Err(Refused)
    } else {
        Ok(())
    }
}

/// A KEM key pair's secret: a 32-byte seed.
#[derive(Debug, Clone)]
pub struct KemKey(Secret);

impl KemKey {
    /// Random.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::make(rng))
    }

    /// From a seed kept in a keyring or derived from an epoch's chain.
    #[must_use]
    pub fn from_seed(seed: Secret) -> Self {
        Self(seed)
    }

    /// The seed, for the keyring.
    #[must_use]
    pub fn expose_seed(&self) -> &Secret {
        &self.0
    }

    fn private(&self) -> Result<<XWing as Kem>::PrivateKey, Refused> {
        <XWing as Kem>::PrivateKey::from_bytes(self.0.expose()).map_err(|_| Refused)
    }

    /// The public half.
    ///
    /// # Errors
    /// Never for a 32-byte seed.
    pub fn public(&self) -> Result<KemPublic, Refused> {
        let bytes = XWing::sk_to_pk(&self.private()?).to_bytes();
        bytes
            .as_slice()
            .try_into()
            .map(KemPublic)
            .map_err(|_| Refused)
    }
}

/// One wrapped message: encapsulation, key commitment, ciphertext with tag.
pub(crate) struct Wrapped {
    enc: [u8; ENC_LEN],
    commitment: [u8; COMMITMENT_LEN],
    ciphertext: Vec<u8>,
}

impl Wrapped {
    /// `enc ‖ commitment ‖ ciphertext`
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        [self.enc.as_slice(), &self.commitment, &self.ciphertext].concat()
    }
}

/// Encapsulates, lets the caller build the message around `enc` (it is signed inside), and seals it.
pub(crate) fn wrap(
    to: &KemPublic,
    place: &Place,
    rng: &mut impl CryptoRng,
    message: impl FnOnce(&[u8; ENC_LEN]) -> Result<Zeroizing<Vec<u8>>, Refused>,
) -> Result<Wrapped, Refused> {
    let context = place.context();
    let recipient = to.checked()?;
    let (enc, mut sender) = setup_sender_with_rng::<AesGcm256, HkdfSha256, XWing>(
        &OpModeS::Base,
        &recipient,
        &context,
        rng,
    )
    .map_err(|_| Refused)?;
    let enc: [u8; ENC_LEN] = enc.to_bytes().as_slice().try_into().map_err(|_| Refused)?;
    let mut commitment = [0; COMMITMENT_LEN];
    sender
        .export(Label::EnvelopeCommitment.bytes(), &mut commitment)
        .map_err(|_| Refused)?;
    // The key itself stays inside; the commitment is as much its own as a hash.
    #[cfg(feature = "record-keys")]
    crate::record::used(place.label, &commitment);
    let ciphertext = sender
        .seal(&message(&enc)?, &context)
        .map_err(|_| Refused)?;
    Ok(Wrapped {
        enc,
        commitment,
        ciphertext,
    })
}

/// Opens `enc ‖ commitment ‖ ciphertext`: commitment first (constant time), then the tag. Gives the encapsulation, too.
pub(crate) fn unwrap<'a>(
    key: &KemKey,
    place: &Place,
    wrapped: &'a [u8],
) -> Result<(&'a [u8; ENC_LEN], Zeroizing<Vec<u8>>), Refused> {
    let (enc, rest) = wrapped.split_first_chunk().ok_or(Refused)?;
    let (commitment, ciphertext) = rest.split_at_checked(COMMITMENT_LEN).ok_or(Refused)?;
    contributory(enc)?;
    let context = place.context();
    let encapped = <XWing as Kem>::EncappedKey::from_bytes(enc).map_err(|_| Refused)?;
    let mut receiver = setup_receiver::<AesGcm256, HkdfSha256, XWing>(
        &OpModeR::Base,
        &key.private()?,
        &encapped,
        &context,
    )
    .map_err(|_| Refused)?;
    let mut expected = [0; COMMITMENT_LEN];
    receiver
        .export(Label::EnvelopeCommitment.bytes(), &mut expected)
        .map_err(|_| Refused)?;
    if !bool::from(expected.ct_eq(commitment)) {
        return Err(Refused);
    }
    let opened = receiver.open(ciphertext, &context);
    opened
        .map(|opened| (enc, Zeroizing::new(opened)))
        .map_err(|_| Refused)
}
