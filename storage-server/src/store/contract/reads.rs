//! What readers get.

use keys::PublicKey;

use super::{COLLECTOR, EPOCH, LEAD, VIEWER, appending, asker, entry, make, make_empty};
use crate::store::{Read, Store};

on_every_backend![
    reads_show_what_is_new_and_only_to_readers,
    reads_stop_at_the_budget_and_go_on,
];

async fn reads_show_what_is_new_and_only_to_readers(store: &dyn Store) {
    make(store, 1).await;
    let read = |n, capability, since| Read {
        asker: asker(n, capability),
        since,
        inbox: None,
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
                inbox: None,
            },
            Read {
                asker: asker(2, VIEWER),
                since: 0,
                inbox: None,
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
        shape(store.read(reads(2), 400).await.unwrap()),
        [(2, false), (1, false)]
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
