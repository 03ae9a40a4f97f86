//! A space's state in large blobs, beside its log.

use keys::{Nonce, PublicKey};
use wire::pages::{KeepPagesParams, PagesAnswer, PutPagesParams, ReadPagesParams};
use wire::space::CreateSpace;
use wire::{Blob, Capability, Rights, limits};

use super::manage::managing;
use super::rotation::committing;
use super::stagings::{DAY, staging};
use super::{
    COLLECTOR, EPOCH, LEAD, VIEWER, asker, capabilities, digest, entry, make, space, token,
};
use crate::store::{Asker, PageRead, Store, StoreError};

on_every_backend![
    pages_need_the_right_and_the_epoch,
    a_set_grows_part_by_part,
    only_a_whole_set_is_handed_out,
    keeping_a_set_erases_the_others,
    keeping_compares_and_swaps,
    sets_are_somebody_s_own_and_new,
    a_space_has_room_for_four_sets_aside,
    who_may_not_append_any_more_has_none_aside,
    sets_aside_live_a_whole_day,
    pages_end_with_the_epoch,
    reading_goes_on_where_it_ended,
    several_spaces_share_the_room_of_an_answer,
    pages_take_all_the_room_of_an_answer,
];

fn part(set: u8, count: u32, first: u32, pages: &[Blob]) -> PutPagesParams {
    PutPagesParams {
        epoch: EPOCH,
        set: Nonce([set; 16]),
        count,
        first,
        pages: pages.to_vec(),
    }
}

fn keeping(set: u8, previous: Option<u8>) -> KeepPagesParams {
    KeepPagesParams {
        epoch: EPOCH,
        set: Nonce([set; 16]),
        previous: previous.map(|previous| Nonce([previous; 16])),
    }
}

/// What one is told who asks about one space.
async fn pages(store: &dyn Store, asker: Asker, params: ReadPagesParams) -> Option<PagesAnswer> {
    let read = PageRead { asker, params };
    let mut answers = store.pages(vec![read]).await.unwrap();
    assert_eq!(answers.len(), 1);
    answers.pop().flatten()
}

async fn shown(store: &dyn Store) -> PagesAnswer {
    let params = ReadPagesParams {
        after: 0,
        set: None,
    };
    pages(store, asker(1, VIEWER), params).await.unwrap()
}

/// The set that is handed out, and its pages' first bytes.
async fn kept(store: &dyn Store) -> Option<(Nonce, Vec<Blob>)> {
    let answer = shown(store).await;
    assert_eq!(answer.pages.len(), answer.count as usize);
    answer.set.map(|set| (set, answer.pages))
}

/// Puts a set of one page aside.
async fn put(store: &dyn Store, asker: Asker, set: u8) -> Result<(), StoreError> {
    let page = entry(set, 200);
    store.put_pages(asker, part(set, 1, 1, &[page]), DAY).await
}

/// Space 1 with so many leads more than one.
async fn with_leads(store: &dyn Store, more: u8) -> Vec<Asker> {
    store.add_tokens(vec![token(1).hash()]).await.unwrap();
    let keys: Vec<PublicKey> = (0..more).map(|n| PublicKey([100 + n; 32])).collect();
    let leads = keys.iter().map(|key| Capability {
        rights: Rights::LEAD,
        key: *key,
    });
    let request = CreateSpace {
        capabilities: capabilities().into_iter().chain(leads).collect(),
        ..space(1, vec![entry(1, 100), entry(2, 100)])
    };
    store.create_space(request, digest(1)).await.unwrap();
    let keys = [LEAD].into_iter().chain(keys);
    keys.map(|key| asker(1, key)).collect()
}

