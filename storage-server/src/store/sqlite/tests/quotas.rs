//! Limits that would take long to reach.

use std::path::Path;

use keys::{Nonce, Token, sha256};
use rusqlite::Connection;
use wire::inbox::PostParams;
use wire::space::{AppendParams, CommitParams, CreateSpace, ManageParams, StageParams};
use wire::{Blob, limits};

use super::super::{SqliteStore, database_file};
use super::{ASKER, COLLECTOR, LEAD, entries, make, pages};
use crate::store::{Asker, Store, StoreError};

#[tokio::test]
async fn an_inbox_has_room_for_so_many_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    make(&store, 1).await;
    let asker = Asker {
        capability: COLLECTOR.key,
        ..ASKER
    };
    let posting = |n| PostParams {
        epoch: 1,
        blobs: entries(n),
    };
    let full = limits::INBOX_BYTES;
    for (n, held, fits) in [(1, full - 99, false), (1, full - 100, true)] {
        let connection = Connection::open(database_file(directory.path())).unwrap();
        connection
            .execute("UPDATE spaces SET inbox_bytes = ?1", [held])
            .unwrap();
        let posted = store.post_inbox(asker, posting(n), 1).await;
        assert_eq!(posted.is_ok(), fits, "{posted:?}");
    }
    // Whoever is refused has not used up anything of the day either.
    let connection = Connection::open(database_file(directory.path())).unwrap();
    let posts: (u32, u64) = connection
        .query_row("SELECT blobs, bytes FROM posts", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(posts, (1, 100));
    store.purge(2).await.unwrap();
    let forgotten = connection.prepare("SELECT 1 FROM posts").unwrap();
    assert!(!{ forgotten }.exists([]).unwrap());
}

/// Says that a space, or a staging, holds so much.
fn fill(directory: &Path, table: &str, bytes: u64) {
    let connection = Connection::open(database_file(directory)).unwrap();
    connection
        .execute(&format!("UPDATE {table} SET bytes = ?1"), [bytes])
        .unwrap();
}

#[tokio::test]
async fn a_full_space_can_still_be_managed_and_rotated() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path()).unwrap();
    store.add_tokens(vec![Token([1; 32]).hash()]).await.unwrap();
    let request = CreateSpace {
        token: Token([1; 32]),
        space: ASKER.space,
        capabilities: vec![LEAD],
        epoch: 1,
        card: Blob(vec![1; 10]),
        block: Blob(vec![2; 10]),
        entries: entries(1),
    };
    let digest = |n: u8| sha256(&[&[n]]);
    store.create_space(request, digest(1)).await.unwrap();
    fill(directory.path(), "spaces", limits::SPACE_BYTES);
    let append = |n| AppendParams {
        epoch: 1,
        entries: entries(n),
    };
    let full = store.append(ASKER, append(2)).await;
    assert!(matches!(full, Err(StoreError::Quota)), "{full:?}");
    // What is there already is no news.
    assert_eq!(store.append(ASKER, append(1)).await.unwrap(), 1);
    let manage = |n: u8| ManageParams {
        epoch: 1,
        previous: sha256(&[&[2; 10]]),
        block: Blob(vec![2; 10]),
        capabilities: vec![LEAD],
        entries: entries(n),
        card: None,
    };
    assert_eq!(store.manage(ASKER, manage(2), digest(2)).await.unwrap(), 2);
    let end = limits::SPACE_BYTES + limits::SPACE_RESERVE;
    fill(directory.path(), "spaces", end);
    let full = store.manage(ASKER, manage(3), digest(3)).await;
    assert!(matches!(full, Err(StoreError::Quota)), "{full:?}");

    let stage = |first_seq, n| StageParams {
        epoch: 1,
        staging: Nonce([1; 16]),
        after: first_seq - 1,
        pages: pages(first_seq, &entries(n)),
    };
    store.stage(ASKER, stage(1, 11), 1).await.unwrap();
    fill(directory.path(), "stagings", end - 99);
    let full = store.stage(ASKER, stage(2, 12), 1).await;
    assert!(matches!(full, Err(StoreError::Quota)), "{full:?}");
    fill(directory.path(), "stagings", end - 200);
    store.stage(ASKER, stage(2, 12), 1).await.unwrap();
    let commit = |n: u8| CommitParams {
        epoch: 1,
        staging: Nonce([1; 16]),
        previous: sha256(&[&[2; 10]]),
        next_seq: 3,
        card: Blob(vec![1; 10]),
        block: Blob(vec![2; 10]),
        capabilities: vec![LEAD],
        entries: [entries(n), entries(n + 1)].concat(),
    };
    let full = store.commit(ASKER, commit(20), digest(4)).await;
    assert!(matches!(full, Err(StoreError::Quota)), "{full:?}");
    // A refusal undoes all of it.
    assert_eq!(store.envelopes(ASKER.space).await.unwrap().epoch, 1);
    fill(directory.path(), "stagings", end - 200);
    assert_eq!(store.commit(ASKER, commit(20), digest(4)).await.unwrap(), 3);
}
