//! What there is, and the questions every change asks of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use keys::{BlobId, Day, Hash, LookupId, MailboxId, Nonce, PacketId, PublicKey, SpaceId, Token};
use wire::packet::PutPacketParams;
use wire::{Blob, Capability, Rights, limits};

use crate::store::{Asker, StoreError};

/// What anybody may fill a space with.
pub(super) const QUOTA: u64 = limits::SPACE_BYTES;
/// What those who manage it may.
pub(super) const QUOTA_OF_MANAGERS: u64 = limits::SPACE_BYTES + limits::SPACE_RESERVE;

#[derive(Default)]
pub(super) struct State {
    pub(super) tokens: HashMap<Hash, Option<Hash>>,
    pub(super) spaces: HashMap<SpaceId, Space>,
    pub(super) blob_ids: HashSet<Vec<u8>>,
    /// The names of all that was ever posted, by blob id.
    pub(super) posted: HashMap<BlobId, Hash>,
    pub(super) keyrings: HashMap<LookupId, (PublicKey, Vec<u8>)>,
    pub(super) mailboxes: HashMap<MailboxId, Mailbox>,
    pub(super) packets: BTreeMap<PacketId, (SpaceId, PutPacketParams)>,
}

pub(super) struct Space {
    pub(super) epoch: u32,
    pub(super) card: Blob,
    pub(super) block: Blob,
    pub(super) capabilities: Vec<Capability>,
    pub(super) entries: BTreeMap<u64, Blob>,
    pub(super) managed: Option<(Hash, u64)>,
    pub(super) stagings: Vec<Staging>,
    pub(super) page_sets: Vec<PageSet>,
    pub(super) inbox: BTreeMap<BlobId, Blob>,
    /// What each capability has posted on one day.
    pub(super) posts: HashMap<PublicKey, Posts>,
}

impl Space {
    pub(super) fn next_seq(&self) -> u64 {
        end(&self.entries)
    }
}

/// One past the last seq.
pub(super) fn end(entries: &BTreeMap<u64, Blob>) -> u64 {
    entries.keys().next_back().map_or(1, |last| last + 1)
}

/// What a capability has posted on one day.
#[derive(Clone, Copy)]
pub(super) struct Posts {
    pub(super) day: Day,
    pub(super) blobs: u32,
    pub(super) bytes: u64,
}

/// Pages of the next epoch that one capability has put aside.
pub(super) struct Staging {
    pub(super) capability: PublicKey,
    pub(super) id: Nonce,
    pub(super) day: Day,
    pub(super) pages: BTreeMap<u64, Blob>,
}

/// Pages, put aside or handed out.
pub(super) struct PageSet {
    pub(super) capability: PublicKey,
    pub(super) id: Nonce,
    pub(super) day: Day,
    pub(super) count: u32,
    pub(super) pages: Vec<Blob>,
    pub(super) kept: bool,
}

pub(super) struct Mailbox {
    pub(super) space: SpaceId,
    pub(super) day: Day,
    pub(super) post: Option<Vec<u8>>,
}

impl State {
    /// The space, if the asker has these rights there.
    pub(super) fn space(&self, asker: &Asker, rights: Rights) -> Result<&Space, StoreError> {
        let space = self.spaces.get(&asker.space).ok_or(StoreError::Refused)?;
        let allowed = space
            .capabilities
            .iter()
            .any(|known| known.key == asker.capability && known.rights.allows(rights));
        if allowed {
            Ok(space)
        } else {
            Err(StoreError::Refused)
        }
    }

    /// Whether the token was spent on this request already.
    pub(super) fn spent(&self, token: &Token, digest: &Hash) -> Result<bool, StoreError> {
        match self.tokens.get(&token.hash()) {
            Some(None) => Ok(false),
            Some(Some(spent)) if spent == digest => Ok(true),
            _ => Err(StoreError::Token),
        }
    }

    /// Whether entries may be added to those there are.
    pub(super) fn room<'b>(
        &self,
        present: impl IntoIterator<Item = &'b Blob>,
        entries: &[Blob],
        quota: u64,
    ) -> Result<(), StoreError> {
        let present: usize = present.into_iter().map(|blob| blob.0.len()).sum();
        let added: usize = entries.iter().map(|entry| entry.0.len()).sum();
        let bytes = present + added;
        if !entries.is_empty() && bytes as u64 > quota {
            return Err(StoreError::Quota);
        }
        let known = |entry: &Blob| {
            entry
                .id()
                .is_some_and(|id| self.blob_ids.contains(&id.0[..]))
        };
        if entries.iter().any(known) {
            return Err(StoreError::Changed);
        }
        Ok(())
    }

    /// No id is used twice, whatever becomes of the entry.
    pub(super) fn remember(&mut self, entries: &[Blob]) {
        let ids = entries.iter().filter_map(Blob::id);
        self.blob_ids.extend(ids.map(|id| id.0.to_vec()));
    }

    /// Adds entries [`State::room`] was found for.
    pub(super) fn add(&mut self, id: SpaceId, entries: Vec<Blob>) -> u64 {
        self.remember(&entries);
        self.spaces.get_mut(&id).map_or(0, |space| {
            let first = space.next_seq();
            space.entries.extend((first..).zip(entries));
            first
        })
    }
}