async fn pages_need_the_right_and_the_epoch(store: &dyn Store) {
    make(store, 1).await;
    let good = part(20, 1, 1, &[entry(20, 200)]);
    for wrong in [asker(1, VIEWER), asker(1, COLLECTOR), asker(9, LEAD)] {
        refused!(store.put_pages(wrong, good.clone(), DAY).await, Refused);
    }
    let later = PutPagesParams {
        epoch: EPOCH + 1,
        ..good.clone()
    };
    refused!(store.put_pages(asker(1, LEAD), later, DAY).await, Changed);
    store.put_pages(asker(1, LEAD), good, DAY).await.unwrap();
    for wrong in [asker(1, VIEWER), asker(1, COLLECTOR), asker(9, LEAD)] {
        refused!(store.keep_pages(wrong, keeping(20, None)).await, Refused);
    }
    let later = KeepPagesParams {
        epoch: EPOCH + 1,
        ..keeping(20, None)
    };
    refused!(store.keep_pages(asker(1, LEAD), later).await, Changed);
    let params = ReadPagesParams {
        after: 0,
        set: None,
    };
    for wrong in [asker(1, COLLECTOR), asker(9, VIEWER)] {
        assert_eq!(pages(store, wrong, params).await, None);
    }
}

async fn a_set_grows_part_by_part(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let pages: Vec<Blob> = (20..25).map(|n| entry(n, 200)).collect();
    let late = part(20, 5, 2, &pages[1..2]);
    refused!(store.put_pages(lead, late, DAY).await, Changed);
    for (first, part_pages) in [(1, &pages[..2]), (3, &pages[2..])] {
        let params = part(20, 5, first, part_pages);
        // Again, and it succeeds.
        for _ in 0..2 {
            store.put_pages(lead, params.clone(), DAY).await.unwrap();
        }
    }
    let other = part(20, 5, 1, &pages[1..2]);
    refused!(store.put_pages(lead, other, DAY).await, Changed);
    let longer = part(20, 6, 6, &[entry(30, 200)]);
    refused!(store.put_pages(lead, longer, DAY).await, Changed);
    // Ids are those of entries: new.
    let used = part(21, 1, 1, &[entry(1, 200)]);
    refused!(store.put_pages(lead, used, DAY).await, Changed);
    store.keep_pages(lead, keeping(20, None)).await.unwrap();
    assert_eq!(kept(store).await, Some((Nonce([20; 16]), pages)));
}

async fn only_a_whole_set_is_handed_out(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    refused!(store.keep_pages(lead, keeping(20, None)).await, Changed);
    let half = part(20, 2, 1, &[entry(20, 200)]);
    store.put_pages(lead, half, DAY).await.unwrap();
    refused!(store.keep_pages(lead, keeping(20, None)).await, Changed);
    // Nobody reads what isn't handed out.
    assert_eq!(kept(store).await, None);
    let rest = part(20, 2, 2, &[entry(21, 200)]);
    store.put_pages(lead, rest, DAY).await.unwrap();
    assert_eq!(kept(store).await, None);
    store.keep_pages(lead, keeping(20, None)).await.unwrap();
    assert_eq!(kept(store).await.unwrap().1.len(), 2);
}

async fn keeping_a_set_erases_the_others(store: &dyn Store) {
    let leads = with_leads(store, 2).await;
    put(store, leads[0], 20).await.unwrap();
    put(store, leads[1], 21).await.unwrap();
    store.keep_pages(leads[2], keeping(20, None)).await.unwrap();
    assert_eq!(kept(store).await.unwrap().0, Nonce([20; 16]));
    refused!(
        store.keep_pages(leads[1], keeping(21, Some(20))).await,
        Changed
    );
    // Nor can it be put aside again: its name is used, and so are its pages' ids.
    refused!(put(store, leads[1], 21).await, Changed);
}

async fn keeping_compares_and_swaps(store: &dyn Store) {
    let leads = with_leads(store, 1).await;
    put(store, leads[0], 20).await.unwrap();
    store.keep_pages(leads[0], keeping(20, None)).await.unwrap();
    put(store, leads[0], 21).await.unwrap();
    put(store, leads[1], 22).await.unwrap();
    for previous in [None, Some(21), Some(9)] {
        let keep = store.keep_pages(leads[0], keeping(21, previous));
        refused!(keep.await, Changed);
    }
    // Of two at once, one.
    store
        .keep_pages(leads[0], keeping(21, Some(20)))
        .await
        .unwrap();
    refused!(
        store.keep_pages(leads[1], keeping(22, Some(20))).await,
        Changed
    );
    // Again, whatever it was before.
    store
        .keep_pages(leads[0], keeping(21, Some(20)))
        .await
        .unwrap();
    assert_eq!(kept(store).await.unwrap().0, Nonce([21; 16]));
}

