//! What was posted is there after a crash, what was removed isn't, and a backup knows of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use keys::request::Operation;
use keys::{BlobId, SignKey, SpaceId, derive_token, sha256};
use storage_server::store::{Asker, SqliteStore, Store};
use tokio::sync::mpsc;
use wire::inbox::{PostParams, RemoveParams};
use wire::{Done, Rights, limits};

use crate::program::{Client, Serving, entry, mint, succeed};

const SPACE: SpaceId = SpaceId([1; 32]);
const ROUNDS: usize = 8;
const COLLECTORS: u8 = 6;

fn key(n: u8) -> SignKey {
    SignKey::from_seed(&[n; 32])
}

fn id(name: &str) -> BlobId {
    BlobId(sha256(&[name.as_bytes()]).0)
}

/// Space 1, led by key 0, with collectors from 1 on.
async fn create(client: &Client, seed: &[u8; 32]) {
    let keys: Vec<SignKey> = (0..=COLLECTORS).map(key).collect();
    let rights = [Rights::LEAD]
        .into_iter()
        .chain(std::iter::repeat(Rights::COLLECTOR));
    let keys: Vec<(Rights, &SignKey)> = rights.zip(&keys).collect();
    client
        .create_for(derive_token(seed, 0), SPACE, &keys)
        .await
        .unwrap();
}

async fn post(client: &Client, collector: &SignKey, name: &str) -> Option<Done> {
    let params = PostParams {
        epoch: 1,
        blobs: vec![entry(name, limits::INBOX_BLOB_MIN)],
    };
    let (path, operation) = (wire::inbox::POST, Operation::Post);
    client
        .signed(path, collector, operation, SPACE, &params)
        .await
}

async fn remove(client: &Client, ids: Vec<BlobId>) -> Option<Done> {
    let (path, operation) = (wire::inbox::REMOVE, Operation::InboxRemove);
    let params = RemoveParams { ids };
    client
        .signed(path, &key(0), operation, SPACE, &params)
        .await
}

/// The ids of all that waits.
async fn waiting(directory: &Path) -> BTreeSet<BlobId> {
    succeed(&["check", "--data", directory.to_str().unwrap()]);
    let store = SqliteStore::open(directory).unwrap();
    let asker = Asker {
        space: SPACE,
        capability: key(0).public(),
    };
    let (mut found, mut after) = (BTreeSet::new(), None);
    loop {
        let answer = store.inbox(asker, after).await.unwrap();
        for blob in &answer.blobs {
            let id = blob.id().unwrap();
            assert!(found.insert(id) && after < Some(id));
            after = Some(id);
        }
        if !answer.more {
            store.close();
            return found;
        }
    }
}

#[tokio::test]
async fn every_acknowledged_post_and_removal_survives_kill_9() {
    let directory = tempfile::tempdir().unwrap();
    let seed = mint(directory.path(), 1);
    // What waits for certain.
    let mut posted = BTreeSet::new();
    let mut removed = BTreeSet::new();
    for round in 0..ROUNDS {
        let serving = Serving::start(directory.path());
        let client = Arc::new(Client::to(&serving).await);
        if round == 0 {
            create(&client, &seed).await;
        }
        let (sender, mut receiver) = mpsc::unbounded_channel();
        for collector in 1..=COLLECTORS {
            let (client, sender) = (Arc::clone(&client), sender.clone());
            tokio::spawn(async move {
                for n in 0.. {
                    let name = format!("{round} {collector} {n}");
                    if post(&client, &key(collector), &name).await.is_none()
                        || sender.send(id(&name)).is_err()
                    {
                        break;
                    }
                }
            });
        }
        drop(sender);
        // Killed in the middle: after so many acknowledgements, while others are under way. Half of what was there goes.
        let old: Vec<BlobId> = posted.iter().copied().take(posted.len() / 2).collect();
        for n in 0..10 + 5 * round {
            posted.insert(receiver.recv().await.unwrap());
            if let (Some(old), true) = (old.get(n), n % 2 == 0) {
                remove(&client, vec![*old]).await.unwrap();
                posted.remove(old);
                removed.insert(*old);
            }
        }
        serving.kill();
        while let Some(id) = receiver.recv().await {
            posted.insert(id);
        }
        let found = waiting(directory.path()).await;
        assert!(posted.is_subset(&found) && removed.is_disjoint(&found));
    }
    assert!(posted.len() > ROUNDS * 10 && removed.len() > ROUNDS);
}

#[tokio::test]
async fn a_backup_holds_the_inbox_and_not_who_filled_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (data, to, restored) = (path("data"), path("one.sqlite"), path("restored"));
    let seed = mint(data.as_ref(), 1);
    let serving = Serving::start(data.as_ref());
    let client = Client::to(&serving).await;
    create(&client, &seed).await;
    for name in ["one", "other", "taken"] {
        post(&client, &key(1), name).await.unwrap();
    }
    remove(&client, vec![id("taken")]).await.unwrap();
    succeed(&["backup", "--data", &data, "--to", &to]);
    assert_eq!(serving.stop(), "");
    // Which capability has posted is the current day's matter: among all of them it stands once.
    let count = |file: &str| {
        let bytes = std::fs::read(file).unwrap();
        let key = key(1).public().0;
        bytes.windows(32).filter(|window| *window == key).count()
    };
    let database = path("data/storage.sqlite");
    assert_eq!((count(&database), count(&to)), (2, 1));

    succeed(&["restore", "--from", &to, "--data", &restored]);
    assert_eq!(
        succeed(&["check", "--data", &restored]),
        "whole: 1 spaces, 0 entries, 0 staged, 2 waiting, 0 keyrings, 0 mailboxes, 8 tokens left\n"
    );
    let found = waiting(restored.as_ref()).await;
    assert_eq!(found, ["one", "other"].map(id).into());
    let serving = Serving::start(restored.as_ref());
    let client = Client::to(&serving).await;
    let frozen = post(&client, &key(1), "another").await;
    assert!(
        frozen.is_none(),
        "nothing is handed in before a lead has gone on from the backup"
    );
    assert_eq!(serving.stop(), "");
    assert_eq!(waiting(restored.as_ref()).await.len(), 2);
}
