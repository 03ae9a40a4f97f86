//! What collectors have handed in: still in the inbox, or held in the log; not yet records.

use std::collections::{BTreeMap, BTreeSet};

use keys::inbox::{Collected, HandedIn};
use keys::state::{Became, Handed};
use keys::{Access, BlobId, Hash, PublicKey, SpaceId};

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
    /// How many the server says are in the inbox.
    pub(crate) waiting: u32,
    /// The inbox has to be looked at again.
    pub(crate) stale: bool,
    /// In the inbox, and not needed there any more: dealt with, or in the log.
    pub(crate) useless: BTreeSet<BlobId>,
    /// In the inbox, and nobody's as far as this log goes: not openable, not signed, or by somebody not known yet.
    pub(crate) unknown: BTreeSet<BlobId>,
}

impl Incoming {
    /// What a log that was opened with pages holds.
    pub(crate) fn begun(in_log: &Handed, space: SpaceId) -> Self {
        let mut incoming = Self::default();
        for (hash, handed) in in_log.held() {
            if let Ok(collected) = handed.check(space) {
                let entry = Entry {
                    handed: handed.clone(),
                    collected,
                    blob: None,
                };
                incoming.entries.insert(*hash, entry);
            }
        }
        incoming
    }

    /// What was found in the inbox before the log was read once more.
    pub(crate) fn adopt(&mut self, before: Self, in_log: &Handed) {
        for (hash, entry) in before.entries {
            if entry.blob.is_some() && !in_log.is_dealt_with(&hash) {
                self.entries.entry(hash).or_insert(entry);
            }
        }
        self.waiting = before.waiting;
        self.useless = before.useless;
        self.unknown = before.unknown;
        self.stale = true;
    }

    /// What the log says of an entry now.
    pub(crate) fn became(&mut self, hash: Hash, became: Became) {
        let before = match became {
            Became::Held { handed, collected } => {
                let entry = Entry {
                    handed: *handed,
                    collected: *collected,
                    blob: None,
                };
                self.entries.insert(hash, entry)
            }
            Became::Gone => self.entries.remove(&hash),
        };
        self.useless.extend(before.and_then(|entry| entry.blob));
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
        in_log: &Handed,
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
                    if in_log.is_dealt_with(&hash) || self.entries.contains_key(&hash) {
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
