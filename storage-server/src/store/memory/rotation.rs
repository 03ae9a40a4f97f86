//! The next epoch: put aside part by part, then begun at once.

use keys::{Day, Hash, sha256};
use wire::space::{CommitParams, StageParams, StagedPage};
use wire::{Blob, Rights, limits};

use super::state::{QUOTA_OF_MANAGERS, Space, Staging, State, end};
use crate::store::{Asker, StoreError, staging_name};

impl Space {
    /// Removes the stagings of those who may not manage any more, and the counts of those who may not post.
    pub(super) fn cut_off(&mut self) {
        let may = |key, rights| {
            let mut capabilities = self.capabilities.iter();
            capabilities.any(|known| known.key == key && known.rights.allows(rights))
        };
        self.stagings
            .retain(|staging| may(staging.capability, Rights::MANAGE));
        self.posts.retain(|key, _| may(*key, Rights::POST));
        self.page_sets
            .retain(|set| set.kept || may(set.capability, Rights::APPEND));
    }

    fn staging(&self, asker: &Asker) -> Option<&Staging> {
        self.stagings
            .iter()
            .find(|staging| staging.capability == asker.capability)
    }
}

impl State {
    pub(super) fn stage(
        &mut self,
        asker: &Asker,
        params: StageParams,
        today: Day,
    ) -> Result<(), StoreError> {
        let StageParams {
            epoch,
            staging: id,
            after,
            pages,
        } = params;
        let space = self.space(asker, Rights::MANAGE)?;
        if epoch != space.epoch {
            return Err(StoreError::Changed);
        }
        let blobs: Vec<Blob> = pages.iter().map(|staged| staged.page.clone()).collect();
        let own = space.staging(asker);
        if let Some(staging) = own.filter(|own| own.id == id) {
            let there = |staged: &StagedPage| staging.pages.get(&staged.seq) == Some(&staged.page);
            if pages.iter().all(there) {
                return Ok(());
            }
            if after + 1 != end(&staging.pages) {
                return Err(StoreError::Changed);
            }
            self.room(staging.pages.values(), &blobs, QUOTA_OF_MANAGERS)?;
        } else {
            let name = staging_name(asker, &id.0).0.to_vec();
            if after != 0 || self.blob_ids.contains(&name) {
                return Err(StoreError::Changed);
            }
            if own.is_none() && space.stagings.len() >= limits::SPACE_STAGINGS {
                return Err(StoreError::Quota);
            }
            self.room([], &blobs, QUOTA_OF_MANAGERS)?;
            self.blob_ids.insert(name);
        }
        self.remember(&blobs);
        let pages = pages.into_iter().map(|staged| (staged.seq, staged.page));
        if let Some(space) = self.spaces.get_mut(&asker.space) {
            let of_asker = |staging: &&mut Staging| staging.capability == asker.capability;
            match space.stagings.iter_mut().find(of_asker) {
                Some(staging) if staging.id == id => staging.pages.extend(pages),
                older => {
                    let new = Staging {
                        capability: asker.capability,
                        id,
                        day: today,
                        pages: pages.collect(),
                    };
                    match older {
                        Some(older) => *older = new,
                        None => space.stagings.push(new),
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn commit(
        &mut self,
        asker: &Asker,
        params: CommitParams,
        resumed: Option<u32>,
        digest: Hash,
    ) -> Result<u64, StoreError> {
        if let Some((managed, first)) = self
            .spaces
            .get(&asker.space)
            .and_then(|space| space.managed)
            && managed == digest
        {
            return Ok(first);
        }
        let space = self.space(asker, Rights::MANAGE)?;
        let epoch = space.epoch.checked_add(1).ok_or(StoreError::Changed)?;
        let epoch = resumed.unwrap_or(epoch);
        let next_seq = space.next_seq();
        if params.epoch != space.epoch
            || epoch <= space.epoch
            || params.next_seq != next_seq
            || !space.inbox.is_empty()
            || params.previous != sha256(&[&space.block.0])
        {
            return Err(StoreError::Changed);
        }
        let whole = |own: &&Staging| {
            let end = end(&own.pages);
            own.id == params.staging
                && match resumed {
                    Some(_) => end > next_seq,
                    None => end == next_seq,
                }
        };
        let staging = space.staging(asker).filter(whole);
        let staged = staging.map(|own| own.pages.clone());
        let staged = staged.ok_or(StoreError::Changed)?;
        self.room(staged.values(), &params.entries, QUOTA_OF_MANAGERS)?;
        if let Some(space) = self.spaces.get_mut(&asker.space) {
            space.epoch = epoch;
            space.card = params.card;
            space.block = params.block;
            space.capabilities = params.capabilities;
            space.entries = staged;
            space.stagings.clear();
            space.page_sets.clear();
            space.cut_off();
        }
        let first = self.add(asker.space, params.entries);
        if let Some(space) = self.spaces.get_mut(&asker.space) {
            space.managed = Some((digest, first));
        }
        Ok(first)
    }
}
