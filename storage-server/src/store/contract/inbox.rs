//! What people post who may do nothing else.

use keys::{BlobId, PublicKey, SpaceId, sha256};
use wire::inbox::PostParams;
use wire::space::CreateSpace;
use wire::{Blob, Capability, Rights, limits};

use super::manage::managing;
use super::rotation::committing;
use super::stagings::staging;
use super::{
    COLLECTOR, EPOCH, LEAD, VIEWER, appending, asker, capabilities, digest, entry, last_seq, make,
    make_empty, read, space, token,
};
use crate::store::{Asker, Store, StoreError};

on_every_backend![
    posting_needs_the_right_and_the_epoch,
    what_is_posted_is_read_in_the_order_of_ids,
    reading_stops_at_the_budget_and_goes_on,
    a_blob_again_succeeds_and_other_bytes_do_not,
    ids_are_shared_with_logs_and_other_spaces,
    a_post_is_whole_or_nothing,
    a_capability_has_an_allowance_each_day,
    the_allowance_goes_with_the_right,
    an_inbox_has_room_for_so_many,
    removing_needs_the_right_and_is_for_good,
    no_epoch_ends_before_its_inbox_is_empty,
];

const DAY: u16 = 100;
const LEN: usize = limits::INBOX_BLOB_MIN;

fn blob(n: u32, len: usize) -> Blob {
    let mut bytes = vec![0x5a; len];
    bytes[0] = 1;
    bytes[1..33].copy_from_slice(&sha256(&[&n.to_be_bytes()]).0);
    Blob(bytes)
}

fn blobs(numbers: std::ops::Range<u32>) -> Vec<Blob> {
    numbers.map(|n| blob(n, LEN)).collect()
}

fn id(blob: &Blob) -> BlobId {
    blob.id().unwrap()
}

fn posting(blobs: &[Blob]) -> PostParams {
    PostParams {
        epoch: EPOCH,
        blobs: blobs.to_vec(),
    }
}

async fn post(
    store: &dyn Store,
    asker: Asker,
    blobs: &[Blob],
    today: u16,
) -> Result<(), StoreError> {
    store.post_inbox(asker, posting(blobs), today).await
}

/// What waits, as a reader is told by sync.
async fn waiting(store: &dyn Store, n: u8) -> u32 {
    read(store, asker(n, VIEWER)).await.unwrap().inbox
}

async fn posting_needs_the_right_and_the_epoch(store: &dyn Store) {
    make(store, 1).await;
    let good = posting(&blobs(0..1));
    for wrong in [
        asker(1, VIEWER),
        asker(1, LEAD),
        asker(1, PublicKey([99; 32])),
        asker(99, COLLECTOR),
    ] {
        refused!(store.post_inbox(wrong, good.clone(), DAY).await, Refused);
    }
    for epoch in [EPOCH - 1, EPOCH + 1] {
        let params = PostParams {
            epoch,
            ..good.clone()
        };
        let posted = store.post_inbox(asker(1, COLLECTOR), params, DAY).await;
        refused!(posted, Changed);
    }
    assert_eq!(waiting(store, 1).await, 0);
    let collector = asker(1, COLLECTOR);
    store.post_inbox(collector, good, DAY).await.unwrap();
    assert_eq!(waiting(store, 1).await, 1);
    // Who posts reads nothing of it.
    refused!(store.inbox(collector, None).await, Refused);
    assert_eq!(read(store, collector).await, None);
}

async fn what_is_posted_is_read_in_the_order_of_ids(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    let mut all = blobs(0..9);
    for part in all.chunks(2) {
        post(store, asker(1, COLLECTOR), part, DAY).await.unwrap();
    }
    all.sort_by_key(id);
    for reader in [VIEWER, LEAD] {
        let answer = store.inbox(asker(1, reader), None).await.unwrap();
        assert_eq!((answer.epoch, answer.more), (EPOCH, false));
        assert_eq!(answer.blobs, all);
    }
    let after = store.inbox(asker(1, VIEWER), Some(id(&all[3])));
    assert_eq!(after.await.unwrap().blobs, all[4..]);
    let end = store.inbox(asker(1, VIEWER), Some(BlobId([0xff; 32])));
    assert!(end.await.unwrap().blobs.is_empty());
    // Another space's is another.
    let other = store.inbox(asker(2, VIEWER), None).await.unwrap();
    assert!(other.blobs.is_empty());
    assert_eq!((waiting(store, 1).await, waiting(store, 2).await), (9, 0));
    refused!(store.inbox(asker(99, VIEWER), None).await, Refused);
    // Nor is it a part of the log.
    assert_eq!(last_seq(store, 1).await, 2);
}

