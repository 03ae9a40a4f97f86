//! Keyrings for lookups nobody has: a guess at somebody's words is answered like the words themselves.

use hkdf::Hkdf;
use keys::LookupId;
use sha2::Sha256;
use wire::limits::KEYRING_LEN;

/// A pseudo-random function under a key that never leaves the database.
#[derive(Clone)]
pub struct FakeKeyrings(Hkdf<Sha256>);

impl std::fmt::Debug for FakeKeyrings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(_) = self;
        f.write_str("FakeKeyrings(…)")
    }
}

/// HKDF gives up to 255 × 32 bytes at a time, so longer outputs are made of numbered parts.
const PART: usize = 8 * 1024 - 32;

impl FakeKeyrings {
    /// With the server's key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Hkdf::new(None, key))
    }

    /// The keyring this lookup has if nobody has it.
    #[must_use]
    pub fn keyring(&self, lookup: &LookupId) -> Vec<u8> {
        let mut out = vec![0; KEYRING_LEN];
        for (part, number) in out.chunks_mut(PART).zip(0u8..) {
            // A part is always a valid length.
            let _ = self
                .0
                .expand_multi_info(&[b"skrynia/1/fake-keyring", &lookup.0, &[number]], part);
        }
        out[0] = 1;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fake_looks_sealed_and_stays_the_same() {
        let fakes = FakeKeyrings::new(&[7; 32]);
        let (one, other) = (
            fakes.keyring(&LookupId([1; 32])),
            fakes.keyring(&LookupId([2; 32])),
        );
        assert_eq!(
            (one.len(), one[0], one.clone()),
            (KEYRING_LEN, 1, fakes.keyring(&LookupId([1; 32])))
        );
        assert_ne!(one, other);
        assert_ne!(one, FakeKeyrings::new(&[8; 32]).keyring(&LookupId([1; 32])));
        // No part repeats another, and no run of zeros gives the end away.
        assert_ne!(one[..64], one[PART..PART + 64]);
        assert!(
            one.windows(16)
                .all(|window| window.iter().any(|byte| *byte != 0))
        );
    }
}
