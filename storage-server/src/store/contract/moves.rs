//! Keyrings that move to other words.

use keys::{LookupId, PublicKey, sha256};
use wire::Blob;
use wire::keyring::MoveKeyringParams;

use super::keyrings::keyring;
use super::token;
use crate::store::{KeyringMove, Store, StoreError};

on_every_backend![
    a_keyring_moves_whole,
    the_same_move_again_succeeds,
    only_the_key_that_knows_the_last_one_moves_it,
    a_keyring_moves_nowhere_where_one_is,
];

const OLD: LookupId = LookupId([1; 32]);
const NEW: LookupId = LookupId([2; 32]);

/// From where [`keyring`] writes, where key 7 wrote 10, to `NEW` and key 8.
fn moving() -> KeyringMove {
    let blob = |fill| keyring(7, fill, None, None).params.keyring;
    KeyringMove {
        lookup: OLD,
        key: PublicKey([7; 32]),
        params: MoveKeyringParams {
            previous: sha256(&[&blob(10).0]),
            lookup: NEW,
            key: PublicKey([8; 32]),
            keyring: blob(11),
        },
    }
}

async fn written(store: &dyn Store) {
    store
        .add_tokens(vec![token(1).hash(), token(2).hash()])
        .await
        .unwrap();
    store
        .write_keyring(keyring(7, 10, None, Some(1)))
        .await
        .unwrap();
}

async fn a_keyring_moves_whole(store: &dyn Store) {
    let (made_up, unknown) = (
        store.keyring(OLD).await.unwrap(),
        store.keyring(NEW).await.unwrap(),
    );
    written(store).await;
    store.move_keyring(moving()).await.unwrap();
    assert_eq!(store.keyring(OLD).await.unwrap(), made_up);
    let moved = store.keyring(NEW).await.unwrap();
    assert_ne!(moved, unknown);
    assert_eq!(Blob(moved), moving().params.keyring);
    // Writing goes on there, with the new key and no token.
    let mut write = keyring(8, 12, Some(11), None);
    refused!(store.write_keyring(write.clone()).await, Changed);
    write.lookup = NEW;
    let other_key = PublicKey([7; 32]);
    let old = crate::store::KeyringWrite {
        key: other_key,
        ..write.clone()
    };
    refused!(store.write_keyring(old).await, Changed);
    store.write_keyring(write).await.unwrap();
    assert_eq!(store.keyring(NEW).await.unwrap()[1], 12);
    // Where it was somebody may begin, for a token.
    store
        .write_keyring(keyring(9, 13, None, Some(2)))
        .await
        .unwrap();
}

async fn the_same_move_again_succeeds(store: &dyn Store) {
    written(store).await;
    store.move_keyring(moving()).await.unwrap();
    store.move_keyring(moving()).await.unwrap();
    // So does the first write, which says nothing and does nothing.
    store
        .write_keyring(keyring(7, 10, None, Some(1)))
        .await
        .unwrap();
    let made_up = store.keyring(OLD).await.unwrap();
    assert_ne!(Blob(made_up), keyring(7, 10, None, None).params.keyring);
    let mut other = moving();
    other.params.key = PublicKey([9; 32]);
    refused!(store.move_keyring(other).await, Changed);
    let mut other = moving();
    other.params.keyring = keyring(7, 12, None, None).params.keyring;
    refused!(store.move_keyring(other).await, Changed);
    assert_eq!(
        Blob(store.keyring(NEW).await.unwrap()),
        moving().params.keyring
    );
}

async fn only_the_key_that_knows_the_last_one_moves_it(store: &dyn Store) {
    refused!(store.move_keyring(moving()).await, Changed);
    written(store).await;
    let mut stranger = moving();
    stranger.key = PublicKey([8; 32]);
    refused!(store.move_keyring(stranger).await, Changed);
    let mut stale = moving();
    stale.params.previous = sha256(&[b"another"]);
    refused!(store.move_keyring(stale).await, Changed);
    let unknown = store.keyring(NEW).await.unwrap();
    assert_ne!(Blob(unknown), moving().params.keyring);
    assert_eq!(store.keyring(OLD).await.unwrap()[1], 10);
}

async fn a_keyring_moves_nowhere_where_one_is(store: &dyn Store) {
    written(store).await;
    let mut there = keyring(9, 20, None, Some(2));
    there.lookup = NEW;
    store.write_keyring(there).await.unwrap();
    refused!(store.move_keyring(moving()).await, Taken);
    // Who may not move it isn't told.
    let mut stranger = moving();
    stranger.key = PublicKey([8; 32]);
    refused!(store.move_keyring(stranger).await, Changed);
    let mut same = moving();
    same.params.lookup = OLD;
    refused!(store.move_keyring(same).await, Taken);
    assert_eq!(
        (
            store.keyring(OLD).await.unwrap()[1],
            store.keyring(NEW).await.unwrap()[1]
        ),
        (10, 20)
    );
}
