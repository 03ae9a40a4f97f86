//! From words to keys: Argon2id v1.3 (RFC 9106), 64 MiB, three passes, one lane, a constant salt. Fixed for ever:
//! no parameter comes from outside.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroizing;

use crate::secret::expand;
use crate::sign::SignKey;
use crate::{Hash, Label, LookupId, Secret};

/// What is stretched; each has its own constant salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stretch {
    /// The eight words of a keyring. Salt `skrynia/1/words`.
    Words = 1,
    /// The hash behind the six words of an invitation. Salt `skrynia/1/six-words`.
    SixWords = 2,
    /// The hash behind a head code. Salt `skrynia/1/head-code`.
    HeadCode = 3,
}

impl Stretch {
    /// Back from its number.
    #[must_use]
    pub fn from_u8(n: u8) -> Option<Self> {
        match n {
            1 => Some(Self::Words),
            2 => Some(Self::SixWords),
            3 => Some(Self::HeadCode),
            _ => None,
        }
    }

    fn salt(self) -> &'static [u8] {
        match self {
            Self::Words => b"skrynia/1/words",
            Self::SixWords => b"skrynia/1/six-words",
            Self::HeadCode => b"skrynia/1/head-code",
        }
    }
}

/// Argon2id with the suite's parameters: 0.15–0.5 s and 64 MiB.
#[must_use]
pub fn stretch(input: &[u8], purpose: Stretch) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    if let Ok(params) = Params::new(64 * 1024, 3, 1, Some(32)) {
        // Our own memory, wiped afterwards: its last blocks give the result away.
        let mut memory = Zeroizing::new(vec![Block::default(); params.block_count()]);
        // Fails only for inputs over 4 GiB or short salts; ours are constants.
        let _ = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                input,
                purpose.salt(),
                out.as_mut(),
                memory.as_mut_slice(),
            );
    }
    out
}

/// What eight words open: where the keyring lies, what it is sealed under, and who may write it.
#[derive(Debug, Clone)]
pub struct KeyringKeys {
    /// Where.
    pub lookup: LookupId,
    /// Under what.
    pub sealing: Secret,
    /// Whose signature the server accepts for changes.
    pub write: SignKey,
}

/// What stands for the stretched words where a file is needed beside them: HKDF-SHA256 of both, with the file as its hash.
#[must_use]
pub fn with_key_file(stretched: &[u8; 32], file: Hash) -> Zeroizing<[u8; 32]> {
    let mut both = Zeroizing::new([0; 64]);
    both[..32].copy_from_slice(stretched);
    both[32..].copy_from_slice(&file.0);
    let mut out = Zeroizing::new([0; 32]);
    expand(both.as_slice(), Label::KeyFile, &[], out.as_mut());
    out
}

/// Splits the stretched words in three.
#[must_use]
pub fn derive_keyring_keys(stretched: &[u8; 32]) -> KeyringKeys {
    let root = Secret::from_bytes(stretched);
    KeyringKeys {
        lookup: LookupId(*root.derive(Label::KeyringLookup, &[]).expose()),
        sealing: root.derive(Label::KeyringKey, &[]),
        write: SignKey::from_seed(root.derive(Label::KeyringWrite, &[]).expose()),
    }
}
