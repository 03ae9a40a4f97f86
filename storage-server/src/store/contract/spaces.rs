//! Making spaces, and what they cost.

use keys::SpaceId;
use wire::Blob;
use wire::space::CreateSpace;

use super::keyrings::keyring;
use super::{EPOCH, digest, entry, last_seq, make, space, token};
use crate::store::{Store, StoreError};

on_every_backend![
    a_space_is_made_once,
    a_token_pays_once,
    creating_with_a_used_blob_id_changes_nothing,
];

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
