//! What people post who may do nothing else.

mod post;
mod read;
mod remove;

use keys::request::Operation;
use keys::{BlobId, SignKey};
use wire::inbox::{InboxAnswer, PostParams, ReadInboxParams, RemoveParams};
use wire::{Blob, limits};

use crate::app::{App, Reply};
use crate::region::{EPOCH, Region, entry};

const LEN: usize = limits::INBOX_BLOB_MIN;

fn id(blob: &Blob) -> BlobId {
    blob.id().unwrap()
}

/// So many small ones.
fn blobs(count: usize) -> Vec<Blob> {
    (0..count).map(|n| entry(&n.to_string(), LEN)).collect()
}

async fn post(app: &App, region: &Region, key: &SignKey, blobs: Vec<Blob>) -> Reply {
    let params = PostParams {
        epoch: EPOCH,
        blobs,
    };
    let request = app.sign(key, Operation::Post, region.id, &params);
    app.ask(wire::inbox::POST, &request).await
}

async fn read(app: &App, region: &Region, key: &SignKey, after: Option<BlobId>) -> Reply {
    let params = ReadInboxParams { after };
    let request = app.sign(key, Operation::InboxRead, region.id, &params);
    app.ask(wire::inbox::READ, &request).await
}

async fn remove(app: &App, region: &Region, key: &SignKey, ids: Vec<BlobId>) -> Reply {
    let params = RemoveParams { ids };
    let request = app.sign(key, Operation::InboxRemove, region.id, &params);
    app.ask(wire::inbox::REMOVE, &request).await
}

#[track_caller]
fn answer(reply: &Reply) -> InboxAnswer {
    reply.padded(InboxAnswer::from_padded)
}
