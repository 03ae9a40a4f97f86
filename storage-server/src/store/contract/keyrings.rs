//! Keyrings.

use keys::{LookupId, PublicKey, sha256};
use wire::keyring::WriteKeyringParams;
use wire::{Blob, limits};

use super::{digest, space, token};
use crate::store::{KeyringWrite, Store, StoreError};

on_every_backend![
    a_keyring_is_pinned_and_swapped,
    unknown_keyrings_look_like_keyrings,
    refused_keyrings_keep_their_token,
];

pub(super) fn keyring(key: u8, fill: u8, previous: Option<u8>, paid: Option<u8>) -> KeyringWrite {
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
