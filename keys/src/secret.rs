//! A 32-byte secret that is wiped when dropped, never printed, and compared in constant time.

use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Label;

/// 32 secret bytes on the heap.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret(Box<[u8; 32]>);

impl Secret {
    /// Random.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut out = Self(Box::new([0; 32]));
        rng.fill_bytes(out.0.as_mut());
        out
    }

    /// Takes a copy; wipe yours.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut out = Self(Box::new([0; 32]));
        out.0.copy_from_slice(bytes);
        out
    }

    /// The bytes, for the one use at hand.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// HKDF-SHA256 (RFC 5869) without salt: info = len(label) ‖ label ‖ context.
    #[must_use]
    pub fn derive(&self, label: Label, context: &[u8]) -> Self {
        let mut out = Self(Box::new([0; 32]));
        expand(self.expose(), label, &[context], out.0.as_mut());
        out
    }
}

/// HKDF-SHA256 of a secret into `out` (at most 255 × 32 bytes).
pub(crate) fn expand(secret: &[u8], label: Label, context: &[&[u8]], out: &mut [u8]) {
    let name = label.bytes();
    let length = [u8::try_from(name.len()).unwrap_or(u8::MAX)];
    let mut info: Vec<&[u8]> = vec![&length, name];
    info.extend_from_slice(context);
    // Fails only for outputs over 8,160 bytes; ours are 32 or 64.
    let _ = Hkdf::<Sha256>::new(None, secret).expand_multi_info(&info, out);
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(other.0.as_ref()).into()
    }
}

impl Eq for Secret {}

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self(_) = self;
        f.write_str("Secret(…)")
    }
}

impl<C> minicbor::Encode<C> for Secret {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(self.expose())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Secret {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes: &[u8; 32] = d
            .bytes()?
            .try_into()
            .map_err(|_| minicbor::decode::Error::message("length"))?;
        Ok(Self::from_bytes(bytes))
    }
}
