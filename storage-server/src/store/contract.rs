//! What every backend does, whatever it is made of. Each rule runs on each of them.

use std::sync::Arc;

use keys::{Hash, LookupId, MailboxId, PublicKey, SpaceId, Token, sha256};
use wire::keyring::WriteKeyringParams;
use wire::space::{AppendParams, CreateSpace, ManageParams};
use wire::{Blob, Capability, Rights, limits};

use super::{Asker, KeyringWrite, MemoryStore, Read, SqliteStore, Store, StoreError};

const EPOCH: u32 = 3;
const LEAD: PublicKey = PublicKey([1; 32]);
const VIEWER: PublicKey = PublicKey([2; 32]);
const COLLECTOR: PublicKey = PublicKey([3; 32]);

/// A backend, and what must outlive it.
struct Backend {
    store: Arc<dyn Store>,
    _directory: Option<tempfile::TempDir>,
}

fn memory() -> Backend {
    Backend {
        store: Arc::new(MemoryStore::new(&[9; 32])),
        _directory: None,
    }
}

fn sqlite() -> Backend {
    let directory = tempfile::tempdir().unwrap();
    Backend {
        store: Arc::new(SqliteStore::open(directory.path()).unwrap()),
        _directory: Some(directory),
    }
}

macro_rules! on_every_backend {
    ($($rule:ident),+ $(,)?) => {
        mod on_memory { $( #[tokio::test] async fn $rule() { super::$rule(&*super::memory().store).await; } )+ }
        mod on_sqlite { $( #[tokio::test] async fn $rule() { super::$rule(&*super::sqlite().store).await; } )+ }
    };
}

on_every_backend![
    a_space_is_made_once,
    a_token_pays_once,
    creating_with_a_used_blob_id_changes_nothing,
    appends_get_consecutive_seqs,
    an_append_again_answers_the_same,
    a_blob_id_is_never_used_twice,
    appends_need_the_right_and_the_epoch,
    reads_show_what_is_new_and_only_to_readers,
    reads_stop_at_the_budget_and_go_on,
    managing_swaps_block_and_capabilities,
    managing_again_answers_the_same,
    a_keyring_is_pinned_and_swapped,
    unknown_keyrings_look_like_keyrings,
    refused_keyrings_keep_their_token,
    mailboxes_take_one_post,
    mailboxes_need_a_manager_and_have_a_quota,
    mailboxes_live_a_week,
];

fn token(n: u8) -> Token {
    Token([n; 32])
}

fn digest(n: u8) -> Hash {
    Hash([n; 32])
}

fn entry(n: u8, len: usize) -> Blob {
    let mut bytes = vec![n; len];
    bytes[0] = 1;
    Blob(bytes)
}

fn asker(n: u8, capability: PublicKey) -> Asker {
    Asker {
        space: SpaceId([n; 32]),
        capability,
    }
}

fn capabilities() -> Vec<Capability> {
    vec![
        Capability {
            rights: Rights::LEAD,
            key: LEAD,
        },
        Capability {
            rights: Rights::VIEWER,
            key: VIEWER,
        },
        Capability {
            rights: Rights::COLLECTOR,
            key: COLLECTOR,
        },
    ]
}

fn space(n: u8, entries: Vec<Blob>) -> CreateSpace {
    CreateSpace {
        token: token(n),
        space: SpaceId([n; 32]),
        capabilities: capabilities(),
        epoch: EPOCH,
        card: Blob(vec![4; 50]),
        block: Blob(vec![5; 60]),
        entries,
    }
}

/// A space `n` with entries 1 and 2.
async fn make(store: &dyn Store, n: u8) {
    store.add_tokens(vec![token(n).hash()]).await.unwrap();
    store
        .create_space(space(n, vec![entry(1, 100), entry(2, 100)]), digest(n))
        .await
        .unwrap();
}

fn appending(entries: &[Blob]) -> AppendParams {
    AppendParams {
        epoch: EPOCH,
        entries: entries.to_vec(),
    }
}

async fn last_seq(store: &dyn Store, n: u8) -> u64 {
    let read = Read {
        asker: asker(n, VIEWER),
        since: 0,
    };
    store.read(vec![read], usize::MAX).await.unwrap()[0]
        .as_ref()
        .unwrap()
        .last_seq
}

macro_rules! refused {
    ($result:expr, $kind:ident) => {
        match $result {
            Err(StoreError::$kind) => {}
            other => panic!("expected {}, got {other:?}", stringify!($kind)),
        }
    };
}

async fn a_space_is_made_once(store: &dyn Store) {
    make(store, 1).await;
    store
        .create_space(space(1, vec![entry(1, 100), entry(2, 100)]), digest(1))
        .await
        .unwrap();
    assert_eq!(last_seq(store, 1).await, 2);
    store.add_tokens(vec![token(2).hash()]).await.unwrap();
    let other = CreateSpace {
        token: token(2),
        ..space(1, vec![])
    };
    refused!(store.create_space(other, digest(2)).await, Taken);
    // The token wasn't spent on a refusal.
    store
        .create_space(space(2, vec![]), digest(2))
        .await
        .unwrap();
    let envelopes = store.envelopes(SpaceId([2; 32])).await.unwrap();
    assert_eq!(
        (envelopes.epoch, envelopes.card, envelopes.block),
        (EPOCH, Blob(vec![4; 50]), Blob(vec![5; 60]))
    );
    refused!(store.envelopes(SpaceId([77; 32])).await, Unknown);
    refused!(store.block_hash(SpaceId([77; 32])).await, Unknown);
}

async fn a_token_pays_once(store: &dyn Store) {
    refused!(store.create_space(space(1, vec![]), digest(1)).await, Token);
    store.add_tokens(vec![token(1).hash()]).await.unwrap();
    store
        .create_space(space(1, vec![]), digest(1))
        .await
        .unwrap();
    let second = CreateSpace {
        token: token(1),
        ..space(2, vec![])
    };
    refused!(store.create_space(second, digest(2)).await, Token);
    // Minting a batch again doesn't revive it.
    store.add_tokens(vec![token(1).hash()]).await.unwrap();
    refused!(
        store
            .create_space(
                CreateSpace {
                    token: token(1),
                    ..space(2, vec![])
                },
                digest(2)
            )
            .await,
        Token
    );
    refused!(
        store.write_keyring(keyring(1, 10, None, Some(1))).await,
        Token
    );
}

async fn creating_with_a_used_blob_id_changes_nothing(store: &dyn Store) {
    make(store, 1).await;
    store.add_tokens(vec![token(2).hash()]).await.unwrap();
    refused!(
        store
            .create_space(space(2, vec![entry(7, 100), entry(1, 100)]), digest(2))
            .await,
        Changed
    );
    refused!(store.envelopes(SpaceId([2; 32])).await, Unknown);
    store
        .create_space(space(2, vec![entry(7, 100)]), digest(3))
        .await
        .unwrap();
}

async fn appends_get_consecutive_seqs(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    let lead = asker(1, LEAD);
    assert_eq!(
        store
            .append(lead, appending(&[entry(10, 100), entry(11, 90)]))
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        store
            .append(asker(2, LEAD), appending(&[entry(12, 100)]))
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        store
            .append(lead, appending(&[entry(13, 100)]))
            .await
            .unwrap(),
        5
    );
}

async fn make_empty(store: &dyn Store, n: u8) {
    store.add_tokens(vec![token(n).hash()]).await.unwrap();
    store
        .create_space(space(n, vec![]), digest(n))
        .await
        .unwrap();
}

async fn an_append_again_answers_the_same(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let batch = [entry(10, 100), entry(11, 100)];
    assert_eq!(store.append(lead, appending(&batch)).await.unwrap(), 3);
    assert_eq!(
        store
            .append(lead, appending(&[entry(12, 100)]))
            .await
            .unwrap(),
        5
    );
    assert_eq!(store.append(lead, appending(&batch)).await.unwrap(), 3);
    assert_eq!(store.append(lead, appending(&batch[1..])).await.unwrap(), 4);
    // Not the same, and nothing of it is stored.
    refused!(
        store
            .append(lead, appending(&[entry(11, 100), entry(10, 100)]))
            .await,
        Changed
    );
    refused!(
        store
            .append(lead, appending(&[entry(10, 100), entry(12, 100)]))
            .await,
        Changed
    );
    refused!(
        store
            .append(lead, appending(&[entry(12, 100), entry(20, 100)]))
            .await,
        Changed
    );
    refused!(
        store
            .append(lead, appending(&[entry(20, 100), entry(12, 100)]))
            .await,
        Changed
    );
    assert_eq!(last_seq(store, 1).await, 5);
}

async fn a_blob_id_is_never_used_twice(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    refused!(
        store
            .append(asker(1, LEAD), appending(&[entry(1, 101)]))
            .await,
        Changed
    );
    refused!(
        store
            .append(asker(2, LEAD), appending(&[entry(1, 100)]))
            .await,
        Changed
    );
    assert_eq!((last_seq(store, 1).await, last_seq(store, 2).await), (2, 0));
}

async fn appends_need_the_right_and_the_epoch(store: &dyn Store) {
    make(store, 1).await;
    let one = appending(&[entry(10, 100)]);
    refused!(store.append(asker(1, VIEWER), one.clone()).await, Refused);
    refused!(
        store.append(asker(1, COLLECTOR), one.clone()).await,
        Refused
    );
    refused!(
        store
            .append(asker(1, PublicKey([99; 32])), one.clone())
            .await,
        Refused
    );
    refused!(store.append(asker(99, LEAD), one.clone()).await, Refused);
    refused!(
        store
            .append(
                asker(1, LEAD),
                AppendParams {
                    epoch: EPOCH + 1,
                    ..one
                }
            )
            .await,
        Changed
    );
    assert_eq!(last_seq(store, 1).await, 2);
}

async fn reads_show_what_is_new_and_only_to_readers(store: &dyn Store) {
    make(store, 1).await;
    let read = |n, capability, since| Read {
        asker: asker(n, capability),
        since,
    };
    let reads = vec![
        read(1, VIEWER, 0),
        read(1, LEAD, 1),
        read(1, VIEWER, 2),
        read(1, VIEWER, 900),
        read(1, COLLECTOR, 0),
        read(1, PublicKey([99; 32]), 0),
        read(99, VIEWER, 0),
    ];
    let items = store.read(reads, usize::MAX).await.unwrap();
    let seqs: Vec<Option<Vec<u64>>> = items
        .iter()
        .map(|item| {
            item.as_ref()
                .map(|item| item.entries.iter().map(|entry| entry.seq).collect())
        })
        .collect();
    assert_eq!(
        seqs,
        [
            Some(vec![1, 2]),
            Some(vec![2]),
            Some(vec![]),
            Some(vec![]),
            None,
            None,
            None
        ]
    );
    let first = items[0].as_ref().unwrap();
    assert_eq!(
        (
            first.epoch,
            first.last_seq,
            first.more,
            &first.entries[1].entry
        ),
        (EPOCH, 2, false, &entry(2, 100))
    );
    assert_eq!(items[3].as_ref().unwrap().last_seq, 2);
}

async fn reads_stop_at_the_budget_and_go_on(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    store
        .append(asker(2, LEAD), appending(&[entry(30, 100)]))
        .await
        .unwrap();
    store
        .append(asker(1, LEAD), appending(&[entry(10, 200), entry(11, 100)]))
        .await
        .unwrap();
    let reads = |since| {
        vec![
            Read {
                asker: asker(1, VIEWER),
                since,
            },
            Read {
                asker: asker(2, VIEWER),
                since: 0,
            },
        ]
    };
    let shape = |items: Vec<Option<wire::sync::SyncItem>>| -> Vec<(usize, bool)> {
        items
            .into_iter()
            .flatten()
            .map(|item| (item.entries.len(), item.more))
            .collect()
    };
    assert_eq!(
        shape(store.read(reads(0), 399).await.unwrap()),
        [(2, true), (0, true)]
    );
    assert_eq!(
        shape(store.read(reads(2), 399).await.unwrap()),
        [(2, false), (0, true)]
    );
    assert_eq!(
        shape(store.read(reads(4), 399).await.unwrap()),
        [(0, false), (1, false)]
    );
}

fn managing(previous: &[u8], block: u8, entries: Vec<Blob>) -> ManageParams {
    ManageParams {
        epoch: EPOCH,
        previous: sha256(&[previous]),
        block: Blob(vec![block; 60]),
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: PublicKey([50; 32]),
        }],
        entries,
    }
}

async fn managing_swaps_block_and_capabilities(store: &dyn Store) {
    make(store, 1).await;
    let params = managing(&[5; 60], 6, vec![entry(10, 100)]);
    refused!(
        store
            .manage(asker(1, VIEWER), params.clone(), digest(50))
            .await,
        Refused
    );
    refused!(
        store
            .manage(asker(9, LEAD), params.clone(), digest(50))
            .await,
        Refused
    );
    refused!(
        store
            .manage(asker(1, LEAD), managing(&[4; 60], 6, vec![]), digest(50))
            .await,
        Changed
    );
    refused!(
        store
            .manage(
                asker(1, LEAD),
                ManageParams {
                    epoch: 9,
                    ..params.clone()
                },
                digest(50)
            )
            .await,
        Changed
    );
    refused!(
        store
            .manage(
                asker(1, LEAD),
                managing(&[5; 60], 6, vec![entry(1, 100)]),
                digest(50)
            )
            .await,
        Changed
    );
    assert_eq!(
        store.block_hash(SpaceId([1; 32])).await.unwrap(),
        sha256(&[&[5; 60]])
    );
    assert_eq!(
        store
            .manage(asker(1, LEAD), params, digest(50))
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        store.block_hash(SpaceId([1; 32])).await.unwrap(),
        sha256(&[&[6; 60]])
    );
    assert_eq!(
        store.envelopes(SpaceId([1; 32])).await.unwrap().block,
        Blob(vec![6; 60])
    );
    // The old capabilities are cut off at once, the new one holds.
    refused!(
        store
            .append(asker(1, LEAD), appending(&[entry(11, 100)]))
            .await,
        Refused
    );
    assert!(
        store
            .read(
                vec![Read {
                    asker: asker(1, VIEWER),
                    since: 0
                }],
                9999
            )
            .await
            .unwrap()[0]
            .is_none()
    );
    assert_eq!(
        store
            .append(asker(1, PublicKey([50; 32])), appending(&[entry(11, 100)]))
            .await
            .unwrap(),
        4
    );
}

async fn managing_again_answers_the_same(store: &dyn Store) {
    make(store, 1).await;
    let params = managing(&[5; 60], 6, vec![entry(10, 100)]);
    assert_eq!(
        store
            .manage(asker(1, LEAD), params.clone(), digest(50))
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        store
            .manage(asker(1, LEAD), params, digest(50))
            .await
            .unwrap(),
        3
    );
    let next = PublicKey([50; 32]);
    assert_eq!(
        store
            .manage(asker(1, next), managing(&[6; 60], 7, vec![]), digest(51))
            .await
            .unwrap(),
        4
    );
}

fn keyring(key: u8, fill: u8, previous: Option<u8>, paid: Option<u8>) -> KeyringWrite {
    let blob = |fill| {
        let mut bytes = vec![fill; limits::KEYRING_LEN];
        bytes[0] = 1;
        bytes
    };
    let previous = previous.map(|fill| sha256(&[&blob(fill)]));
    let params = WriteKeyringParams {
        previous,
        token: paid.map(token),
        keyring: Blob(blob(fill)),
    };
    KeyringWrite {
        lookup: LookupId([1; 32]),
        key: PublicKey([key; 32]),
        params,
        digest: digest(fill),
    }
}

async fn a_keyring_is_pinned_and_swapped(store: &dyn Store) {
    store.add_tokens(vec![token(1).hash()]).await.unwrap();
    store
        .write_keyring(keyring(7, 10, None, Some(1)))
        .await
        .unwrap();
    assert_eq!(store.keyring(LookupId([1; 32])).await.unwrap()[1], 10);
    store
        .write_keyring(keyring(7, 10, None, Some(1)))
        .await
        .unwrap();
    store
        .write_keyring(keyring(7, 11, Some(10), None))
        .await
        .unwrap();
    store
        .write_keyring(keyring(7, 11, Some(10), None))
        .await
        .unwrap();
    refused!(
        store.write_keyring(keyring(7, 12, Some(10), None)).await,
        Changed
    );
    refused!(
        store.write_keyring(keyring(8, 12, Some(11), None)).await,
        Changed
    );
    refused!(
        store.write_keyring(keyring(7, 12, None, None)).await,
        Changed
    );
    assert_eq!(store.keyring(LookupId([1; 32])).await.unwrap()[1], 11);
}

async fn unknown_keyrings_look_like_keyrings(store: &dyn Store) {
    let unknown = store.keyring(LookupId([5; 32])).await.unwrap();
    assert_eq!((unknown.len(), unknown[0]), (limits::KEYRING_LEN, 1));
    assert_eq!(store.keyring(LookupId([5; 32])).await.unwrap(), unknown);
    assert_ne!(store.keyring(LookupId([6; 32])).await.unwrap(), unknown);
}

async fn refused_keyrings_keep_their_token(store: &dyn Store) {
    store
        .add_tokens(vec![token(1).hash(), token(2).hash()])
        .await
        .unwrap();
    refused!(
        store.write_keyring(keyring(7, 10, None, None)).await,
        Changed
    );
    refused!(
        store.write_keyring(keyring(7, 10, Some(9), None)).await,
        Changed
    );
    refused!(
        store.write_keyring(keyring(7, 10, Some(9), Some(1))).await,
        Changed
    );
    refused!(
        store.write_keyring(keyring(7, 10, None, Some(99))).await,
        Token
    );
    store
        .write_keyring(keyring(7, 10, None, Some(1)))
        .await
        .unwrap();
    refused!(
        store.write_keyring(keyring(7, 12, None, Some(2))).await,
        Changed
    );
    store
        .create_space(space(2, vec![]), digest(2))
        .await
        .unwrap();
}

async fn mailboxes_take_one_post(store: &dyn Store) {
    make(store, 1).await;
    let id = MailboxId([8; 32]);
    refused!(store.mailbox(id).await, Unknown);
    refused!(store.post_mailbox(id, vec![1]).await, Unknown);
    store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
    store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
    assert_eq!(store.mailbox(id).await.unwrap(), None);
    store.post_mailbox(id, vec![1]).await.unwrap();
    store.post_mailbox(id, vec![1]).await.unwrap();
    refused!(store.post_mailbox(id, vec![2]).await, Changed);
    assert_eq!(store.mailbox(id).await.unwrap(), Some(vec![1]));
}

async fn mailboxes_need_a_manager_and_have_a_quota(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    refused!(
        store
            .create_mailbox(asker(1, VIEWER), MailboxId([8; 32]), 100)
            .await,
        Refused
    );
    for n in 0..limits::SPACE_MAILBOXES {
        let id = MailboxId(sha256(&[&n.to_be_bytes()]).0);
        store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
        refused!(store.create_mailbox(asker(2, LEAD), id, 100).await, Taken);
    }
    refused!(
        store
            .create_mailbox(asker(1, LEAD), MailboxId([8; 32]), 100)
            .await,
        Quota
    );
    store
        .create_mailbox(asker(2, LEAD), MailboxId([8; 32]), 100)
        .await
        .unwrap();
}

async fn mailboxes_live_a_week(store: &dyn Store) {
    make(store, 1).await;
    let id = MailboxId([8; 32]);
    store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
    store.post_mailbox(id, vec![1]).await.unwrap();
    store.purge(100 + limits::MAILBOX_DAYS - 1).await.unwrap();
    assert_eq!(store.mailbox(id).await.unwrap(), Some(vec![1]));
    store.purge(100 + limits::MAILBOX_DAYS).await.unwrap();
    refused!(store.mailbox(id).await, Unknown);
}
