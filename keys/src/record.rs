//! For tests alone, and not compiled without its feature: which keys were used to encrypt, by their hashes. A key that is used
//! once needs no nonce; these records show that none is used twice.

use std::cell::RefCell;

use crate::{Hash, Label, sha256};

/// One encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// What for.
    pub label: Label,
    /// SHA-256 of the key, or of what commits to it.
    pub key: Hash,
}

thread_local! {
    static USED: RefCell<Vec<Use>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn used(label: Label, key: &[u8]) {
    let key = sha256(&[key]);
    USED.with_borrow_mut(|uses| uses.push(Use { label, key }));
}

/// Everything encrypted on this thread since the last call, in order.
#[must_use]
pub fn take() -> Vec<Use> {
    USED.take()
}
