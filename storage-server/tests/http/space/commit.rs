//! `space/commit`

use keys::request::Operation;
use keys::{BlobId, LOG_PAGE, Nonce, SignKey, sha256};
use wire::inbox::{PostParams, RemoveParams};
use wire::space::{
    Appended, CommitParams, EnvelopesAnswer, EnvelopesRequest, ManageParams, ResumeParams,
};
use wire::sync::{SyncAnswer, SyncItem};
use wire::{Blob, Capability, Done, ProblemKind, Rights, limits};

use super::stage::{page, part, stage};
use crate::app::{App, Reply};
use crate::region::{EPOCH, Region, entry};

/// Who leads the next epoch of region 1.
fn next() -> SignKey {
    SignKey::from_seed(&[77; 32])
}

/// Of staging 1, over the block of a region just made.
fn next_epoch(region: &Region, next_seq: u64) -> CommitParams {
    CommitParams {
        epoch: EPOCH,
        staging: Nonce([1; 16]),
        previous: sha256(&[&region.request().block.0]),
        next_seq,
        card: Blob(vec![0xc1; 1200]),
        block: Blob(vec![0xc2; 12 * limits::SLOT_LEN]),
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: next().public(),
        }],
        entries: vec![entry("rotate", 1105)],
    }
}

async fn commit(app: &App, region: &Region, key: &SignKey, params: &CommitParams) -> Reply {
    app.ask(
        wire::space::COMMIT,
        &app.sign(key, Operation::Commit, region.id, params),
    )
    .await
}

/// With one entry more than the first, each staged in a page of its own.
async fn staged(app: &App) -> Region {
    let region = Region::made(app, 1).await;
    let junk = vec![entry("junk", 2000)];
    Region::appended(&region.append(app, &region.editor, junk).await);
    let entries = vec![page("found again", 1105), page("tomb", 4177)];
    stage(app, &region, &region.lead, &part(1, 1, entries))
        .await
        .ok::<Done>();
    region
}

#[tokio::test]
async fn begins_the_next_epoch_for_those_it_names() {
    let app = App::start().await;
    let region = staged(&app).await;
    let params = next_epoch(&region, 3);
    for _ in 0..2 {
        let reply = commit(&app, &region, &region.lead, &params).await;
        assert_eq!(reply.ok::<Appended>().first_seq, 3);
    }
    let asked = EnvelopesRequest {
        space: region.id,
        known: None,
        wait_seconds: 0,
    };
    let answer = app
        .ask(wire::space::ENVELOPES, &asked)
        .await
        .ok::<EnvelopesAnswer>();
    assert_eq!(
        (answer.epoch, answer.card, answer.block),
        (EPOCH + 1, params.card, params.block)
    );
    // Old capabilities see what a stranger sees.
    for old in [&region.lead, &region.editor, &region.viewer] {
        let answer = region.read(&app, old, 1).await;
        assert_eq!(answer.items[0], SyncItem::nothing_new(1));
        region
            .append(&app, old, vec![entry("late", 1105)])
            .await
            .refused(ProblemKind::Refused);
    }
    let item = region.read(&app, &next(), 0).await.items.remove(0);
    let entries: Vec<Blob> = item.entries.into_iter().map(|entry| entry.entry).collect();
    assert_eq!((item.epoch, item.last_seq), (EPOCH + 1, 3));
    assert_eq!(
        entries,
        [
            page("found again", 1105),
            page("tomb", 4177),
            entry("rotate", 1105)
        ]
    );
}