async fn reading_stops_at_the_budget_and_goes_on(store: &dyn Store) {
    make(store, 1).await;
    let len = limits::INBOX_BLOB_MAX;
    let all: Vec<Blob> = (0..31).map(|n| blob(n, len)).collect();
    post(store, asker(1, COLLECTOR), &all, DAY).await.unwrap();
    let viewer = asker(1, VIEWER);
    let first = store.inbox(viewer, None).await.unwrap();
    let count = first.blobs.len();
    assert_eq!((count, first.more), (limits::INBOX_READ_BYTES / len, true));
    let rest = store.inbox(viewer, first.blobs.last().map(id));
    let rest = rest.await.unwrap();
    assert_eq!((rest.blobs.len(), rest.more), (15, true));
    let last = store.inbox(viewer, rest.blobs.last().map(id));
    assert_eq!(last.await.unwrap().blobs.len(), 1);
    // As much as there is room for.
    make_empty(store, 2).await;
    let all: Vec<Blob> = (40..56)
        .map(|n| blob(n, limits::INBOX_READ_BYTES / 16))
        .collect();
    post(store, asker(2, COLLECTOR), &all, DAY).await.unwrap();
    let whole = store.inbox(asker(2, VIEWER), None).await.unwrap();
    assert_eq!((whole.blobs.len(), whole.more), (16, false));
}

async fn a_blob_again_succeeds_and_other_bytes_do_not(store: &dyn Store) {
    make(store, 1).await;
    let collector = asker(1, COLLECTOR);
    let (one, other) = ([blob(1, LEN)], [blob(1, LEN + 1)]);
    for removed in [false, true] {
        for _ in 0..2 {
            post(store, collector, &one, DAY).await.unwrap();
        }
        let changed = post(store, collector, &other, DAY).await;
        refused!(changed, Changed);
        assert_eq!(waiting(store, 1).await, u32::from(!removed));
        let ids = vec![id(&one[0])];
        store.remove_inbox(asker(1, LEAD), ids).await.unwrap();
    }
    // In any epoch: who didn't hear that it was taken may ask again.
    let late = PostParams {
        epoch: EPOCH - 1,
        ..posting(&one)
    };
    store.post_inbox(collector, late, DAY).await.unwrap();
    assert_eq!(waiting(store, 1).await, 0);
}

async fn ids_are_shared_with_logs_and_other_spaces(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    let collector = asker(1, COLLECTOR);
    let (logged, one) = ([entry(50, LEN)], [blob(1, LEN)]);
    store
        .append(asker(1, LEAD), appending(&logged))
        .await
        .unwrap();
    refused!(post(store, collector, &logged, DAY).await, Changed);
    post(store, collector, &one, DAY).await.unwrap();
    let elsewhere = asker(2, COLLECTOR);
    for removed in [false, true] {
        refused!(store.append(asker(1, LEAD), appending(&one)).await, Changed);
        let part = staging(1, 1, &one);
        refused!(store.stage(asker(1, LEAD), part, DAY).await, Changed);
        // Success would say that it is there.
        refused!(post(store, elsewhere, &one, DAY).await, Changed);
        if !removed {
            let ids = vec![id(&one[0])];
            store.remove_inbox(asker(1, LEAD), ids).await.unwrap();
        }
    }
}

async fn a_post_is_whole_or_nothing(store: &dyn Store) {
    make(store, 1).await;
    let collector = asker(1, COLLECTOR);
    post(store, collector, &blobs(0..2), DAY).await.unwrap();
    let mixed = [blob(5, LEN), blob(1, LEN + 1)];
    refused!(post(store, collector, &mixed, DAY).await, Changed);
    assert_eq!(waiting(store, 1).await, 2);
    // Some of them being there is no reason to refuse the others.
    post(store, collector, &blobs(1..4), DAY).await.unwrap();
    assert_eq!(waiting(store, 1).await, 4);
    // Nothing of the refused one is known.
    post(store, collector, &[blob(5, LEN + 1)], DAY)
        .await
        .unwrap();
}

/// Space 1 with two collectors.
async fn with_two(store: &dyn Store) -> [Asker; 2] {
    const SECOND: PublicKey = PublicKey([11; 32]);
    store.add_tokens(vec![token(1).hash()]).await.unwrap();
    let second = Capability {
        rights: Rights::COLLECTOR,
        key: SECOND,
    };
    let request = CreateSpace {
        capabilities: [capabilities(), vec![second]].concat(),
        ..space(1, vec![])
    };
    store.create_space(request, digest(1)).await.unwrap();
    [COLLECTOR, SECOND].map(|key| asker(1, key))
}

async fn a_capability_has_an_allowance_each_day(store: &dyn Store) {
    let [first, second] = with_two(store).await;
    let most = limits::POST_BLOBS_A_DAY;
    post(store, first, &blobs(0..most - 1), DAY).await.unwrap();
    let two = blobs(most - 1..most + 1);
    refused!(post(store, first, &two, DAY).await, Quota);
    // What is there already costs nothing.
    post(store, first, &blobs(most - 2..most), DAY)
        .await
        .unwrap();
    refused!(post(store, first, &two, DAY).await, Quota);
    post(store, first, &blobs(0..most), DAY).await.unwrap();
    // Another one has its own, and so has another day.
    let large: Vec<Blob> = (10_000..10_031)
        .map(|n| blob(n, limits::INBOX_BLOB_MAX))
        .collect();
    post(store, second, &large, DAY).await.unwrap();
    refused!(
        post(store, second, &[blob(10_031, limits::INBOX_BLOB_MAX)], DAY).await,
        Quota
    );
    store.purge(DAY).await.unwrap();
    refused!(post(store, first, &two, DAY).await, Quota);
    post(store, first, &two, DAY + 1).await.unwrap();
    store.purge(DAY + 1).await.unwrap();
    let rest = blobs(most + 1..2 * most + 1);
    refused!(post(store, first, &rest, DAY + 1).await, Quota);
    post(store, first, &rest[1..], DAY + 1).await.unwrap();
}