async fn sets_are_somebody_s_own_and_new(store: &dyn Store) {
    let leads = with_leads(store, 1).await;
    let half = part(20, 2, 1, &[entry(20, 200)]);
    store.put_pages(leads[0], half, DAY).await.unwrap();
    let rest = part(20, 2, 2, &[entry(21, 200)]);
    refused!(store.put_pages(leads[1], rest, DAY).await, Changed);
    // Another one takes its place, and it doesn't come back.
    put(store, leads[0], 22).await.unwrap();
    let again = part(20, 1, 1, &[entry(23, 200)]);
    refused!(store.put_pages(leads[0], again, DAY).await, Changed);
    store.keep_pages(leads[0], keeping(22, None)).await.unwrap();
}

async fn a_space_has_room_for_four_sets_aside(store: &dyn Store) {
    assert_eq!(limits::SPACE_PAGE_SETS, 4);
    let leads = with_leads(store, 5).await;
    put(store, leads[0], 20).await.unwrap();
    store.keep_pages(leads[0], keeping(20, None)).await.unwrap();
    for (lead, set) in leads[..4].iter().zip(21..) {
        put(store, *lead, set).await.unwrap();
    }
    refused!(put(store, leads[4], 30).await, Quota);
    // One's own makes room.
    put(store, leads[3], 31).await.unwrap();
}

async fn who_may_not_append_any_more_has_none_aside(store: &dyn Store) {
    let leads = with_leads(store, 1).await;
    put(store, leads[0], 20).await.unwrap();
    store.keep_pages(leads[0], keeping(20, None)).await.unwrap();
    put(store, leads[0], 21).await.unwrap();
    put(store, leads[1], 22).await.unwrap();
    let mut change = managing(&[5; 60], 6, vec![]);
    let staying = [LEAD, VIEWER].map(|key| Capability {
        rights: if key == LEAD {
            Rights::LEAD
        } else {
            Rights::VIEWER
        },
        key,
    });
    change.capabilities = staying.to_vec();
    store.manage(leads[0], change, digest(9)).await.unwrap();
    refused!(
        store.keep_pages(leads[0], keeping(22, Some(20))).await,
        Changed
    );
    // What is handed out stays, whoever put it there.
    assert_eq!(kept(store).await.unwrap().0, Nonce([20; 16]));
    store
        .keep_pages(leads[0], keeping(21, Some(20)))
        .await
        .unwrap();
}

async fn sets_aside_live_a_whole_day(store: &dyn Store) {
    let leads = with_leads(store, 1).await;
    put(store, leads[0], 20).await.unwrap();
    store.keep_pages(leads[0], keeping(20, None)).await.unwrap();
    put(store, leads[0], 21).await.unwrap();
    put(store, leads[1], 22).await.unwrap();
    store.purge(DAY + 1).await.unwrap();
    store
        .keep_pages(leads[0], keeping(21, Some(20)))
        .await
        .unwrap();
    put(store, leads[1], 23).await.unwrap();
    store.purge(DAY + 2).await.unwrap();
    refused!(
        store.keep_pages(leads[1], keeping(23, Some(21))).await,
        Changed
    );
    assert_eq!(kept(store).await.unwrap().0, Nonce([21; 16]));
}

async fn pages_end_with_the_epoch(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    put(store, lead, 20).await.unwrap();
    store.keep_pages(lead, keeping(20, None)).await.unwrap();
    put(store, lead, 21).await.unwrap();
    let staged = [entry(10, 100), entry(11, 100)];
    store
        .stage(lead, staging(1, 1, &staged), DAY)
        .await
        .unwrap();
    store
        .commit(lead, committing(1, 3), digest(9))
        .await
        .unwrap();
    let params = ReadPagesParams {
        after: 0,
        set: None,
    };
    let answer = pages(store, lead, params).await.unwrap();
    assert_eq!(
        (answer.epoch, answer.set, answer.count),
        (EPOCH + 1, None, 0)
    );
    let keep = KeepPagesParams {
        epoch: EPOCH + 1,
        ..keeping(21, None)
    };
    refused!(store.keep_pages(lead, keep).await, Changed);
}