#[tokio::test]
async fn needs_the_right_and_sense() {
    let app = App::start().await;
    let region = staged(&app).await;
    let stored = app.stored();
    let good = next_epoch(&region, 3);
    for key in [
        &region.editor,
        &region.viewer,
        &region.collector,
        &Region::new(9).lead,
    ] {
        commit(&app, &region, key, &good)
            .await
            .refused(ProblemKind::Refused);
    }
    let with = |entries| CommitParams {
        entries,
        ..good.clone()
    };
    let viewer = Capability {
        rights: Rights::VIEWER,
        key: next().public(),
    };
    for (bad, kind) in [
        (with(vec![]), ProblemKind::Malformed),
        (with(vec![page("page", 1105)]), ProblemKind::Malformed),
        (
            with(vec![entry("large", limits::ENTRY_MAX + 1)]),
            ProblemKind::TooLarge,
        ),
        (
            CommitParams {
                capabilities: vec![viewer],
                ..good.clone()
            },
            ProblemKind::Malformed,
        ),
        (
            CommitParams {
                card: Blob(vec![0; limits::CARD_MAX + 1]),
                ..good.clone()
            },
            ProblemKind::TooLarge,
        ),
        (
            CommitParams {
                block: Blob(vec![0; limits::BLOCK_MAX + 1]),
                ..good.clone()
            },
            ProblemKind::TooLarge,
        ),
        (
            CommitParams {
                epoch: EPOCH + 1,
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
        (
            CommitParams {
                previous: sha256(&[b"another"]),
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
        (
            CommitParams {
                next_seq: 4,
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
        (
            CommitParams {
                staging: Nonce([2; 16]),
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
        (with(region.request().entries), ProblemKind::Changed),
    ] {
        commit(&app, &region, &region.lead, &bad)
            .await
            .refused(kind);
        // The same form is asked of whoever goes on after a restore.
        if matches!(kind, ProblemKind::Malformed | ProblemKind::TooLarge) {
            let params = ResumeParams {
                commit: bad,
                next_epoch: EPOCH + 9,
            };
            let resume = app.sign(&region.lead, Operation::Resume, region.id, &params);
            app.ask(wire::space::RESUME, &resume).await.refused(kind);
        }
    }
    let change = ManageParams {
        epoch: EPOCH,
        previous: good.previous,
        block: good.block.clone(),
        capabilities: good.capabilities.clone(),
        entries: vec![page("page", 1105)],
        card: None,
    };
    let signed = app.sign(&region.lead, Operation::Manage, region.id, &change);
    app.ask(wire::space::MANAGE, &signed)
        .await
        .refused(ProblemKind::Malformed);
    assert_eq!(app.stored(), stored);
    commit(&app, &region, &region.lead, &good)
        .await
        .ok::<Appended>();
}

#[tokio::test]
async fn wakes_who_waits() {
    let app = App::start().await;
    let region = staged(&app).await;
    // The viewer stays in the next epoch.
    let mut params = next_epoch(&region, 3);
    params.capabilities.push(Capability {
        rights: Rights::VIEWER,
        key: region.viewer.public(),
    });
    let asked = region.sync(&app, &region.viewer, 2, 25);
    let envelopes = EnvelopesRequest {
        space: region.id,
        known: Some(params.previous),
        wait_seconds: 25,
    };
    // Without a bell both would be answered after 25 seconds.
    let start = std::time::Instant::now();
    let (reply, answer, committed) = tokio::join!(
        app.ask(wire::sync::PATH, &asked),
        app.ask(wire::space::ENVELOPES, &envelopes),
        commit(&app, &region, &region.lead, &params),
    );
    assert!(start.elapsed() < std::time::Duration::from_secs(10));
    committed.ok::<Appended>();
    let item = &reply.padded(SyncAnswer::from_padded).items[0];
    assert_eq!((item.epoch, item.entries[0].seq), (EPOCH + 1, 3));
    assert_eq!(answer.ok::<EnvelopesAnswer>().epoch, EPOCH + 1);
}

#[tokio::test]
async fn waits_until_the_inbox_is_empty() {
    let app = App::start().await;
    let region = staged(&app).await;
    let params = next_epoch(&region, 3);
    let posted = PostParams {
        epoch: EPOCH,
        blobs: vec![entry("posted", limits::INBOX_BLOB_MIN)],
    };
    let signed = app.sign(&region.collector, Operation::Post, region.id, &posted);
    app.ask(wire::inbox::POST, &signed).await.ok::<Done>();
    commit(&app, &region, &region.lead, &params)
        .await
        .refused(ProblemKind::Changed);
    let ids = vec![BlobId(sha256(&[b"posted"]).0)];
    let removed = RemoveParams { ids };
    let signed = app.sign(&region.lead, Operation::InboxRemove, region.id, &removed);
    app.ask(wire::inbox::REMOVE, &signed).await.ok::<Done>();
    commit(&app, &region, &region.lead, &params)
        .await
        .ok::<Appended>();
}

#[tokio::test]
async fn what_was_is_in_no_file() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let filled = |name: &str, len, fill| {
        let mut entry = entry(name, len);
        entry.0[33..].fill(fill);
        entry
    };
    let old = vec![
        filled("old, small", 90, 0xe1),
        filled("old, large", 200_000, 0xe2),
    ];
    Region::appended(&region.append(&app, &region.lead, old.clone()).await);
    let new = vec![
        page("found again", 1105),
        Blob([&[LOG_PAGE], &filled("new", 90, 0xe5).0[..]].concat()),
        page("tomb", 4177),
    ];
    stage(&app, &region, &region.lead, &part(1, 1, new))
        .await
        .ok::<Done>();
    // Card and block of the old epoch too.
    let needles = [vec![0xe1; 57], vec![0xe2; 512], vec![3; 512], vec![4; 512]];
    for needle in &needles {
        assert!(app.on_disk(needle), "{}", needle[0]);
    }
    commit(&app, &region, &region.lead, &next_epoch(&region, 4))
        .await
        .ok::<Appended>();
    for needle in &needles {
        assert!(!app.on_disk(needle), "{}", needle[0]);
    }
    assert!(app.on_disk(&[0xe5; 57]) && app.on_disk(&old[1].0[1..33]));
}
