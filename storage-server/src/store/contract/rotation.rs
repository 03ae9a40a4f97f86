//! The next epoch begins.

use keys::{MailboxId, Nonce, PublicKey, SpaceId, sha256};
use wire::space::{CommitParams, ResumeParams, StageParams};
use wire::{Blob, Capability, Rights};

use super::manage::managing;
use super::stagings::{DAY, staging};
use super::{
    EPOCH, LEAD, VIEWER, appending, asker, digest, entry, last_seq, make, make_empty, read,
};
use crate::store::{Asker, Store, StoreError};

on_every_backend![
    committing_begins_the_next_epoch,
    committing_again_answers_the_same,
    committing_needs_what_it_was_made_from,
    committing_needs_a_whole_staging_of_one_s_own,
    a_commit_with_a_used_blob_id_changes_nothing,
    all_stagings_end_with_the_epoch,
    mailboxes_stay,
    one_epoch_follows_another,
    a_resume_leaves_seqs_and_epochs_out,
];

/// Who leads the next epoch.
const NEXT: PublicKey = PublicKey([50; 32]);

/// Of staging `id`, over [`make`]'s block, with entry 90 after it.
pub(super) fn committing(id: u8, next_seq: u64) -> CommitParams {
    CommitParams {
        epoch: EPOCH,
        staging: Nonce([id; 16]),
        previous: sha256(&[&[5; 60]]),
        next_seq,
        card: Blob(vec![6; 50]),
        block: Blob(vec![7; 70]),
        capabilities: [LEAD, NEXT]
            .map(|key| Capability {
                rights: Rights::LEAD,
                key,
            })
            .to_vec(),
        entries: vec![entry(90, 100), entry(91, 100)],
    }
}

/// Space 1 with entries 1 and 2, staged as 13 and 10.
async fn staged(store: &dyn Store) -> Asker {
    make(store, 1).await;
    let entries = [entry(13, 100), entry(10, 120)];
    store
        .stage(asker(1, LEAD), staging(1, 1, &entries), DAY)
        .await
        .unwrap();
    asker(1, LEAD)
}

async fn committing_begins_the_next_epoch(store: &dyn Store) {
    let lead = staged(store).await;
    let mut params = committing(1, 3);
    params.capabilities.remove(0);
    assert_eq!(store.commit(lead, params, digest(9)).await.unwrap(), 3);
    let next = asker(1, NEXT);
    let item = read(store, next).await.unwrap();
    let entries: Vec<(u64, Blob)> = item
        .entries
        .into_iter()
        .map(|entry| (entry.seq, entry.entry))
        .collect();
    let expected = [
        (1, entry(13, 100)),
        (2, entry(10, 120)),
        (3, entry(90, 100)),
        (4, entry(91, 100)),
    ];
    assert_eq!(
        (item.epoch, item.last_seq, item.more, &entries[..]),
        (EPOCH + 1, 4, false, &expected[..])
    );
    let envelopes = store.envelopes(SpaceId([1; 32])).await.unwrap();
    assert_eq!(
        (envelopes.epoch, envelopes.card, envelopes.block),
        (EPOCH + 1, Blob(vec![6; 50]), Blob(vec![7; 70]))
    );
    assert_eq!(
        store.block_hash(SpaceId([1; 32])).await.unwrap(),
        sha256(&[&[7; 70]])
    );
    // The old capabilities are cut off, in everything.
    for old in [lead, asker(1, VIEWER)] {
        assert_eq!(read(store, old).await, None);
    }
    let more = appending(&[entry(20, 100)]);
    refused!(store.append(lead, more.clone()).await, Refused);
    refused!(
        store
            .stage(lead, staging(2, 1, &[entry(21, 100)]), DAY)
            .await,
        Refused
    );
    // The new one is not in the old epoch, and what was erased is not new.
    refused!(store.append(next, more.clone()).await, Changed);
    let mut more = more;
    more.epoch += 1;
    assert_eq!(store.append(next, more.clone()).await.unwrap(), 5);
    assert_eq!(store.append(next, more.clone()).await.unwrap(), 5);
    more.entries = vec![entry(1, 100)];
    refused!(store.append(next, more.clone()).await, Changed);
    // What was staged is in the log now, and its answer is known again.
    more.entries = vec![entry(10, 120), entry(90, 100)];
    assert_eq!(store.append(next, more).await.unwrap(), 2);
}

