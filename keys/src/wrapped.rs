//! What is signed and then wrapped to a public key: envelopes, packets, what collectors hand in. `[payload, signature]` is
//! encrypted, and the signature is over the recipient and this very encapsulation: nobody wraps another's words again.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use crate::encode::{decode, encode};
use crate::kem::{self, KemKey, KemPublic, Wrapped};
use crate::padding::Padding;
use crate::seal::Place;
use crate::sign::{Purpose, SignKey, Signature};
use crate::{Hash, PublicKey, Refused, SignatureBytes, sha256};

/// What the signature ties together, by hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) recipient: Hash,
    pub(crate) enc: Hash,
    pub(crate) payload: Hash,
}

/// `[context, H(recipient), H(enc), H(payload)]`
#[derive(Encode)]
#[cbor(array)]
struct Message {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    place: Vec<u8>,
    #[n(1)]
    recipient: Hash,
    #[n(2)]
    enc: Hash,
    #[n(3)]
    payload: Hash,
}

impl Bound {
    /// What is signed, where nothing else is to be said.
    pub(crate) fn message(&self, place: &Place) -> Vec<u8> {
        encode(&Message {
            place: place.context(),
            recipient: self.recipient,
            enc: self.enc,
            payload: self.payload,
        })
    }
}

/// `[payload, signature]`
#[derive(Encode, Decode)]
#[cbor(array)]
struct Signed {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    payload: Vec<u8>,
    #[n(1)]
    signature: SignatureBytes,
}

impl Drop for Signed {
    fn drop(&mut self) {
        self.payload.zeroize();
    }
}

/// Whose word is wrapped, for what, and to whom.
pub(crate) struct Sender<'a> {
    pub(crate) author: &'a SignKey,
    pub(crate) place: Place,
    pub(crate) padding: Padding,
    pub(crate) to: &'a KemPublic,
}

impl Sender<'_> {
    /// Signs what `message` makes of the payload and its encapsulation, and wraps both.
    pub(crate) fn wrap<P: Purpose>(
        &self,
        payload: &[u8],
        rng: &mut impl CryptoRng,
        message: impl FnOnce(&Bound) -> Vec<u8>,
    ) -> Result<Wrapped, Refused> {
        kem::wrap(self.to, &self.place, rng, |enc| {
            let bound = Bound {
                recipient: self.to.hash(),
                enc: sha256(&[enc]),
                payload: sha256(&[payload]),
            };
            let signature = self.author.sign::<P>(&message(&bound)).to_bytes();
            let signed = Signed {
                payload: payload.to_vec(),
                signature,
            };
            self.padding.pad(&Zeroizing::new(encode(&signed)))
        })
    }
}

/// What was wrapped; whose word it is, isn't checked yet.
pub(crate) struct Opened {
    pub(crate) payload: Zeroizing<Vec<u8>>,
    pub(crate) bound: Bound,
    pub(crate) signature: SignatureBytes,
}

impl Opened {
    /// Opens `enc ‖ commitment ‖ ciphertext`.
    pub(crate) fn open(
        key: &KemKey,
        place: &Place,
        padding: Padding,
        wrapped: &[u8],
    ) -> Result<Self, Refused> {
        let (enc, padded) = kem::unwrap(key, place, wrapped)?;
        let mut signed: Signed = decode(&padding.unpad(padded)?)?;
        let payload = Zeroizing::new(core::mem::take(&mut signed.payload));
        let bound = Bound {
            recipient: key.public()?.hash(),
            enc: sha256(&[enc]),
            payload: sha256(&[&payload]),
        };
        Ok(Self {
            payload,
            bound,
            signature: signed.signature,
        })
    }

    /// Checks whose word it is.
    pub(crate) fn verify<P: Purpose>(
        &self,
        author: &PublicKey,
        message: &[u8],
    ) -> Result<(), Refused> {
        Signature::<P>::from_bytes(self.signature).verify(author, message)
    }
}
