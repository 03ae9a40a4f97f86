//! What collectors have handed in: still in the inbox, or held in the log; not yet records.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use keys::inbox::{Collected, HandedIn};
use keys::statement::Admitted;
use keys::{Access, BlobId, Hash, PublicKey, SpaceId};

use crate::fold::Records;

/// One entry.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) handed: HandedIn,
    pub(crate) collected: Collected,
    /// Where it lies in the inbox, if it isn't in the log already.
    pub(crate) blob: Option<BlobId>,
}

/// Everything handed in and not dealt with.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    /// By the hash of what was collected: the same entry sealed or shown twice is one.
    pub(crate) entries: BTreeMap<Hash, Entry>,
    /// Who collected a row, and on which day they say they did.
    pub(crate) authors: HashMap<u32, (PublicKey, u16)>,
    /// How many the server says are in the inbox.
    pub(crate) waiting: u32,
    /// The inbox has to be looked at again.
    pub(crate) stale: bool,
    /// Became records, or were dropped.
    dealt: HashSet<Hash>,
    /// In the inbox, and not needed there any more: dealt with, or in the log.
    pub(crate) useless: BTreeSet<BlobId>,
    /// In the inbox, and nobody's as far as this log goes: not openable, not signed, or by somebody not known yet.
    pub(crate) unknown: BTreeSet<BlobId>,
}

impl Incoming {
    /// What a statement said of an entry; answers the row if it became a record.
    pub(crate) fn dealt_with(
        &mut self,
        entry: Admitted,
        (seq, statement, index): (u64, Hash, u32),
        space: SpaceId,
        records: &mut Records,
    ) -> Option<u32> {
        let hash = match &entry {
            Admitted::Accepted(handed) | Admitted::Held(handed) => handed.hash(),
            Admitted::Dropped(hash) => *hash,
        };
        if self.dealt.contains(&hash) {
            return None;
        }
        match entry {
            Admitted::Held(handed) => {
                // The log has judged it: it checks.
                let collected = handed.check(space).ok()?;
                let entry = Entry {
                    handed,
                    collected,
                    blob: None,
                };
                let before = self.entries.insert(hash, entry);
                self.useless.extend(before.and_then(|entry| entry.blob));
                None
            }
            Admitted::Dropped(_) => {
                self.forget(hash);
                None
            }
            Admitted::Accepted(handed) => {
                self.forget(hash);
                let collected = handed.check(space).ok()?;
                let row = records.admit(seq, (statement, index), &collected.record);
                self.authors.insert(row, (collected.author, collected.day));
                Some(row)
            }
        }
    }

    fn forget(&mut self, hash: Hash) {
        self.dealt.insert(hash);
        if let Some(blob) = self.entries.remove(&hash).and_then(|entry| entry.blob) {
            self.useless.insert(blob);
        }
    }

    /// Whether anything lies in the inbox that may still turn out to be somebody's.
    pub(crate) fn has_unknown(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// What the inbox holds now. Answers how many blobs are new and useless.
    pub(crate) fn look(
        &mut self,
        access: &Access,
        blobs: &[(BlobId, Vec<u8>)],
        known: impl Fn(&PublicKey) -> bool,
    ) -> u32 {
        self.entries.retain(|_, entry| entry.blob.is_none());
        let before = core::mem::take(&mut self.unknown);
        self.useless.clear();
        let mut fresh = 0;
        for (id, blob) in blobs {
            let opened = HandedIn::open(access, blob)
                .and_then(|handed| Ok((handed.check(access.epoch().space)?, handed)));
            match opened {
                Ok((collected, handed)) if known(&collected.author) => {
                    let hash = handed.hash();
                    if self.dealt.contains(&hash) || self.entries.contains_key(&hash) {
                        self.useless.insert(*id);
                    } else {
                        let blob = Some(*id);
                        let entry = Entry {
                            handed,
                            collected,
                            blob,
                        };
                        self.entries.insert(hash, entry);
                    }
                }
                _ => {
                    fresh += u32::from(!before.contains(id));
                    self.unknown.insert(*id);
                }
            }
        }
        fresh
    }
}
