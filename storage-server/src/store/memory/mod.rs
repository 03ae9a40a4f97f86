//! A store that forgets: for a server one wants to try out, and to hold the rules of the contract against a second reading.

mod inbox;
mod packet;
mod pages;
mod rotation;
mod state;

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use keys::{BlobId, Day, Hash, LookupId, MailboxId, PacketId, PublicKey, SpaceId, sha256};
use wire::above::{Asked, Slot};
use wire::inbox::{InboxAnswer, PostParams};
use wire::packet::{PacketHead, PutPacketParams};
use wire::pages::{KeepPagesParams, PagesAnswer, PutPagesParams};
use wire::space::{
    AppendParams, CommitParams, CreateSpace, EnvelopesAnswer, ManageParams, ResumeParams,
    StageParams,
};
use wire::sync::{SyncEntry, SyncItem};
use wire::{Blob, Rights, limits};

use super::{
    Answer, Asker, FakeKeyrings, KeyringMove, KeyringWrite, PageRead, Read, Store, StoreError,
};
use state::{Mailbox, QUOTA, QUOTA_OF_MANAGERS, Space, State};

/// Everything in one process's memory.
pub struct MemoryStore {
    state: Mutex<State>,
    fakes: FakeKeyrings,
}

impl MemoryStore {
    /// An empty store. `key` makes up keyrings for unknown lookups.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            state: Mutex::default(),
            fakes: FakeKeyrings::new(key),
        }
    }

    fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Answer<T> {
        let result = match self.state.lock() {
            Ok(mut state) => work(&mut state),
            Err(_) => Err(StoreError::failed("a call panicked")),
        };
        Box::pin(std::future::ready(result))
    }
}

impl Store for MemoryStore {
    fn add_tokens(&self, hashes: Vec<Hash>) -> Answer<()> {
        self.with(|state| {
            for hash in hashes {
                state.tokens.entry(hash).or_default();
            }
            Ok(())
        })
    }

    fn create_space(&self, request: CreateSpace, digest: Hash) -> Answer<()> {
        self.with(|state| {
            if state.spent(&request.token, &digest)? {
                return Ok(());
            }
            if state.spaces.contains_key(&request.space) {
                return Err(StoreError::Taken);
            }
            state.room([], &request.entries, QUOTA)?;
            state.tokens.insert(request.token.hash(), Some(digest));
            let CreateSpace {
                space: id,
                capabilities,
                epoch,
                card,
                block,
                entries,
                ..
            } = request;
            let space = Space {
                epoch,
                card,
                block,
                capabilities,
                entries: BTreeMap::new(),
                managed: None,
                stagings: Vec::new(),
                page_sets: Vec::new(),
                inbox: BTreeMap::new(),
                posts: HashMap::new(),
            };
            state.spaces.insert(id, space);
            state.add(id, entries);
            Ok(())
        })
    }

    fn append(&self, asker: Asker, params: AppendParams) -> Answer<u64> {
        self.with(|state| {
            let space = state.space(&asker, Rights::APPEND)?;
            let place = |entry| {
                let mut present = space.entries.iter();
                let found = present.find(|(_, present)| *present == entry);
                found.map(|(seq, _)| *seq)
            };
            let places: Option<Vec<u64>> = params.entries.iter().map(place).collect();
            if let Some([first, rest @ ..]) = places.as_deref()
                && rest
                    .iter()
                    .zip(first + 1..)
                    .all(|(place, expected)| *place == expected)
            {
                return Ok(*first);
            }
            if params.epoch != space.epoch {
                return Err(StoreError::Changed);
            }
            state.room(space.entries.values(), &params.entries, QUOTA)?;
            Ok(state.add(asker.space, params.entries))
        })
    }

    fn manage(&self, asker: Asker, params: ManageParams, digest: Hash) -> Answer<u64> {
        self.with(|state| {
            if let Some((managed, first)) = state
                .spaces
                .get(&asker.space)
                .and_then(|space| space.managed)
                && managed == digest
            {
                return Ok(first);
            }
            let space = state.space(&asker, Rights::MANAGE)?;
            if params.epoch != space.epoch || params.previous != sha256(&[&space.block.0]) {
                return Err(StoreError::Changed);
            }
            state.room(space.entries.values(), &params.entries, QUOTA_OF_MANAGERS)?;
            let first = state.add(asker.space, params.entries);
            if let Some(space) = state.spaces.get_mut(&asker.space) {
                space.block = params.block;
                if let Some(card) = params.card {
                    space.card = card;
                }
                space.capabilities = params.capabilities;
                space.managed = Some((digest, first));
                space.cut_off();
            }
            Ok(first)
        })
    }

