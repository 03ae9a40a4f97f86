//! What all tests share: random sources that aren't random, the suite written a second time, vector files.

pub(crate) mod case;
pub(crate) mod cbor;
pub(crate) mod raw;
pub(crate) mod rng;

/// Labels that seal, by their bytes.
pub(crate) fn label(bytes: &[u8]) -> keys::Label {
    use keys::Label::{Card, Entry, HeadList, Keyring, MailboxPost, RosterName};
    [Card, Entry, HeadList, Keyring, MailboxPost, RosterName]
        .into_iter()
        .find(|label| label.bytes() == bytes)
        .expect("a label that seals")
}

/// 32 bytes that are always the same for one name.
pub(crate) fn fixed(name: &str) -> [u8; 32] {
    keys::sha256(&[b"a vector's ", name.as_bytes()]).0
}

/// `bytes` with the lowest bit of the byte at `at` flipped; from the end if negative.
pub(crate) fn flipped(bytes: &[u8], at: isize) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let index = usize::try_from(at).unwrap_or_else(|_| out.len() - at.unsigned_abs());
    out[index] ^= 1;
    out
}
