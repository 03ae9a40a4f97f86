//! A store that forgets: for a server one wants to try out, and to hold the rules of the contract against a second reading.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use keys::{Day, Hash, LookupId, MailboxId, PublicKey, SpaceId, Token, sha256};
use wire::space::{AppendParams, CreateSpace, EnvelopesAnswer, ManageParams};
use wire::sync::{SyncEntry, SyncItem};
use wire::{Blob, Capability, Rights, limits};

use super::{Answer, Asker, FakeKeyrings, KeyringWrite, Read, Store, StoreError};

/// Everything in one process's memory.
pub struct MemoryStore {
    state: Mutex<State>,
    fakes: FakeKeyrings,
}

#[derive(Default)]
struct State {
    tokens: HashMap<Hash, Option<Hash>>,
    spaces: HashMap<SpaceId, Space>,
    blob_ids: HashSet<Vec<u8>>,
    keyrings: HashMap<LookupId, (PublicKey, Vec<u8>)>,
    mailboxes: HashMap<MailboxId, Mailbox>,
}

struct Space {
    epoch: u32,
    card: Blob,
    block: Blob,
    capabilities: Vec<Capability>,
    entries: Vec<Blob>,
    managed: Option<(Hash, u64)>,
}

struct Mailbox {
    space: SpaceId,
    day: Day,
    post: Option<Vec<u8>>,
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

impl State {
    /// The space, if the asker has these rights there.
    fn space(&self, asker: &Asker, rights: Rights) -> Result<&Space, StoreError> {
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
    fn spent(&self, token: &Token, digest: &Hash) -> Result<bool, StoreError> {
        match self.tokens.get(&token.hash()) {
            Some(None) => Ok(false),
            Some(Some(spent)) if spent == digest => Ok(true),
            _ => Err(StoreError::Token),
        }
    }

    /// Whether entries may be added to those there are.
    fn room(&self, present: &[Blob], entries: &[Blob]) -> Result<(), StoreError> {
        let bytes: usize = present
            .iter()
            .chain(entries)
            .map(|entry| entry.0.len())
            .sum();
        if bytes as u64 > limits::SPACE_BYTES {
            return Err(StoreError::Quota);
        }
        if entries
            .iter()
            .any(|entry| self.blob_ids.contains(blob_id(entry)))
        {
            return Err(StoreError::Changed);
        }
        Ok(())
    }

    /// Adds entries [`State::room`] was found for.
    fn add(&mut self, id: SpaceId, entries: Vec<Blob>) -> u64 {
        self.blob_ids
            .extend(entries.iter().map(|entry| blob_id(entry).to_vec()));
        self.spaces.get_mut(&id).map_or(0, |space| {
            let first = space.entries.len() as u64 + 1;
            space.entries.extend(entries);
            first
        })
    }
}

fn blob_id(entry: &Blob) -> &[u8] {
    entry.0.get(1..33).unwrap_or_default()
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
            state.room(&[], &request.entries)?;
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
                entries: Vec::new(),
                managed: None,
            };
            state.spaces.insert(id, space);
            state.add(id, entries);
            Ok(())
        })
    }

    fn append(&self, asker: Asker, params: AppendParams) -> Answer<u64> {
        self.with(|state| {
            let space = state.space(&asker, Rights::APPEND)?;
            let places: Option<Vec<usize>> = params
                .entries
                .iter()
                .map(|entry| space.entries.iter().position(|present| present == entry))
                .collect();
            if let Some([first, rest @ ..]) = places.as_deref()
                && rest
                    .iter()
                    .zip(first + 1..)
                    .all(|(place, expected)| *place == expected)
            {
                return Ok(*first as u64 + 1);
            }
            if params.epoch != space.epoch {
                return Err(StoreError::Changed);
            }
            state.room(&space.entries, &params.entries)?;
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
            state.room(&space.entries, &params.entries)?;
            let first = state.add(asker.space, params.entries);
            if let Some(space) = state.spaces.get_mut(&asker.space) {
                space.block = params.block;
                space.capabilities = params.capabilities;
                space.managed = Some((digest, first));
            }
            Ok(first)
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
                let new = (1u64..)
                    .zip(&space.entries)
                    .filter(|(seq, _)| *seq > read.since);
                let mut item = SyncItem {
                    epoch: space.epoch,
                    last_seq: space.entries.len() as u64,
                    entries: Vec::new(),
                    more: false,
                };
                for (seq, entry) in new {
                    if entry.0.len() > room {
                        (room, item.more) = (0, true);
                        break;
                    }
                    room -= entry.0.len();
                    item.entries.push(SyncEntry {
                        seq,
                        entry: entry.clone(),
                    });
                }
                Some(item)
            });
            Ok(items.collect())
        })
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
            Ok(())
        })
    }

    fn close(&self) {}
}
