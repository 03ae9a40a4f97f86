//! Collectors' entries that a log speaks of.

use std::collections::{BTreeMap, BTreeSet};

use crate::Hash;
use crate::inbox::HandedIn;

/// Held for somebody to look at, or dealt with.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// By the hash of what was collected.
    pub(crate) held: BTreeMap<Hash, HandedIn>,
    /// Became records, or were dropped: once and for all.
    pub(crate) dealt: BTreeSet<Hash>,
}

impl Handed {
    /// Whether this entry became a record or was dropped.
    #[must_use]
    pub fn is_dealt_with(&self, hash: &Hash) -> bool {
        self.dealt.contains(hash)
    }

    /// What waits in the log.
    pub fn held(&self) -> impl Iterator<Item = (&Hash, &HandedIn)> {
        self.held.iter()
    }

    pub(super) fn hold(&mut self, hash: Hash, handed: HandedIn) {
        self.held.insert(hash, handed);
    }

    pub(super) fn deal(&mut self, hash: Hash) {
        self.held.remove(&hash);
        self.dealt.insert(hash);
    }
}
