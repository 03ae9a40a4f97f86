//! What is put aside for the next epoch.

use keys::{Nonce, PublicKey, SpaceId};
use wire::space::{CreateSpace, StageParams, StagedPage};
use wire::{Blob, Capability, Rights, limits};

use super::manage::managing;
use super::rotation::committing;
use super::{
    EPOCH, LEAD, VIEWER, appending, asker, capabilities, digest, entry, last_seq, make, space,
    token,
};
use crate::store::{Asker, Read, Store, StoreError};

on_every_backend![
    staging_needs_a_manager_and_the_epoch,
    a_staging_goes_on_where_it_ended,
    a_part_again_succeeds_and_nothing_else_does,
    nobody_reads_what_is_staged,
    staged_ids_are_new_and_stay_used,
    a_page_lies_where_its_last_entry_does,
    another_staging_takes_the_place_of_the_first,
    a_staging_never_begins_twice,
    a_space_has_two_stagings,
    who_may_not_manage_any_more_has_none,
    stagings_live_a_whole_day,
];

pub(super) const DAY: u16 = 100;
const SECOND: PublicKey = PublicKey([11; 32]);
const THIRD: PublicKey = PublicKey([12; 32]);

/// Part of staging `id`.
pub(super) fn staging(id: u8, first_seq: u64, entries: &[Blob]) -> StageParams {
    StageParams {
        epoch: EPOCH,
        staging: Nonce([id; 16]),
        after: first_seq - 1,
        pages: pages(first_seq, entries),
    }
}

/// Pages of one entry each, from this seq on.
fn pages(first_seq: u64, pages: &[Blob]) -> Vec<StagedPage> {
    let pages = (first_seq..).zip(pages);
    let page = |(seq, page): (u64, &Blob)| StagedPage {
        seq,
        page: page.clone(),
    };
    pages.map(page).collect()
}

/// Space 1 with entries 1 and 2 and three leads.
async fn of_three(store: &dyn Store) -> [Asker; 3] {
    store.add_tokens(vec![token(1).hash()]).await.unwrap();
    let lead = |key| Capability {
        rights: Rights::LEAD,
        key,
    };
    let request = CreateSpace {
        capabilities: [capabilities(), vec![lead(SECOND), lead(THIRD)]].concat(),
        ..space(1, vec![entry(1, 100), entry(2, 100)])
    };
    store.create_space(request, digest(1)).await.unwrap();
    [LEAD, SECOND, THIRD].map(|key| asker(1, key))
}

async fn staging_needs_a_manager_and_the_epoch(store: &dyn Store) {
    make(store, 1).await;
    let part = staging(1, 1, &[entry(10, 100)]);
    refused!(
        store.stage(asker(1, VIEWER), part.clone(), DAY).await,
        Refused
    );
    refused!(
        store.stage(asker(9, LEAD), part.clone(), DAY).await,
        Refused
    );
    let later = StageParams {
        epoch: EPOCH + 1,
        ..part.clone()
    };
    refused!(store.stage(asker(1, LEAD), later, DAY).await, Changed);
    store.stage(asker(1, LEAD), part, DAY).await.unwrap();
}

async fn a_staging_goes_on_where_it_ended(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let late = staging(1, 2, &[entry(11, 100)]);
    refused!(store.stage(lead, late.clone(), DAY).await, Changed);
    let first = staging(1, 1, &[entry(10, 100)]);
    store.stage(lead, first, DAY).await.unwrap();
    let gap = staging(1, 3, &[entry(12, 100)]);
    refused!(store.stage(lead, gap, DAY).await, Changed);
    store.stage(lead, late, DAY).await.unwrap();
    store
        .commit(lead, committing(1, 3), digest(9))
        .await
        .unwrap();
}

async fn a_part_again_succeeds_and_nothing_else_does(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let first = staging(1, 1, &[entry(10, 100)]);
    let second = staging(1, 2, &[entry(13, 100), entry(11, 100)]);
    for part in [&first, &first, &second, &second, &first] {
        store.stage(lead, part.clone(), DAY).await.unwrap();
    }
    for other in [
        staging(1, 1, &[entry(10, 101)]),
        staging(1, 1, &[entry(12, 100)]),
        staging(1, 2, &[entry(14, 100), entry(11, 100)]),
        staging(1, 2, &[entry(13, 100), entry(12, 100)]),
        // Half of it is there.
        staging(1, 3, &[entry(11, 100), entry(12, 100)]),
    ] {
        refused!(store.stage(lead, other, DAY).await, Changed);
    }
    // Nothing of the refused ones was stored.
    store
        .stage(lead, staging(1, 4, &[entry(12, 100)]), DAY)
        .await
        .unwrap();
}

