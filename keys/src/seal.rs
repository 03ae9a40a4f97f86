//! Sealing: AES-256-GCM under a key that is used once, committed to before anything is opened.
//!
//! ```text
//! blob_id = 32 random bytes
//! key ‖ commitment = HKDF-SHA256(ikm = secret, info = len(label) ‖ label ‖ context ‖ blob_id), 64 bytes
//! sealed = 0x01 ‖ blob_id ‖ commitment ‖ AES-256-GCM(key, nonce = 0, aad = context, padded)
//! ```

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use minicbor::Encode;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::encode::encode;
use crate::padding::Padding;
use crate::secret::{Secret, expand};
use crate::{BlobId, Label, Refused, SpaceId};

/// Bytes a seal adds to the padded plaintext: version, blob id, commitment, tag.
pub const OVERHEAD: usize = 1 + 32 + 32 + 16;

const SUITE: u8 = 1;
const HEADER: usize = 1 + 32 + 32;

/// Where a ciphertext belongs; opening it anywhere else fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What it is.
    pub label: Label,
    /// The space, or another 32-byte name for things outside spaces (lookup id, mailbox id).
    pub space: SpaceId,
    /// The epoch; 0 outside spaces.
    pub epoch: u32,
}

#[derive(Encode)]
#[cbor(array)]
struct Context<'a> {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    label: &'a [u8],
    #[n(1)]
    space: SpaceId,
    #[n(2)]
    epoch: u32,
}

impl Place {
    /// Canonical CBOR `[label, space, epoch]`: the `context` of every construction.
    #[must_use]
    pub fn context(&self) -> Vec<u8> {
        encode(&Context {
            label: self.label.bytes(),
            space: self.space,
            epoch: self.epoch,
        })
    }
}

fn keys_for(secret: &Secret, place: &Place, context: &[u8], blob_id: &[u8]) -> Zeroizing<[u8; 64]> {
    let mut out = Zeroizing::new([0; 64]);
    expand(
        secret.expose(),
        place.label,
        &[context, blob_id],
        out.as_mut(),
    );
    out
}

/// Seals a message. The blob id is drawn here, so no key is ever used twice.
///
/// # Errors
/// [`Refused`] if the message fits no size class.
pub fn seal(
    secret: &Secret,
    place: &Place,
    padding: Padding,
    message: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, Refused> {
    let mut body = padding.pad(message)?;
    let mut blob_id = [0; 32];
    rng.fill_bytes(&mut blob_id);
    let context = place.context();
    let keys = keys_for(secret, place, &context, &blob_id);
    let (key, commitment) = keys.split_at(32);
    #[cfg(feature = "record-keys")]
    crate::record::used(place.label, key);
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| Refused)?;
    let tag = cipher
        .encrypt_inout_detached(&Nonce::default(), &context, body.as_mut_slice().into())
        .map_err(|_| Refused)?;
    let mut out = Vec::with_capacity(HEADER + body.len() + tag.len());
    out.push(SUITE);
    out.extend_from_slice(&blob_id);
    out.extend_from_slice(commitment);
    out.extend_from_slice(&body);
    out.extend_from_slice(&tag);
    Ok(out)
}

/// Opens a sealed blob: version, commitment (constant time), tag, padding, in this order.
///
/// # Errors
/// [`Refused`], whatever the cause.
pub fn open(
    secret: &Secret,
    place: &Place,
    padding: Padding,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let (header, rest) = sealed.split_at_checked(HEADER).ok_or(Refused)?;
    let (body, tag) = rest
        .split_at_checked(rest.len().checked_sub(16).ok_or(Refused)?)
        .ok_or(Refused)?;
    let (&suite, header) = header.split_first().ok_or(Refused)?;
    if suite != SUITE {
        return Err(Refused);
    }
    let (blob_id, committed) = header.split_at(32);
    let context = place.context();
    let keys = keys_for(secret, place, &context, blob_id);
    let (key, commitment) = keys.split_at(32);
    if !bool::from(commitment.ct_eq(committed)) {
        return Err(Refused);
    }
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| Refused)?;
    let mut plain = Zeroizing::new(body.to_vec());
    let tag = tag.try_into().map_err(|_| Refused)?;
    cipher
        .decrypt_inout_detached(
            &Nonce::default(),
            &context,
            plain.as_mut_slice().into(),
            tag,
        )
        .map_err(|_| Refused)?;
    padding.unpad(plain)
}

/// The blob id in a sealed blob's header, without opening it.
#[must_use]
pub fn blob_id(sealed: &[u8]) -> Option<BlobId> {
    sealed.get(1..33)?.try_into().ok().map(BlobId)
}
