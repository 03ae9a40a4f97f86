//! Deterministic CBOR (RFC 8949 §4.2.1): what doesn't re-encode to the same bytes is refused.

use minicbor::{Decode, Encode};

use crate::Refused;

/// Encodes a value. Our types have one encoding each, so this is the canonical one.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    // Counted first and written once: a buffer that grows leaves copies of secrets behind where it lay.
    let mut length = Length(0);
    let _ = minicbor::encode(value, &mut length);
    let mut out = Vec::with_capacity(length.0);
    // Writing to a Vec can't fail; a custom encoder that refuses yields an empty, never-valid encoding.
    if minicbor::encode(value, &mut out).is_err() {
        out.clear();
    }
    out
}

/// Counts what is written.
struct Length(usize);

impl minicbor::encode::Write for Length {
    type Error = core::convert::Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
        self.0 += bytes.len();
        Ok(())
    }
}

/// Compares what is written with what is expected, and keeps nothing of it.
struct Expected<'b>(&'b [u8]);

impl minicbor::encode::Write for Expected<'_> {
    type Error = Refused;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        self.0 = self.0.strip_prefix(bytes).ok_or(Refused)?;
        Ok(())
    }
}

/// Decodes exactly one value from all of `bytes`, and refuses any other encoding of it than ours.
///
/// # Errors
/// [`Refused`] for malformed, trailing or non-canonical bytes.
pub fn decode<'b, T: Decode<'b, ()> + Encode<()>>(bytes: &'b [u8]) -> Result<T, Refused> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value: T = decoder.decode().map_err(|_| Refused)?;
    // Written again and compared on the way: no second copy of what may be secret.
    let mut rest = Expected(bytes);
    minicbor::encode(&value, &mut rest).map_err(|_| Refused)?;
    if decoder.position() == bytes.len() && rest.0.is_empty() {
        Ok(value)
    } else {
        Err(Refused)
    }
}

/// A public fixed-size byte string with a name of its own, so that ids, keys and hashes can't be mixed up.
macro_rules! byte_name {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                // Four bytes tell two values apart in a test; the whole is nobody's business in a log.
                write!(f, "{}({:02x}{:02x}{:02x}{:02x}…)", stringify!($name), self.0[0], self.0[1], self.0[2], self.0[3])
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let bytes = d.bytes()?;
                bytes.try_into().map(Self).map_err(|_| minicbor::decode::Error::message("length"))
            }
        }
    };
}
pub(crate) use byte_name;

byte_name!(
    /// What the server stores a region under: 32 random bytes.
    SpaceId, 32
);
byte_name!(
    /// 32 random bytes, drawn inside the seal; the name of one ciphertext for ever.
    BlobId, 32
);
byte_name!(
    /// A SHA-256 hash.
    Hash, 32
);
byte_name!(
    /// An Ed25519 public key, 32 bytes, not yet checked for weakness.
    PublicKey, 32
);
byte_name!(
    /// An Ed25519 signature, 64 bytes.
    SignatureBytes, 64
);
byte_name!(
    /// A random organisation id.
    OrgId, 32
);
byte_name!(
    /// 16 random bytes that make a statement unique.
    Nonce, 16
);
byte_name!(
    /// A mailbox, 32 bytes derived from an invitation's secret.
    MailboxId, 32
);
byte_name!(
    /// A packet: 32 random bytes, the name of one list for ever.
    PacketId, 32
);
byte_name!(
    /// What a keyring is stored under, 32 bytes derived from the words.
    LookupId, 32
);

/// SHA-256 of the parts, one after the other.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> Hash {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

/// Days since 1970-01-01 (UTC). Nothing finer is ever stored or sent.
pub type Day = u16;