async fn the_allowance_goes_with_the_right(store: &dyn Store) {
    make(store, 1).await;
    let collector = asker(1, COLLECTOR);
    let most = limits::POST_BLOBS_A_DAY;
    post(store, collector, &blobs(0..most), DAY).await.unwrap();
    let mut block = 5;
    for (rights, left) in [(Rights::COLLECTOR, false), (Rights::VIEWER, true)] {
        for rights in [rights, Rights::COLLECTOR] {
            let mut params = managing(&[block; 60], block + 1, vec![]);
            params.capabilities = capabilities();
            params.capabilities[2].rights = rights;
            block += 1;
            let change = store.manage(asker(1, LEAD), params, digest(block));
            change.await.unwrap();
        }
        let more = post(store, collector, &[blob(most, LEN)], DAY).await;
        assert_eq!(more.is_ok(), left);
    }
}

async fn an_inbox_has_room_for_so_many(store: &dyn Store) {
    let [first, second] = with_two(store).await;
    let (most, a_day) = (limits::INBOX_BLOBS, limits::POST_BLOBS_A_DAY);
    let mut start = 0;
    for day in DAY.. {
        for collector in [first, second] {
            let part = blobs(start..start + a_day);
            post(store, collector, &part, day).await.unwrap();
            start += a_day;
        }
        if start == most {
            break;
        }
    }
    let one = [blob(most, LEN)];
    refused!(post(store, first, &one, DAY + 1000).await, Quota);
    assert_eq!(waiting(store, 1).await, most);
    let ids = vec![id(&blob(7, LEN))];
    store.remove_inbox(asker(1, LEAD), ids).await.unwrap();
    post(store, first, &one, DAY + 1000).await.unwrap();
}

async fn removing_needs_the_right_and_is_for_good(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    let all = blobs(0..4);
    post(store, asker(1, COLLECTOR), &all, DAY).await.unwrap();
    let ids: Vec<BlobId> = all.iter().take(2).map(id).collect();
    for wrong in [asker(1, VIEWER), asker(1, COLLECTOR), asker(99, LEAD)] {
        refused!(store.remove_inbox(wrong, ids.clone()).await, Refused);
    }
    // Of another space, by its own lead.
    store
        .remove_inbox(asker(2, LEAD), ids.clone())
        .await
        .unwrap();
    assert_eq!(waiting(store, 1).await, 4);
    let unknown = BlobId([9; 32]);
    for _ in 0..2 {
        let ids = [ids.clone(), vec![ids[0], unknown]].concat();
        store.remove_inbox(asker(1, LEAD), ids).await.unwrap();
        let left = store.inbox(asker(1, VIEWER), None).await.unwrap().blobs;
        let mut expected = all[2..].to_vec();
        expected.sort_by_key(id);
        assert_eq!(left, expected);
        assert_eq!(waiting(store, 1).await, 2);
    }
}

async fn no_epoch_ends_before_its_inbox_is_empty(store: &dyn Store) {
    make(store, 1).await;
    let (lead, collector) = (asker(1, LEAD), asker(1, COLLECTOR));
    let entries = [entry(10, 100), entry(11, 100)];
    let part = staging(1, 1, &entries);
    store.stage(lead, part, DAY).await.unwrap();
    let all = blobs(0..2);
    post(store, collector, &all, DAY).await.unwrap();
    let mut params = committing(1, 3);
    params.capabilities.extend(capabilities().split_off(1));
    refused!(store.commit(lead, params.clone(), digest(9)).await, Changed);
    let ids: Vec<BlobId> = all.iter().map(id).collect();
    store.remove_inbox(lead, ids).await.unwrap();
    let first = store.commit(lead, params.clone(), digest(9));
    assert_eq!(first.await.unwrap(), 3);
    assert_eq!(
        store.block_hash(SpaceId([1; 32])).await.unwrap(),
        sha256(&[&[7; 70]])
    );
    // Sealed to the retired key: too late. What was taken before is known.
    let late = [blob(5, LEN)];
    refused!(post(store, collector, &late, DAY).await, Changed);
    post(store, collector, &all, DAY).await.unwrap();
    let next = PostParams {
        epoch: EPOCH + 1,
        blobs: late.to_vec(),
    };
    store.post_inbox(collector, next, DAY).await.unwrap();
    assert_eq!(waiting(store, 1).await, 1);
    // The commit again answers the same, whatever waits.
    let again = store.commit(lead, params, digest(9));
    assert_eq!(again.await.unwrap(), 3);
}
