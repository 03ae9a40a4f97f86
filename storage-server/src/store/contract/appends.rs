//! Entries into a log.

use keys::PublicKey;
use wire::space::AppendParams;

use super::{COLLECTOR, EPOCH, LEAD, VIEWER, appending, asker, entry, last_seq, make, make_empty};
use crate::store::{Store, StoreError};

on_every_backend![
    appends_get_consecutive_seqs,
    an_append_again_answers_the_same,
    a_blob_id_is_never_used_twice,
    appends_need_the_right_and_the_epoch,
];

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
