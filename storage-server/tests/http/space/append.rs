//! `space/append`

use keys::SpaceId;
use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use wire::space::AppendParams;
use wire::{Blob, Problem, ProblemKind, limits};

use crate::app::{App, TODAY};
use crate::region::{EPOCH, Region, entry};

#[tokio::test]
async fn appends_and_answers_a_repeat_the_same() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let batch = vec![entry("a", 1105), entry("b", 1105)];
    assert_eq!(
        Region::appended(&region.append(&app, &region.editor, batch.clone()).await),
        2
    );
    assert_eq!(
        Region::appended(
            &region
                .append(&app, &region.lead, vec![entry("c", 1105)])
                .await
        ),
        4
    );
    assert_eq!(
        Region::appended(&region.append(&app, &region.editor, batch).await),
        2
    );
    let changed = Blob([entry("a", 1105).0, vec![0]].concat());
    region
        .append(&app, &region.editor, vec![changed])
        .await
        .refused(ProblemKind::Changed);
    region
        .append(
            &app,
            &region.editor,
            vec![entry("a", 1105), entry("d", 1105)],
        )
        .await
        .refused(ProblemKind::Changed);
    assert_eq!(
        region.read(&app, &region.viewer, 0).await.items[0].last_seq,
        4
    );
}

#[tokio::test]
async fn a_replay_adds_nothing() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let params = AppendParams {
        epoch: EPOCH,
        entries: vec![entry("a", 1105)],
    };
    let recorded = encode(&app.sign(&region.lead, Operation::Append, region.id, &params));
    for _ in 0..3 {
        assert_eq!(
            Region::appended(&app.send(wire::space::APPEND, recorded.clone()).await),
            2
        );
    }
    app.day
        .store(TODAY + 3, std::sync::atomic::Ordering::Relaxed);
    let problem = app.send(wire::space::APPEND, recorded).await.problem();
    assert_eq!(
        problem,
        Problem {
            kind: ProblemKind::Day,
            day: Some(TODAY + 3)
        }
    );
    assert_eq!(
        region.read(&app, &region.viewer, 0).await.items[0].last_seq,
        2
    );
}

#[tokio::test]
async fn every_part_is_under_the_signature() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let other = Region::made(&app, 2).await;
    let params = AppendParams {
        epoch: EPOCH,
        entries: vec![entry("a", 200)],
    };
    let good = encode(&app.sign(&region.lead, Operation::Append, region.id, &params));
    let stored = app.stored();
    for place in 0..good.len() {
        let mut bad = good.clone();
        bad[place] ^= 1;
        let problem = app.send(wire::space::APPEND, bad).await.problem();
        assert!(
            matches!(problem.kind, ProblemKind::Refused | ProblemKind::Malformed),
            "byte {place}: {problem:?}"
        );
    }
    // A request for one space, operation or endpoint is none for another.
    app.ask(
        wire::space::APPEND,
        &app.sign(&region.lead, Operation::Append, other.id, &params),
    )
    .await
    .refused(ProblemKind::Refused);
    app.ask(
        wire::space::APPEND,
        &app.sign(&region.lead, Operation::Manage, region.id, &params),
    )
    .await
    .refused(ProblemKind::Refused);
    app.send(wire::space::MANAGE, good.clone())
        .await
        .refused(ProblemKind::Refused);
    app.send(wire::mailbox::CREATE, good)
        .await
        .refused(ProblemKind::Refused);
    assert_eq!(app.stored(), stored);
}

#[tokio::test]
async fn the_right_the_space_and_the_epoch_are_needed() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let one = || vec![entry("a", 1105)];
    let viewer = region.append(&app, &region.viewer, one()).await;
    let collector = region.append(&app, &region.collector, one()).await;
    let stranger = region.append(&app, &Region::new(9).lead, one()).await;
    let nowhere = Region {
        id: SpaceId([99; 32]),
        ..Region::new(1)
    };
    let nowhere = nowhere.append(&app, &nowhere.lead, one()).await;
    viewer.refused(ProblemKind::Refused);
    // Which of them is wrong isn't told.
    for reply in [collector, stranger, nowhere] {
        assert_eq!((reply.status, &reply.body), (viewer.status, &viewer.body));
    }
    let params = AppendParams {
        epoch: EPOCH + 1,
        entries: one(),
    };
    app.ask(
        wire::space::APPEND,
        &app.sign(&region.lead, Operation::Append, region.id, &params),
    )
    .await
    .refused(ProblemKind::Changed);
    assert_eq!(
        region.read(&app, &region.viewer, 0).await.items[0].last_seq,
        1
    );
}

#[tokio::test]
async fn two_days_of_clock_error_are_fine_and_three_are_not() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    for (day, accepted) in [
        (TODAY - 2, true),
        (TODAY + 2, true),
        (TODAY - 3, false),
        (TODAY + 3, false),
        (0, false),
        (u16::MAX, false),
    ] {
        let params = AppendParams {
            epoch: EPOCH,
            entries: vec![entry(&day.to_string(), 1105)],
        };
        let signed = SignedRequest::sign(
            &region.lead,
            Operation::Append,
            region.id,
            day,
            encode(&params),
        );
        let reply = app.ask(wire::space::APPEND, &signed).await;
        if accepted {
            Region::appended(&reply);
        } else {
            assert_eq!(
                reply.problem(),
                Problem {
                    kind: ProblemKind::Day,
                    day: Some(TODAY)
                }
            );
        }
    }
}

#[tokio::test]
async fn limits_hold_and_nothing_is_stored() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let stored = app.stored();
    region
        .append(&app, &region.lead, vec![entry("a", limits::ENTRY_MAX + 1)])
        .await
        .refused(ProblemKind::TooLarge);
    let many = (0..=limits::ENTRIES_MAX)
        .map(|n| entry(&n.to_string(), 100))
        .collect();
    region
        .append(&app, &region.lead, many)
        .await
        .refused(ProblemKind::TooLarge);
    region
        .append(&app, &region.lead, vec![])
        .await
        .refused(ProblemKind::Malformed);
    region
        .append(&app, &region.lead, vec![entry("a", limits::ENTRY_MIN - 1)])
        .await
        .refused(ProblemKind::Malformed);
    region
        .append(&app, &region.lead, vec![entry("a", 100), entry("a", 100)])
        .await
        .refused(ProblemKind::Malformed);
    assert_eq!(app.stored(), stored);
    Region::appended(
        &region
            .append(&app, &region.lead, vec![entry("a", limits::ENTRY_MAX)])
            .await,
    );
}

#[tokio::test]
async fn many_at_once_get_seqs_without_gaps() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let appends =
        (0..100).map(|n| region.append(&app, &region.lead, vec![entry(&n.to_string(), 300)]));
    let mut seqs: Vec<u64> = futures::future::join_all(appends)
        .await
        .iter()
        .map(Region::appended)
        .collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (2..102).collect::<Vec<u64>>());
}
