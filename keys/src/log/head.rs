//! The head chain: `head_0 = SHA-256(label ‖ space)`, `head_n = SHA-256(label ‖ space ‖ n ‖ head_{n−1} ‖ leaf_n)`, n as 8
//! bytes big-endian. The place is inside the hash because a restored server may have to leave a gap in the numbers.
//! A leaf is the hash of the signed statement, so re-sealing changes nothing, or a hash of the blob if it doesn't open.

use crate::{Hash, Label, SpaceId, sha256};

/// The head before any blob.
#[must_use]
pub fn genesis(space: SpaceId) -> Hash {
    sha256(&[Label::Head.bytes(), &space.0])
}

/// The head at `seq`, from the one before it and the leaf there.
#[must_use]
pub fn next_head(space: SpaceId, seq: u64, before: Hash, leaf: Hash) -> Hash {
    sha256(&[
        Label::Head.bytes(),
        &space.0,
        &seq.to_be_bytes(),
        &before.0,
        &leaf.0,
    ])
}

/// The leaf of a blob that doesn't open: SHA-256(label ‖ SHA-256(blob)). That it can be no statement's, the label sees to.
#[must_use]
pub fn void_leaf(blob: &[u8]) -> Hash {
    void_leaf_of(&sha256(&[blob]))
}

/// The same, of a blob that only its hash is left of.
pub(super) fn void_leaf_of(hash: &Hash) -> Hash {
    sha256(&[Label::VoidLeaf.bytes(), &hash.0])
}

/// What is stretched into a head code: SHA-256(label ‖ space ‖ n ‖ head_n). The first 66 bits of the stretched hash are six words,
/// in anybody's list: two people who read the same ones have the same history up to there.
#[must_use]
pub fn head_code_input(space: SpaceId, seq: u64, head: Hash) -> Hash {
    sha256(&[
        Label::HeadCode.bytes(),
        &space.0,
        &seq.to_be_bytes(),
        &head.0,
    ])
}