    fn stage(&self, asker: Asker, params: StageParams, today: Day) -> Answer<()> {
        self.with(|state| state.stage(&asker, params, today))
    }

    fn commit(&self, asker: Asker, params: CommitParams, digest: Hash) -> Answer<u64> {
        self.with(|state| state.commit(&asker, params, None, digest))
    }

    fn resume(&self, asker: Asker, params: ResumeParams, digest: Hash) -> Answer<u64> {
        self.with(|state| state.commit(&asker, params.commit, Some(params.next_epoch), digest))
    }

    fn put_pages(&self, asker: Asker, params: PutPagesParams, today: Day) -> Answer<()> {
        self.with(|state| state.put_pages(&asker, params, today))
    }

    fn keep_pages(&self, asker: Asker, params: KeepPagesParams) -> Answer<()> {
        self.with(|state| state.keep_pages(&asker, params))
    }

    fn pages(&self, reads: Vec<PageRead>) -> Answer<Vec<Option<PagesAnswer>>> {
        self.with(|state| {
            let mut room = limits::PAGES_READ_BYTES;
            let pages = reads.iter().map(|read| {
                let space = state.space(&read.asker, Rights::READ).ok()?;
                Some(space.pages(&read.params, &mut room))
            });
            Ok(pages.collect())
        })
    }

    fn envelopes(&self, space: SpaceId) -> Answer<EnvelopesAnswer> {
        self.with(|state| {
            let space = state.spaces.get(&space).ok_or(StoreError::Unknown)?;
            Ok(EnvelopesAnswer {
                epoch: space.epoch,
                card: space.card.clone(),
                block: space.block.clone(),
            })
        })
    }

    fn above(&self, asked: Vec<Asked>) -> Answer<Vec<Option<Slot>>> {
        self.with(|state| {
            let slots = asked.iter().map(|asked| {
                let space = state.spaces.get(&asked.space)?;
                let block = &space.block.0;
                let slot = block.get(wire::above::place(block.len(), asked.slot))?;
                Some(Slot {
                    epoch: space.epoch,
                    slot: Blob(slot.to_vec()),
                })
            });
            Ok(slots.collect())
        })
    }

    fn block_hash(&self, space: SpaceId) -> Answer<Hash> {
        self.with(|state| {
            let space = state.spaces.get(&space).ok_or(StoreError::Unknown)?;
            Ok(sha256(&[&space.block.0]))
        })
    }

    fn read(&self, reads: Vec<Read>, max_bytes: usize) -> Answer<Vec<Option<SyncItem>>> {
        self.with(|state| {
            let mut room = max_bytes;
            let items = reads.iter().map(|read| {
                let space = state.space(&read.asker, Rights::READ).ok()?;
                let new = space.entries.range(read.since.saturating_add(1)..);
                let mut item = SyncItem {
                    epoch: space.epoch,
                    last_seq: space.next_seq() - 1,
                    entries: Vec::new(),
                    more: false,
                    inbox: space.waiting(),
                };
                for (seq, entry) in new {
                    if entry.0.len() > room {
                        (room, item.more) = (0, true);
                        break;
                    }
                    room -= entry.0.len();
                    item.entries.push(SyncEntry {
                        seq: *seq,
                        entry: entry.clone(),
                    });
                }
                Some(item)
            });
            Ok(items.collect())
        })
    }

    fn post_inbox(&self, asker: Asker, params: PostParams, today: Day) -> Answer<()> {
        self.with(|state| state.post(&asker, params, today))
    }

    fn inbox(&self, asker: Asker, after: Option<BlobId>) -> Answer<InboxAnswer> {
        self.with(|state| Ok(state.space(&asker, Rights::READ)?.inbox_after(after)))
    }

    fn remove_inbox(&self, asker: Asker, ids: Vec<BlobId>) -> Answer<()> {
        self.with(|state| {
            state.space(&asker, Rights::APPEND)?;
            if let Some(space) = state.spaces.get_mut(&asker.space) {
                space.inbox.retain(|id, _| !ids.contains(id));
            }
            Ok(())
        })
    }

    fn put_packet(&self, asker: Asker, params: PutPacketParams, today: Day) -> Answer<()> {
        self.with(|state| state.put_packet(&asker, params, today))
    }

    fn packets(&self, asker: Asker, today: Day) -> Answer<Vec<PacketHead>> {
        self.with(|state| state.packets(&asker, today))
    }

