//! `space/stage`

use keys::request::Operation;
use keys::{LOG_PAGE, Nonce, SignKey};
use wire::space::{AppendParams, CreateSpace, StageParams, StagedPage};
use wire::{Blob, Done, ProblemKind, limits};

use crate::app::{App, Reply, TODAY};
use crate::region::{EPOCH, Region, entry};

/// A page, as far as the server can tell.
pub(super) fn page(name: &str, len: usize) -> Blob {
    Blob([&[LOG_PAGE], &entry(name, len).0[..]].concat())
}

/// Part of staging `id`: pages of one entry each, from this seq on.
pub(super) fn part(id: u8, first_seq: u64, pages: Vec<Blob>) -> StageParams {
    let pages = (first_seq..).zip(pages);
    StageParams {
        epoch: EPOCH,
        staging: Nonce([id; 16]),
        after: first_seq.saturating_sub(1),
        pages: pages.map(|(seq, page)| StagedPage { seq, page }).collect(),
    }
}

pub(super) async fn stage(
    app: &App,
    region: &Region,
    key: &SignKey,
    params: &StageParams,
) -> Reply {
    app.ask(
        wire::space::STAGE,
        &app.sign(key, Operation::Stage, region.id, params),
    )
    .await
}

#[tokio::test]
async fn puts_pages_aside() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let first = part(1, 1, vec![page("found again", 1106), page("more", 2000)]);
    for _ in 0..2 {
        stage(&app, &region, &region.lead, &first)
            .await
            .ok::<Done>();
    }
    let largest = part(1, 3, vec![page("large", limits::ENTRY_MAX - 1)]);
    stage(&app, &region, &region.lead, &largest)
        .await
        .ok::<Done>();
    let other = part(1, 3, vec![page("other", 1105)]);
    stage(&app, &region, &region.lead, &other)
        .await
        .refused(ProblemKind::Changed);
    let item = &region.read(&app, &region.viewer, 0).await.items[0];
    assert_eq!((item.epoch, item.last_seq), (EPOCH, 1));
    assert_eq!(item.entries[0].entry, region.request().entries[0]);
}

#[tokio::test]
async fn needs_the_right_and_sense() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let stored = app.stored();
    let good = part(1, 1, vec![page("a", 1105)]);
    for key in [
        &region.editor,
        &region.viewer,
        &region.collector,
        &Region::new(9).lead,
    ] {
        stage(&app, &region, key, &good)
            .await
            .refused(ProblemKind::Refused);
    }
    let one = |page| part(1, 1, vec![page]);
    let mut third = page("a", 1105);
    third.0[0] = 3;
    let mut other_suite = page("a", 1105);
    other_suite.0[1] = 2;
    let many = (0..=limits::ENTRIES_MAX).map(|n| page(&n.to_string(), 90));
    let mut descending = part(1, 1, vec![page("a", 1105), page("b", 1105)]);
    descending.pages.reverse();
    for (bad, kind) in [
        (part(1, 1, vec![]), ProblemKind::Malformed),
        (part(1, 0, vec![page("a", 1105)]), ProblemKind::Malformed),
        (
            part(1, limits::SEQ_MAX, vec![page("a", 99), page("b", 99)]),
            ProblemKind::Malformed,
        ),
        (
            one(page("a", limits::ENTRY_MIN - 2)),
            ProblemKind::Malformed,
        ),
        (one(entry("a", 1105)), ProblemKind::Malformed),
        (one(third), ProblemKind::Malformed),
        (one(other_suite), ProblemKind::Malformed),
        (part(1, 1, vec![page("a", 1105); 2]), ProblemKind::Malformed),
        (descending, ProblemKind::Malformed),
        (part(1, 1, many.collect()), ProblemKind::TooLarge),
        (one(page("a", limits::ENTRY_MAX)), ProblemKind::TooLarge),
        (part(1, 2, vec![page("a", 1105)]), ProblemKind::Changed),
        (
            StageParams {
                epoch: EPOCH + 1,
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
    ] {
        stage(&app, &region, &region.lead, &bad).await.refused(kind);
    }
    assert_eq!(app.stored(), stored);
    stage(&app, &region, &region.lead, &good).await.ok::<Done>();
    assert_ne!(app.stored(), stored);
}

#[tokio::test]
async fn pages_are_taken_nowhere_else() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    region
        .append(&app, &region.lead, vec![page("a", 1105)])
        .await
        .refused(ProblemKind::Malformed);
    let request = CreateSpace {
        entries: vec![page("a", 1105)],
        ..Region::new(2).request()
    };
    app.ask(wire::space::CREATE, &request)
        .await
        .refused(ProblemKind::Malformed);
    // Managing and committing refuse it in their own tests.
}

#[tokio::test]
async fn another_operation_s_signature_is_no_good() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let params = part(1, 1, vec![page("a", 1105)]);
    let signed = app.sign(&region.lead, Operation::Append, region.id, &params);
    app.ask(wire::space::STAGE, &signed)
        .await
        .refused(ProblemKind::Refused);
    let params = AppendParams {
        epoch: EPOCH,
        entries: vec![entry("a", 1105)],
    };
    let signed = app.sign(&region.lead, Operation::Stage, region.id, &params);
    app.ask(wire::space::APPEND, &signed)
        .await
        .refused(ProblemKind::Refused);
}

#[tokio::test]
async fn what_expired_or_was_thrown_away_is_in_no_file() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let of = |fill: u8| {
        let name = format!("staged {fill}");
        let mut pages = vec![page(&name, 100_000), page(&format!("{name}, tail"), 90)];
        for page in &mut pages {
            page.0[34..].fill(fill);
        }
        pages
    };
    for (id, fill) in [(1, 0xa1), (2, 0xa2)] {
        let params = part(id, 1, of(fill));
        stage(&app, &region, &region.lead, &params)
            .await
            .ok::<Done>();
    }
    assert!(!app.on_disk(&[0xa1; 57]));
    assert!(app.on_disk(&[0xa2; 57]));
    let app = app.restart(TODAY + limits::STAGING_DAYS).await;
    assert!(app.on_disk(&[0xa2; 57]));
    let app = app.restart(TODAY + limits::STAGING_DAYS + 1).await;
    assert!(!app.on_disk(&[0xa2; 57]));
    // Only that the ids were used is known.
    let id = of(0xa2)[0].0[2..34].to_vec();
    assert!(app.on_disk(&id));
}
