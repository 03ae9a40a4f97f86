//! `space/stage`

use keys::request::Operation;
use keys::{Nonce, SignKey, sha256};
use wire::space::{AppendParams, CreateSpace, StageParams, tomb};
use wire::{Blob, Done, ProblemKind, limits};

use crate::app::{App, Reply, TODAY};
use crate::region::{EPOCH, Region, entry};

/// Part of staging `id`.
pub(super) fn part(id: u8, first_seq: u64, entries: Vec<Blob>) -> StageParams {
    StageParams {
        epoch: EPOCH,
        staging: Nonce([id; 16]),
        first_seq,
        entries,
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

fn void() -> Blob {
    tomb(&sha256(&[b"void"]))
}

#[tokio::test]
async fn puts_entries_and_tombs_aside() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let first = part(1, 1, vec![entry("found again", 1105), void()]);
    for _ in 0..2 {
        stage(&app, &region, &region.lead, &first)
            .await
            .ok::<Done>();
    }
    let largest = part(1, 3, vec![entry("large", limits::ENTRY_MAX)]);
    stage(&app, &region, &region.lead, &largest)
        .await
        .ok::<Done>();
    let other = part(1, 3, vec![entry("other", 1105)]);
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
    let good = part(1, 1, vec![entry("a", 1105)]);
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
    // A tomb is 33 bytes, the first of them 0.
    let cut = Blob(void().0[..32].to_vec());
    let long = Blob([&void().0[..], &[0]].concat());
    let other = Blob([&[2], &void().0[1..]].concat());
    let entries = vec![entry("a", 1105); 2];
    let many = (0..=limits::ENTRIES_MAX).map(|_| void()).collect();
    for (bad, kind) in [
        (part(1, 1, vec![]), ProblemKind::Malformed),
        (part(1, 0, good.entries.clone()), ProblemKind::Malformed),
        (
            part(1, u64::MAX, good.entries.clone()),
            ProblemKind::Malformed,
        ),
        (part(1, 1, vec![cut]), ProblemKind::Malformed),
        (part(1, 1, vec![long]), ProblemKind::Malformed),
        (part(1, 1, vec![other]), ProblemKind::Malformed),
        (part(1, 1, entries), ProblemKind::Malformed),
        (part(1, 1, many), ProblemKind::TooLarge),
        (
            part(1, 1, vec![entry("a", limits::ENTRY_MAX + 1)]),
            ProblemKind::TooLarge,
        ),
        (part(1, 2, good.entries.clone()), ProblemKind::Changed),
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
async fn tombs_are_taken_nowhere_else() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    region
        .append(&app, &region.lead, vec![void()])
        .await
        .refused(ProblemKind::Malformed);
    let request = CreateSpace {
        entries: vec![void()],
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
    let params = part(1, 1, vec![entry("a", 1105)]);
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
        let mut entries = vec![entry(&name, 100_000), entry(&format!("{name}, tail"), 90)];
        for entry in &mut entries {
            entry.0[33..].fill(fill);
        }
        entries
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
    let id = of(0xa2)[0].0[1..33].to_vec();
    assert!(app.on_disk(&id));
}
