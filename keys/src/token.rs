//! Admission tokens: the operator mints a batch from one seed; each token pays for one space, or for one keyring and its head
//! lists, with further tokens that come from it.

use hkdf::Hkdf;
use sha2::Sha256;

use crate::{Hash, Label, encode::byte_name, sha256};

/// Head lists of one keyring, at most.
pub const HEAD_LISTS: u8 = 8;

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

    /// What pays for head list `index` of the keyring this token paid for: HKDF-SHA256(ikm = token, info = length of the label ‖
    /// label ‖ index as 1 byte). The server is given these hashes with the token's own, and can't tell one from another.
    #[must_use]
    pub fn of_list(&self, index: u8) -> Self {
        let label = Label::HeadListToken.bytes();
        let length = [u8::try_from(label.len()).unwrap_or(u8::MAX)];
        let mut out = [0; 32];
        // 32 bytes is always a valid HKDF length.
        let _ = Hkdf::<Sha256>::new(None, &self.0)
            .expand_multi_info(&[&length, label, &[index]], &mut out);
        Self(out)
    }

    /// All that the server is to know when this token is minted: its hash, and those of the tokens that come from it.
    pub fn minted(&self) -> impl Iterator<Item = Hash> + use<> {
        let lists: Vec<Hash> = (0..HEAD_LISTS)
            .map(|index| self.of_list(index).hash())
            .collect();
        core::iter::once(self.hash()).chain(lists)
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