    fn packet(&self, packet: PacketId, reader: PublicKey, today: Day) -> Answer<Blob> {
        self.with(|state| state.packet(&packet, &reader, today))
    }

    fn remove_packet(&self, asker: Asker, packet: PacketId) -> Answer<()> {
        self.with(|state| state.remove_packet(&asker, &packet))
    }

    fn keyring(&self, lookup: LookupId) -> Answer<Vec<u8>> {
        let fake = self.fakes.keyring(&lookup);
        self.with(move |state| {
            Ok(state
                .keyrings
                .get(&lookup)
                .map_or(fake, |(_, blob)| blob.clone()))
        })
    }

    fn write_keyring(&self, write: KeyringWrite) -> Answer<()> {
        self.with(|state| {
            let KeyringWrite {
                lookup,
                key,
                params,
                digest,
            } = write;
            if let Some(token) = &params.token
                && state.spent(token, &digest)?
            {
                return Ok(());
            }
            match (
                state.keyrings.get_mut(&lookup),
                params.token,
                params.previous,
            ) {
                (None, Some(token), None) => {
                    state.tokens.insert(token.hash(), Some(digest));
                    state.keyrings.insert(lookup, (key, params.keyring.0));
                    Ok(())
                }
                (Some((pinned, blob)), None, Some(previous)) if *pinned == key => {
                    if *blob != params.keyring.0 && previous != sha256(&[blob]) {
                        return Err(StoreError::Changed);
                    }
                    *blob = params.keyring.0;
                    Ok(())
                }
                _ => Err(StoreError::Changed),
            }
        })
    }

    fn move_keyring(&self, change: KeyringMove) -> Answer<()> {
        self.with(|state| {
            let params = change.params;
            let moved = (params.key, params.keyring.0);
            let target = state.keyrings.get(&params.lookup);
            match state.keyrings.get(&change.lookup) {
                None if target == Some(&moved) => return Ok(()),
                Some((pinned, blob))
                    if *pinned == change.key && params.previous == sha256(&[blob]) => {}
                _ => return Err(StoreError::Changed),
            }
            if target.is_some() {
                return Err(StoreError::Taken);
            }
            state.keyrings.remove(&change.lookup);
            state.keyrings.insert(params.lookup, moved);
            Ok(())
        })
    }

    fn create_mailbox(&self, asker: Asker, mailbox: MailboxId, today: Day) -> Answer<()> {
        self.with(|state| {
            state.space(&asker, Rights::MANAGE)?;
            match state.mailboxes.get(&mailbox) {
                Some(present) if present.space == asker.space => return Ok(()),
                Some(_) => return Err(StoreError::Taken),
                None => {}
            }
            if state
                .mailboxes
                .values()
                .filter(|mailbox| mailbox.space == asker.space)
                .count()
                >= limits::SPACE_MAILBOXES
            {
                return Err(StoreError::Quota);
            }
            state.mailboxes.insert(
                mailbox,
                Mailbox {
                    space: asker.space,
                    day: today,
                    post: None,
                },
            );
            Ok(())
        })
    }

    fn post_mailbox(&self, mailbox: MailboxId, post: Vec<u8>) -> Answer<()> {
        self.with(|state| {
            let mailbox = state
                .mailboxes
                .get_mut(&mailbox)
                .ok_or(StoreError::Unknown)?;
            if mailbox.post.get_or_insert_with(|| post.clone()) == &post {
                Ok(())
            } else {
                Err(StoreError::Changed)
            }
        })
    }

    fn mailbox(&self, mailbox: MailboxId) -> Answer<Option<Vec<u8>>> {
        self.with(|state| {
            state
                .mailboxes
                .get(&mailbox)
                .map(|mailbox| mailbox.post.clone())
                .ok_or(StoreError::Unknown)
        })
    }

    fn purge(&self, today: Day) -> Answer<()> {
        self.with(|state| {
            state
                .mailboxes
                .retain(|_, mailbox| mailbox.day.saturating_add(limits::MAILBOX_DAYS) > today);
            state
                .packets
                .retain(|_, (_, packet)| packet.last_day >= today);
            for space in state.spaces.values_mut() {
                space
                    .stagings
                    .retain(|staging| staging.day.saturating_add(limits::STAGING_DAYS) >= today);
                space.posts.retain(|_, posts| posts.day == today);
                let lives = |day: Day| day.saturating_add(limits::STAGING_DAYS) >= today;
                space.page_sets.retain(|set| set.kept || lives(set.day));
            }
            Ok(())
        })
    }

    fn close(&self) {}
}