async fn committing_again_answers_the_same(store: &dyn Store) {
    let lead = staged(store).await;
    let mut params = committing(1, 3);
    params.capabilities.remove(0);
    for _ in 0..2 {
        assert_eq!(
            store.commit(lead, params.clone(), digest(9)).await.unwrap(),
            3
        );
    }
    let mut next = appending(&[entry(20, 100)]);
    next.epoch += 1;
    assert_eq!(store.append(asker(1, NEXT), next).await.unwrap(), 5);
    assert_eq!(
        store.commit(lead, params.clone(), digest(9)).await.unwrap(),
        3
    );
    // Another request isn't that one.
    refused!(
        store.commit(lead, params.clone(), digest(10)).await,
        Refused
    );
    refused!(
        store.commit(asker(2, LEAD), params, digest(9)).await,
        Refused
    );
}

async fn committing_needs_what_it_was_made_from(store: &dyn Store) {
    let lead = staged(store).await;
    let good = committing(1, 3);
    refused!(
        store
            .commit(asker(1, VIEWER), good.clone(), digest(9))
            .await,
        Refused
    );
    refused!(
        store.commit(asker(9, LEAD), good.clone(), digest(9)).await,
        Refused
    );
    for wrong in [
        CommitParams {
            epoch: EPOCH + 1,
            ..good.clone()
        },
        CommitParams {
            previous: sha256(&[&[7; 60]]),
            ..good.clone()
        },
        CommitParams {
            next_seq: 2,
            ..good.clone()
        },
        CommitParams {
            next_seq: 4,
            ..good.clone()
        },
        CommitParams {
            staging: Nonce([2; 16]),
            ..good.clone()
        },
    ] {
        refused!(store.commit(lead, wrong, digest(9)).await, Changed);
    }
    // Somebody was faster: only the tail is staged once more.
    let tail = appending(&[entry(20, 100)]);
    assert_eq!(store.append(lead, tail).await.unwrap(), 3);
    refused!(store.commit(lead, good.clone(), digest(9)).await, Changed);
    let mut late = good;
    late.next_seq = 4;
    refused!(store.commit(lead, late.clone(), digest(9)).await, Changed);
    assert_eq!(last_seq(store, 1).await, 3);
    store
        .stage(lead, staging(1, 3, &[entry(30, 100)]), DAY)
        .await
        .unwrap();
    // Or the block was changed.
    let mut grant = managing(&[5; 60], 8, vec![]);
    grant.capabilities[0].key = LEAD;
    store.manage(lead, grant, digest(8)).await.unwrap();
    refused!(store.commit(lead, late.clone(), digest(9)).await, Changed);
    late.previous = sha256(&[&[8; 60]]);
    assert_eq!(store.commit(lead, late, digest(9)).await.unwrap(), 4);
}

async fn committing_needs_a_whole_staging_of_one_s_own(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    refused!(
        store.commit(lead, committing(1, 3), digest(9)).await,
        Changed
    );
    let mut grant = managing(&[5; 60], 5, vec![]);
    grant.capabilities = committing(1, 3).capabilities;
    store.manage(lead, grant, digest(8)).await.unwrap();
    store
        .stage(lead, staging(1, 1, &[entry(10, 100)]), DAY)
        .await
        .unwrap();
    // Too short, too long, somebody else's.
    refused!(
        store.commit(lead, committing(1, 3), digest(9)).await,
        Changed
    );
    refused!(
        store.commit(lead, committing(1, 2), digest(9)).await,
        Changed
    );
    let rest = [entry(11, 100), entry(12, 100)];
    store
        .stage(lead, staging(1, 2, &rest[..1]), DAY)
        .await
        .unwrap();
    let other = asker(1, NEXT);
    refused!(
        store.commit(other, committing(1, 3), digest(9)).await,
        Changed
    );
    store
        .stage(lead, staging(1, 3, &rest[1..]), DAY)
        .await
        .unwrap();
    refused!(
        store.commit(lead, committing(1, 3), digest(9)).await,
        Changed
    );
    refused!(
        store.commit(lead, committing(1, 4), digest(9)).await,
        Changed
    );
    // An empty space has nothing to stage, so no other epoch.
    make_empty(store, 2).await;
    refused!(
        store
            .commit(asker(2, LEAD), committing(1, 1), digest(9))
            .await,
        Changed
    );
}

async fn a_commit_with_a_used_blob_id_changes_nothing(store: &dyn Store) {
    let lead = staged(store).await;
    // Of the old epoch, and of the staging.
    for used in [entry(1, 100), entry(10, 120)] {
        let mut params = committing(1, 3);
        params.entries.push(used);
        refused!(store.commit(lead, params, digest(9)).await, Changed);
    }
    let item = read(store, lead).await.unwrap();
    assert_eq!(
        (item.epoch, item.last_seq, &item.entries[0].entry),
        (EPOCH, 2, &entry(1, 100))
    );
    assert_eq!(
        store.envelopes(SpaceId([1; 32])).await.unwrap().card,
        Blob(vec![4; 50])
    );
    assert_eq!(
        store
            .commit(lead, committing(1, 3), digest(9))
            .await
            .unwrap(),
        3
    );
}