async fn nobody_reads_what_is_staged(store: &dyn Store) {
    make(store, 1).await;
    let entries = [entry(10, 100), entry(11, 100), entry(12, 100)];
    store
        .stage(asker(1, LEAD), staging(1, 1, &entries), DAY)
        .await
        .unwrap();
    let item = super::read(store, asker(1, VIEWER)).await.unwrap();
    let blobs: Vec<Blob> = item.entries.into_iter().map(|entry| entry.entry).collect();
    assert_eq!(blobs, [entry(1, 100), entry(2, 100)]);
    assert_eq!((item.epoch, item.last_seq), (EPOCH, 2));
    // And the log goes on.
    let more = appending(&[entry(20, 100)]);
    assert_eq!(store.append(asker(1, LEAD), more).await.unwrap(), 3);
}

async fn staged_ids_are_new_and_stay_used(store: &dyn Store) {
    let [lead, second, _] = of_three(store).await;
    // One that is stored, one that is staged by oneself or by another.
    let stored = staging(1, 1, &[entry(10, 100), entry(1, 100)]);
    refused!(store.stage(lead, stored, DAY).await, Changed);
    let first = staging(2, 1, &[entry(10, 100)]);
    store.stage(lead, first, DAY).await.unwrap();
    let again = staging(2, 2, &[entry(10, 100)]);
    refused!(store.stage(lead, again, DAY).await, Changed);
    let theirs = staging(3, 1, &[entry(10, 100)]);
    refused!(store.stage(second, theirs, DAY).await, Changed);
    // What is staged is no part of the log: neither new to it nor there.
    refused!(
        store.append(lead, appending(&[entry(10, 100)])).await,
        Changed
    );
    // Thrown away, it stays used.
    store
        .stage(lead, staging(4, 1, &[entry(11, 100)]), DAY)
        .await
        .unwrap();
    refused!(
        store.append(lead, appending(&[entry(10, 100)])).await,
        Changed
    );
    store.purge(DAY + 2).await.unwrap();
    refused!(
        store.append(lead, appending(&[entry(11, 100)])).await,
        Changed
    );
    assert_eq!(last_seq(store, 1).await, 2);
}

async fn a_page_lies_where_its_last_entry_does(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let more: Vec<Blob> = (3..8).map(|n| entry(n, 100)).collect();
    store.append(lead, appending(&more)).await.unwrap();
    let part = |after, seqs: &[u64], n| StageParams {
        after,
        pages: (n..)
            .zip(seqs)
            .map(|(n, seq)| StagedPage {
                seq: *seq,
                page: entry(n, 100),
            })
            .collect(),
        ..staging(1, 1, &[])
    };
    store.stage(lead, part(0, &[3, 5], 10), DAY).await.unwrap();
    for wrong in [part(4, &[7], 12), part(3, &[7], 12), part(6, &[7], 12)] {
        refused!(store.stage(lead, wrong, DAY).await, Changed);
    }
    store.stage(lead, part(5, &[7], 12), DAY).await.unwrap();
    store
        .commit(lead, committing(1, 8), digest(9))
        .await
        .unwrap();
    // Whoever has read up to the middle of a page is given all of it.
    for (since, seqs) in [
        (0, &[3, 5, 7, 8, 9][..]),
        (3, &[5, 7, 8, 9]),
        (4, &[5, 7, 8, 9]),
    ] {
        let read = Read {
            asker: lead,
            since,
            inbox: None,
        };
        let items = store.read(vec![read], 4096).await.unwrap();
        let entries = &items[0].as_ref().unwrap().entries;
        let read: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
        assert_eq!(read, seqs);
    }
}