async fn reading_goes_on_where_it_ended(store: &dyn Store) {
    make(store, 1).await;
    let lead = asker(1, LEAD);
    let large = |n| entry(n, limits::PAGES_READ_BYTES / 2 - 100);
    let all: Vec<Blob> = (20..25).map(large).collect();
    for (page, first) in all.iter().zip(1..) {
        let params = part(20, 5, first, std::slice::from_ref(page));
        store.put_pages(lead, params, DAY).await.unwrap();
    }
    store.keep_pages(lead, keeping(20, None)).await.unwrap();
    let mut found = Vec::new();
    while found.len() < all.len() {
        let params = ReadPagesParams {
            after: u32::try_from(found.len()).unwrap(),
            set: Some(Nonce([20; 16])),
        };
        let answer = pages(store, asker(1, VIEWER), params).await.unwrap();
        assert_eq!(answer.count, 5);
        assert!((1..=2).contains(&answer.pages.len()));
        found.extend(answer.pages);
    }
    assert_eq!(found, all);
    let other = ReadPagesParams {
        after: 0,
        set: Some(Nonce([21; 16])),
    };
    let answer = pages(store, asker(1, VIEWER), other).await.unwrap();
    let nothing = (Some(Nonce([20; 16])), 0, 0);
    assert_eq!((answer.set, answer.count, answer.pages.len()), nothing);
    let end = ReadPagesParams {
        after: u32::MAX,
        set: None,
    };
    assert!(pages(store, lead, end).await.unwrap().pages.is_empty());
}

async fn pages_take_all_the_room_of_an_answer(store: &dyn Store) {
    make(store, 1).await;
    let half = [40, 41].map(|n| entry(n, limits::PAGES_READ_BYTES / 2));
    let lead = asker(1, LEAD);
    store
        .put_pages(lead, part(60, 2, 1, &half), DAY)
        .await
        .unwrap();
    store.keep_pages(lead, keeping(60, None)).await.unwrap();
    assert_eq!(shown(store).await.pages, half);
}

async fn several_spaces_share_the_room_of_an_answer(store: &dyn Store) {
    let large = |n| entry(n, limits::PAGES_READ_BYTES / 2 - 100);
    for n in 1..=3 {
        store.add_tokens(vec![token(n).hash()]).await.unwrap();
        let made = store.create_space(space(n, vec![]), digest(n));
        made.await.unwrap();
        let lead = asker(n, LEAD);
        // The last one's would fit, and wait for those before them all the same.
        let all = match n {
            1 => [entry(42, 200), entry(43, 200)],
            n => [large(40 + 2 * n), large(41 + 2 * n)],
        };
        let params = part(60 + n, 2, 1, &all);
        store.put_pages(lead, params, DAY).await.unwrap();
        let kept = store.keep_pages(lead, keeping(60 + n, None));
        kept.await.unwrap();
    }
    let read = |space, key, after| PageRead {
        asker: asker(space, key),
        params: ReadPagesParams { after, set: None },
    };
    let reads = vec![
        read(3, VIEWER, 1),
        read(2, COLLECTOR, 0),
        read(2, LEAD, 0),
        read(1, VIEWER, 0),
    ];
    let answers = store.pages(reads).await.unwrap();
    let told = answers.iter().map(|answer| {
        let answer = answer.as_ref()?;
        Some((answer.set, answer.count, answer.pages.clone()))
    });
    let set = |n| Some(Nonce([n; 16]));
    let expected = [
        Some((set(63), 2, vec![large(47)])),
        None,
        Some((set(62), 2, vec![large(44)])),
        // There is a set, and no room for it here.
        Some((set(61), 2, vec![])),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
}