async fn all_stagings_end_with_the_epoch(store: &dyn Store) {
    let lead = staged(store).await;
    let other = asker(1, NEXT);
    let mut grant = managing(&[5; 60], 5, vec![]);
    grant.capabilities = committing(1, 3).capabilities;
    store.manage(lead, grant, digest(8)).await.unwrap();
    let theirs = [entry(20, 100), entry(21, 100)];
    store
        .stage(other, staging(2, 1, &theirs), DAY)
        .await
        .unwrap();
    store
        .commit(lead, committing(1, 3), digest(9))
        .await
        .unwrap();
    let mut late = committing(2, 5);
    (late.epoch, late.previous) = (EPOCH + 1, sha256(&[&[7; 70]]));
    refused!(store.commit(other, late, digest(10)).await, Changed);
    let mut more = staging(2, 3, &[entry(22, 100), entry(23, 100)]);
    more.epoch += 1;
    refused!(store.stage(other, more, DAY).await, Changed);
    // Its ids stay used.
    let mut again = appending(&theirs);
    again.epoch += 1;
    refused!(store.append(other, again).await, Changed);
}

async fn mailboxes_stay(store: &dyn Store) {
    let lead = staged(store).await;
    let id = MailboxId([8; 32]);
    store.create_mailbox(lead, id, DAY).await.unwrap();
    store.post_mailbox(id, vec![1]).await.unwrap();
    store
        .commit(lead, committing(1, 3), digest(9))
        .await
        .unwrap();
    assert_eq!(store.mailbox(id).await.unwrap(), Some(vec![1]));
}

async fn one_epoch_follows_another(store: &dyn Store) {
    let lead = staged(store).await;
    store
        .commit(lead, committing(1, 3), digest(9))
        .await
        .unwrap();
    let entries = [entry(30, 80), entry(31, 80), entry(32, 80), entry(33, 80)];
    let mut part = staging(2, 1, &entries);
    refused!(store.stage(lead, part.clone(), DAY).await, Changed);
    part.epoch += 1;
    store.stage(lead, part, DAY).await.unwrap();
    let mut params = committing(2, 5);
    (params.epoch, params.previous) = (EPOCH + 1, sha256(&[&[7; 70]]));
    params.entries = vec![entry(40, 100)];
    assert_eq!(store.commit(lead, params, digest(10)).await.unwrap(), 5);
    let item = read(store, lead).await.unwrap();
    assert_eq!((item.epoch, item.last_seq), (EPOCH + 2, 5));
    assert_eq!(item.entries[3].entry, entries[3]);
}

async fn a_resume_leaves_seqs_and_epochs_out(store: &dyn Store) {
    let lead = staged(store).await;
    let resuming = |id, next_seq, next_epoch| ResumeParams {
        commit: committing(id, next_seq),
        next_epoch,
    };
    // Nothing beyond the end is staged yet, and an epoch that isn't a later one.
    let early = store
        .resume(lead, resuming(1, 3, EPOCH + 9), digest(9))
        .await;
    refused!(early, Changed);
    let far = StageParams {
        after: 2,
        ..staging(1, 1000, &[entry(11, 100)])
    };
    store.stage(lead, far.clone(), DAY).await.unwrap();
    store.stage(lead, far, DAY).await.unwrap();
    refused!(
        store.commit(lead, committing(1, 3), digest(9)).await,
        Changed
    );
    let same = store.resume(lead, resuming(1, 3, EPOCH), digest(9)).await;
    refused!(same, Changed);
    let params = resuming(1, 3, EPOCH + 9);
    for _ in 0..2 {
        let first = store.resume(lead, params.clone(), digest(9)).await;
        assert_eq!(first.unwrap(), 1001);
    }
    let item = read(store, asker(1, NEXT)).await.unwrap();
    let seqs: Vec<u64> = item.entries.iter().map(|entry| entry.seq).collect();
    assert_eq!((item.epoch, item.last_seq), (EPOCH + 9, 1002));
    assert_eq!(seqs, [1, 2, 1000, 1001, 1002]);
    // So may the next staging.
    let part = |after, seq, n| StageParams {
        epoch: EPOCH + 9,
        after,
        ..staging(2, seq, &[entry(n, 100)])
    };
    let next = asker(1, NEXT);
    store.stage(next, part(0, 2, 20), DAY).await.unwrap();
    refused!(store.stage(next, part(999, 1000, 22), DAY).await, Changed);
    store.stage(next, part(2, 1000, 22), DAY).await.unwrap();
}
