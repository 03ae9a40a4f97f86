//! A region's space with one key for each role, and entries that look sealed.

use keys::request::Operation;
use keys::{SignKey, SpaceId, sha256};
use wire::space::{AppendParams, Appended, CreateSpace};
use wire::sync::{ReadParams, SyncAnswer, SyncRequest, invent};
use wire::{Blob, Capability, Done, Rights, limits};

use crate::app::{App, Reply, token};
pub(crate) use crate::common::entry;

pub(crate) const EPOCH: u32 = 4;

pub(crate) struct Region {
    pub(crate) id: SpaceId,
    pub(crate) lead: SignKey,
    pub(crate) editor: SignKey,
    pub(crate) viewer: SignKey,
    pub(crate) collector: SignKey,
}

impl Region {
    pub(crate) fn new(n: u8) -> Self {
        let key = |role: u8| SignKey::from_seed(&sha256(&[&[n, role]]).0);
        Self {
            id: SpaceId([n; 32]),
            lead: key(0),
            editor: key(1),
            viewer: key(2),
            collector: key(3),
        }
    }

    pub(crate) fn request(&self) -> CreateSpace {
        let capability = |rights, key: &SignKey| Capability {
            rights,
            key: key.public(),
        };
        CreateSpace {
            token: token(self.id.0[0].into()),
            space: self.id,
            capabilities: vec![
                capability(Rights::LEAD, &self.lead),
                capability(Rights::EDITOR, &self.editor),
                capability(Rights::VIEWER, &self.viewer),
                capability(Rights::COLLECTOR, &self.collector),
            ],
            epoch: EPOCH,
            card: Blob(vec![3; 1105]),
            block: Blob(vec![4; 12 * limits::SLOT_LEN]),
            entries: vec![entry(&format!("found {:?}", self.id), 1105)],
        }
    }

    /// Stored, with token `n`.
    pub(crate) async fn made(app: &App, n: u8) -> Self {
        let region = Self::new(n);
        app.ask(wire::space::CREATE, &region.request())
            .await
            .ok::<Done>();
        region
    }

    pub(crate) async fn append(&self, app: &App, key: &SignKey, entries: Vec<Blob>) -> Reply {
        let params = AppendParams {
            epoch: EPOCH,
            entries,
        };
        app.ask(
            wire::space::APPEND,
            &app.sign(key, Operation::Append, self.id, &params),
        )
        .await
    }

    #[track_caller]
    pub(crate) fn appended(reply: &Reply) -> u64 {
        reply.ok::<Appended>().first_seq
    }

    pub(crate) fn sync(
        &self,
        app: &App,
        key: &SignKey,
        since: u64,
        wait_seconds: u8,
    ) -> SyncRequest {
        let params = ReadParams { since, inbox: None }.to_bytes();
        let read =
            keys::request::SignedRequest::sign(key, Operation::Read, self.id, app.today(), params);
        let mut seed = 0;
        SyncRequest::padded(wait_seconds, vec![read], limits::SYNC_BYTES_MIN, || {
            seed += 1;
            invent(&[seed; 32], app.today())
        })
        .unwrap()
    }

    pub(crate) async fn read(&self, app: &App, key: &SignKey, since: u64) -> SyncAnswer {
        let reply = app
            .ask(wire::sync::PATH, &self.sync(app, key, since, 0))
            .await;
        reply.padded(SyncAnswer::from_padded)
    }
}
