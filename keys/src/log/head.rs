//! The head chain: `head_0 = SHA-256(space)`, `head_n = SHA-256(head_{n−1} ‖ leaf_n)`. A leaf is the hash of the signed
//! statement, so re-sealing changes nothing, or a hash of the blob if it doesn't open.

use crate::{Hash, Label, SpaceId, sha256};

/// The head before any blob.
#[must_use]
pub fn genesis(space: SpaceId) -> Hash {
    sha256(&[&space.0])
}

/// The head after one more leaf.
#[must_use]
pub fn next_head(head: Hash, leaf: Hash) -> Hash {
    sha256(&[&head.0, &leaf.0])
}

/// The leaf of a blob that doesn't open: SHA-256(label ‖ SHA-256(blob)).
#[must_use]
pub fn void_leaf(blob: &[u8]) -> Hash {
    sha256(&[Label::VoidLeaf.bytes(), &sha256(&[blob]).0])
}