async fn another_staging_takes_the_place_of_the_first(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let old = [entry(10, 100), entry(11, 100)];
    store.stage(lead, staging(1, 1, &old), DAY).await.unwrap();
    // Only from the beginning.
    let middle = staging(2, 3, &[entry(12, 100)]);
    refused!(store.stage(lead, middle, DAY).await, Changed);
    let new = [entry(20, 100), entry(21, 100)];
    store.stage(lead, staging(2, 1, &new), DAY).await.unwrap();
    refused!(
        store.commit(lead, committing(1, 3), digest(9)).await,
        Changed
    );
    let more = staging(1, 3, &[entry(12, 100)]);
    refused!(store.stage(lead, more, DAY).await, Changed);
    store
        .commit(lead, committing(2, 3), digest(9))
        .await
        .unwrap();
    let item = super::read(store, asker(1, LEAD)).await.unwrap();
    assert_eq!(item.entries[0].entry, new[0]);
}

async fn a_staging_never_begins_twice(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let old = staging(1, 1, &[entry(10, 100)]);
    store.stage(lead, old.clone(), DAY).await.unwrap();
    let new = staging(2, 1, &[entry(20, 100), entry(21, 100)]);
    store.stage(lead, new, DAY).await.unwrap();
    refused!(store.stage(lead, old, DAY).await, Changed);
    let same_id = staging(1, 1, &[entry(11, 100)]);
    refused!(store.stage(lead, same_id.clone(), DAY).await, Changed);
    store.purge(DAY + 2).await.unwrap();
    refused!(store.stage(lead, same_id, DAY).await, Changed);
}

async fn a_space_has_two_stagings(store: &dyn Store) {
    let [lead, second, third] = of_three(store).await;
    let one = |id, n| staging(id, 1, &[entry(n, 100)]);
    store.stage(lead, one(1, 10), DAY).await.unwrap();
    store.stage(second, one(1, 11), DAY).await.unwrap();
    refused!(store.stage(third, one(1, 12), DAY).await, Quota);
    assert_eq!(limits::SPACE_STAGINGS, 2);
    // Who has one may begin again.
    store.stage(second, one(2, 13), DAY).await.unwrap();
    refused!(store.stage(third, one(1, 12), DAY).await, Quota);
    store.purge(DAY + 2).await.unwrap();
    store.stage(third, one(1, 12), DAY).await.unwrap();
}

async fn who_may_not_manage_any_more_has_none(store: &dyn Store) {
    let [lead, second, _] = of_three(store).await;
    let both = |n| [entry(n, 100), entry(n + 1, 100)];
    store
        .stage(lead, staging(1, 1, &both(10)), DAY)
        .await
        .unwrap();
    store
        .stage(second, staging(2, 1, &both(20)), DAY)
        .await
        .unwrap();
    // The second lead becomes a viewer, a third comes in.
    let mut params = managing(&[5; 60], 6, vec![]);
    params.capabilities = vec![
        Capability {
            rights: Rights::LEAD,
            key: LEAD,
        },
        Capability {
            rights: Rights::VIEWER,
            key: SECOND,
        },
        Capability {
            rights: Rights::LEAD,
            key: PublicKey([50; 32]),
        },
    ];
    store.manage(lead, params, digest(9)).await.unwrap();
    refused!(
        store
            .stage(second, staging(2, 3, &[entry(30, 100)]), DAY)
            .await,
        Refused
    );
    // There is room for the newcomer's, and the first lead's is still there.
    let newcomer = asker(1, PublicKey([50; 32]));
    store
        .stage(newcomer, staging(3, 1, &both(30)), DAY)
        .await
        .unwrap();
    let mut commit = committing(1, 3);
    commit.previous = store.block_hash(SpaceId([1; 32])).await.unwrap();
    store.commit(lead, commit, digest(10)).await.unwrap();
}

async fn stagings_live_a_whole_day(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let first = staging(1, 1, &[entry(10, 100)]);
    store.stage(lead, first, DAY).await.unwrap();
    // A part on the next day doesn't make it younger.
    store.purge(DAY + limits::STAGING_DAYS).await.unwrap();
    store
        .stage(
            lead,
            staging(1, 2, &[entry(11, 100)]),
            DAY + limits::STAGING_DAYS,
        )
        .await
        .unwrap();
    store.purge(DAY + limits::STAGING_DAYS + 1).await.unwrap();
    refused!(
        store.commit(lead, committing(1, 3), digest(9)).await,
        Changed
    );
}
