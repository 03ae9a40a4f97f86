//! What people post who may do nothing else.

use std::ops::Bound;

use keys::{BlobId, Day};
use wire::inbox::{InboxAnswer, PostParams};
use wire::{Blob, Rights, limits};

use super::state::{Posts, Space, State};
use crate::store::{Asker, StoreError, posted_name};

impl Space {
    /// How many blobs wait.
    pub(super) fn waiting(&self) -> u32 {
        u32::try_from(self.inbox.len()).unwrap_or(u32::MAX)
    }

    /// What comes after this id, as much as one answer carries.
    pub(super) fn inbox_after(&self, after: Option<BlobId>) -> InboxAnswer {
        let mut answer = InboxAnswer {
            epoch: self.epoch,
            ..InboxAnswer::default()
        };
        let mut room = limits::INBOX_READ_BYTES;
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        for (_, blob) in self.inbox.range((start, Bound::Unbounded)) {
            if blob.0.len() > room {
                answer.more = true;
                break;
            }
            room -= blob.0.len();
            answer.blobs.push(blob.clone());
        }
        answer
    }
}

impl State {
    pub(super) fn post(
        &mut self,
        asker: &Asker,
        params: PostParams,
        today: Day,
    ) -> Result<(), StoreError> {
        let space = self.space(asker, Rights::POST)?;
        let mut new = Vec::new();
        for blob in params.blobs {
            let id = blob.id().unwrap_or(BlobId([0; 32]));
            match self.posted.get(&id) {
                Some(name) if *name == posted_name(&asker.space, &blob) => {}
                None if !self.blob_ids.contains(&id.0[..]) => new.push((id, blob)),
                _ => return Err(StoreError::Changed),
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        if params.epoch != space.epoch {
            return Err(StoreError::Changed);
        }
        let sum = |blobs: &mut dyn Iterator<Item = &Blob>| -> u64 {
            blobs.map(|blob| blob.0.len() as u64).sum()
        };
        let bytes = sum(&mut new.iter().map(|(_, blob)| blob));
        let blobs = u32::try_from(new.len()).map_err(|_| StoreError::Quota)?;
        let mut posts = space
            .posts
            .get(&asker.capability)
            .filter(|posts| posts.day == today)
            .copied()
            .unwrap_or(Posts {
                day: today,
                blobs: 0,
                bytes: 0,
            });
        posts.blobs += blobs;
        posts.bytes += bytes;
        if posts.blobs > limits::POST_BLOBS_A_DAY
            || posts.bytes > limits::POST_BYTES_A_DAY
            || space.waiting() + blobs > limits::INBOX_BLOBS
            || sum(&mut space.inbox.values()) + bytes > limits::INBOX_BYTES
        {
            return Err(StoreError::Quota);
        }
        for (id, blob) in &new {
            self.blob_ids.insert(id.0.to_vec());
            self.posted.insert(*id, posted_name(&asker.space, blob));
        }
        if let Some(space) = self.spaces.get_mut(&asker.space) {
            space.posts.insert(asker.capability, posts);
            space.inbox.extend(new);
        }
        Ok(())
    }
}
