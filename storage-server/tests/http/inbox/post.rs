//! `inbox/post`

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use wire::inbox::PostParams;
use wire::sync::{ReadParams, SyncAnswer};
use wire::{Blob, Done, ProblemKind, limits};

use super::{LEN, answer, blobs, id, post, read, remove};
use crate::app::{App, TODAY};
use crate::region::{EPOCH, Region, entry};

#[tokio::test]
async fn takes_blobs_once_and_again() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let params = PostParams {
        epoch: EPOCH,
        blobs: blobs(3),
    };
    let recorded = encode(&app.sign(&region.collector, Operation::Post, region.id, &params));
    for _ in 0..2 {
        app.send(wire::inbox::POST, recorded.clone())
            .await
            .ok::<Done>();
        let found = answer(&read(&app, &region, &region.viewer, None).await);
        assert_eq!((found.epoch, found.blobs.len()), (EPOCH, 3));
    }
    let changed = vec![entry("9", LEN), entry("0", LEN + 1)];
    post(&app, &region, &region.collector, changed)
        .await
        .refused(ProblemKind::Changed);
    // A replay after they were taken brings nothing back.
    let ids = params.blobs.iter().map(id).collect();
    remove(&app, &region, &region.editor, ids)
        .await
        .ok::<Done>();
    app.send(wire::inbox::POST, recorded).await.ok::<Done>();
    let found = answer(&read(&app, &region, &region.viewer, None).await);
    assert!(found.blobs.is_empty());
}

#[tokio::test]
async fn needs_the_right_the_operation_and_the_epoch() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let stored = app.stored();
    for key in [
        &region.lead,
        &region.editor,
        &region.viewer,
        &Region::new(9).collector,
    ] {
        post(&app, &region, key, blobs(1))
            .await
            .refused(ProblemKind::Refused);
    }
    let signed = |operation, epoch| {
        let blobs = blobs(1);
        let params = PostParams { epoch, blobs };
        app.sign(&region.collector, operation, region.id, &params)
    };
    for (request, kind) in [
        (signed(Operation::Append, EPOCH), ProblemKind::Refused),
        (signed(Operation::Post, EPOCH - 1), ProblemKind::Changed),
        (signed(Operation::Post, EPOCH + 1), ProblemKind::Changed),
    ] {
        app.ask(wire::inbox::POST, &request).await.refused(kind);
    }
    assert_eq!(app.stored(), stored);
}

#[tokio::test]
async fn limits_hold_and_nothing_is_stored() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let stored = app.stored();
    let mut version = entry("a", LEN);
    version.0[0] = 2;
    for (bad, kind) in [
        (vec![], ProblemKind::Malformed),
        (vec![entry("a", LEN - 1)], ProblemKind::Malformed),
        (vec![version], ProblemKind::Malformed),
        (vec![entry("a", LEN); 2], ProblemKind::Malformed),
        (
            vec![entry("a", limits::INBOX_BLOB_MAX + 1)],
            ProblemKind::TooLarge,
        ),
        (blobs(limits::INBOX_POST_MAX + 1), ProblemKind::TooLarge),
    ] {
        post(&app, &region, &region.collector, bad)
            .await
            .refused(kind);
    }
    assert_eq!(app.stored(), stored);
    let largest = vec![entry("a", limits::INBOX_BLOB_MAX)];
    post(&app, &region, &region.collector, largest)
        .await
        .ok::<Done>();
    post(
        &app,
        &region,
        &region.collector,
        blobs(limits::INBOX_POST_MAX),
    )
    .await
    .ok::<Done>();
}

#[tokio::test]
async fn the_server_s_day_counts_not_the_request_s() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let large = |n: usize| entry(&n.to_string(), limits::INBOX_BLOB_MAX);
    let signed = |day, blobs: Vec<Blob>| {
        let params = PostParams {
            epoch: EPOCH,
            blobs,
        };
        SignedRequest::sign(
            &region.collector,
            Operation::Post,
            region.id,
            day,
            encode(&params),
        )
    };
    // 31 of the largest are a day's 2 MiB.
    for (n, day) in (0..31).zip([TODAY, TODAY + 2, TODAY - 2].into_iter().cycle()) {
        let request = signed(day, vec![large(n)]);
        app.ask(wire::inbox::POST, &request).await.ok::<Done>();
    }
    for day in TODAY - 2..=TODAY + 2 {
        let request = signed(day, vec![large(31)]);
        app.ask(wire::inbox::POST, &request)
            .await
            .refused(ProblemKind::Quota);
    }
    app.day.store(TODAY + 1, Ordering::Relaxed);
    let request = signed(TODAY, vec![large(31)]);
    app.ask(wire::inbox::POST, &request).await.ok::<Done>();
    // Which of the keys has posted is known while the day lasts.
    assert_eq!(counted(&app), 1);
    assert_eq!(counted(&app.restart(TODAY + 2).await), 0);
}

/// Of how many capabilities the server knows that they have posted.
fn counted(app: &App) -> u32 {
    let file = app.directory.path().join("storage.sqlite");
    rusqlite::Connection::open(file)
        .unwrap()
        .query_row("SELECT count(*) FROM posts", [], |row| row.get(0))
        .unwrap()
}

#[tokio::test]
async fn wakes_who_counts_and_nobody_else() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let counting = |inbox, wait_seconds| {
        let params = ReadParams { since: 1, inbox }.to_bytes();
        let mut request = region.sync(&app, &region.viewer, 1, wait_seconds);
        request.reads[0] =
            SignedRequest::sign(&region.viewer, Operation::Read, region.id, TODAY, params);
        request
    };
    let told = |reply: crate::app::Reply| {
        let answer = reply.padded(SyncAnswer::from_padded);
        (answer.items[0].inbox, answer.items[1].inbox)
    };
    let start = Instant::now();
    let asked = counting(Some(0), 25);
    let (reply, posted) = tokio::join!(
        app.ask(wire::sync::PATH, &asked),
        post(&app, &region, &region.collector, blobs(2)),
    );
    posted.ok::<Done>();
    assert_eq!(told(reply), (2, 0));
    // Too few or too many are news too, at once; and so is that some were taken.
    for known in [0, 1, 3] {
        let asked = counting(Some(known), 25);
        assert_eq!(told(app.ask(wire::sync::PATH, &asked).await), (2, 0));
    }
    let asked = counting(Some(2), 25);
    let ids = vec![id(&blobs(1)[0])];
    let (reply, removed) = tokio::join!(
        app.ask(wire::sync::PATH, &asked),
        remove(&app, &region, &region.lead, ids),
    );
    removed.ok::<Done>();
    assert_eq!(told(reply), (1, 0));
    assert!(start.elapsed() < Duration::from_secs(10));
    // Who doesn't care is told the number, and waits for something else.
    let asked = counting(None, 1);
    let start = Instant::now();
    let more = vec![entry("more", LEN)];
    let (reply, posted) = tokio::join!(
        app.ask(wire::sync::PATH, &asked),
        post(&app, &region, &region.collector, more),
    );
    posted.ok::<Done>();
    assert_eq!(told(reply), (2, 0));
    assert!(start.elapsed() >= Duration::from_secs(1));
}
