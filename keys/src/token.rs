//! Admission tokens: the operator mints a batch from one seed; each token pays for one space or one keyring.

use hkdf::Hkdf;
use sha2::Sha256;

use crate::{Hash, Label, encode::byte_name, sha256};

byte_name!(
    /// A token, 32 bytes. The server keeps its SHA-256 only.
    Token, 32
);

impl Token {
    /// What the server stores.
    #[must_use]
    pub fn hash(&self) -> Hash {
        sha256(&[&self.0])
    }
}

/// Token `index` of a batch: HKDF-SHA256(ikm = seed, info = label ‖ index as 4 bytes big-endian).
#[must_use]
pub fn derive_token(seed: &[u8; 32], index: u32) -> Token {
    let mut out = [0; 32];
    // 32 bytes is always a valid HKDF length.
    let _ = Hkdf::<Sha256>::new(None, seed)
        .expand_multi_info(&[Label::Token.bytes(), &index.to_be_bytes()], &mut out);
    Token(out)
}
