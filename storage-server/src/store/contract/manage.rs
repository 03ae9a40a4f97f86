//! Who may do what.

use keys::{PublicKey, SpaceId, sha256};
use wire::space::ManageParams;
use wire::{Blob, Capability, Rights};

use super::{EPOCH, LEAD, VIEWER, appending, asker, digest, entry, make};
use crate::store::{Read, Store, StoreError};

on_every_backend![
    managing_swaps_block_and_capabilities,
    managing_again_answers_the_same,
    managing_swaps_the_card_if_there_is_one,
];

pub(super) fn managing(previous: &[u8], block: u8, entries: Vec<Blob>) -> ManageParams {
    ManageParams {
        epoch: EPOCH,
        previous: sha256(&[previous]),
        block: Blob(vec![block; 60]),
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: PublicKey([50; 32]),
        }],
        entries,
        card: None,
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
                    inbox: None,
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

async fn managing_swaps_the_card_if_there_is_one(store: &dyn Store) {
    make(store, 1).await;
    let space = SpaceId([1; 32]);
    let before = store.envelopes(space).await.unwrap().card;
    let refused = ManageParams {
        card: Some(Blob(vec![8; 70])),
        ..managing(&[4; 60], 6, vec![])
    };
    refused!(
        store.manage(asker(1, LEAD), refused, digest(50)).await,
        Changed
    );
    assert_eq!(store.envelopes(space).await.unwrap().card, before);
    let with = ManageParams {
        card: Some(Blob(vec![9; 70])),
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: LEAD,
        }],
        ..managing(&[5; 60], 6, vec![])
    };
    store
        .manage(asker(1, LEAD), with, digest(51))
        .await
        .unwrap();
    assert_eq!(store.envelopes(space).await.unwrap().card.0, [9; 70]);
    let without = managing(&[6; 60], 7, vec![]);
    store
        .manage(asker(1, LEAD), without, digest(52))
        .await
        .unwrap();
    assert_eq!(store.envelopes(space).await.unwrap().card.0, [9; 70]);
}
