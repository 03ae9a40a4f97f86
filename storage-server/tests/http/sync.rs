//! `sync`

use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use keys::{Day, SignKey, SpaceId};
use wire::sync::{ReadParams, SyncAnswer, SyncItem, SyncRequest, invent};
use wire::{Problem, ProblemKind, limits};

use crate::app::{App, TODAY};
use crate::region::{EPOCH, Region, entry};

fn read(key: &SignKey, space: SpaceId, day: Day, since: u64) -> SignedRequest {
    SignedRequest::sign(
        key,
        Operation::Read,
        space,
        day,
        ReadParams { since, inbox: None }.to_bytes(),
    )
}

fn request(reads: Vec<SignedRequest>, wait_seconds: u8) -> SyncRequest {
    let mut seed = 100;
    SyncRequest::padded(wait_seconds, reads, limits::SYNC_BYTES_MIN, || {
        seed += 1;
        invent(&[seed; 32], TODAY)
    })
    .unwrap()
}

#[tokio::test]
async fn tells_what_is_new_in_many_spaces() {
    let app = App::start().await;
    let (one, two) = (Region::made(&app, 1).await, Region::made(&app, 2).await);
    Region::appended(
        &two.append(&app, &two.lead, vec![entry("a", 1105), entry("b", 1105)])
            .await,
    );
    let reads = vec![
        read(&one.viewer, one.id, TODAY, 0),
        read(&two.editor, two.id, TODAY - 2, 1),
    ];
    let reply = app.ask(wire::sync::PATH, &request(reads, 25)).await;
    assert_eq!(reply.body.len(), 4096);
    let answer = reply.padded(SyncAnswer::from_padded);
    assert_eq!(answer.items.len(), 8);
    assert_eq!(
        (
            answer.items[0].epoch,
            answer.items[0].last_seq,
            answer.items[0].more
        ),
        (EPOCH, 1, false)
    );
    assert_eq!(answer.items[0].entries[0].entry, one.request().entries[0]);
    let seqs: Vec<u64> = answer.items[1]
        .entries
        .iter()
        .map(|entry| entry.seq)
        .collect();
    assert_eq!(
        (seqs, &answer.items[1].entries[1].entry),
        (vec![2, 3], &entry("b", 1105))
    );
    assert!(
        answer.items[2..]
            .iter()
            .all(|item| *item == SyncItem::nothing_new(0))
    );
}

#[tokio::test]
async fn what_may_not_be_read_looks_like_nothing_new() {
    let app = App::start().await;
    let (one, two) = (Region::made(&app, 1).await, Region::made(&app, 2).await);
    let reads = vec![
        read(&one.viewer, SpaceId([99; 32]), TODAY, 7),
        read(&one.collector, one.id, TODAY, 7),
        read(&two.lead, one.id, TODAY, 7),
        read(&SignKey::from_seed(&[1; 32]), one.id, TODAY, 7),
    ];
    let reply = app.ask(wire::sync::PATH, &request(reads, 0)).await;
    let answer = reply.padded(SyncAnswer::from_padded);
    assert_eq!(answer.items[..4], vec![SyncItem::nothing_new(7); 4]);
    assert_eq!(reply.body.len(), 1024);
}

#[tokio::test]
async fn a_tampered_read_reads_nothing() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let good = encode(&request(vec![read(&region.viewer, region.id, TODAY, 0)], 0));
    // The first byte of the first signature, behind the header and the rest of the first read.
    let place = 1 + 1 + 1 + encode(&read(&region.viewer, region.id, TODAY, 0)).len() - 64;
    let mut bad = good.clone();
    bad[place] ^= 1;
    let answer = |reply: crate::app::Reply| reply.padded(SyncAnswer::from_padded).items[0].last_seq;
    assert_eq!(answer(app.send(wire::sync::PATH, good).await), 1);
    assert_eq!(answer(app.send(wire::sync::PATH, bad).await), 0);
}

#[tokio::test]
async fn one_stale_day_tells_the_server_s() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    for day in [TODAY - 3, TODAY + 3] {
        let reply = app
            .ask(
                wire::sync::PATH,
                &request(vec![read(&region.viewer, region.id, day, 0)], 0),
            )
            .await;
        assert_eq!(
            reply.problem(),
            Problem {
                kind: ProblemKind::Day,
                day: Some(TODAY)
            }
        );
    }
}

#[tokio::test]
async fn only_padded_requests_are_taken() {
    let app = App::start().await;
    for count in [0, 1, 7, 9, 257] {
        let request = SyncRequest {
            wait_seconds: 0,
            reads: vec![invent(&[1; 32], TODAY); count],
            max_bytes: 0,
        };
        app.ask(wire::sync::PATH, &request)
            .await
            .refused(ProblemKind::Malformed);
    }
    let long = SyncRequest {
        wait_seconds: 26,
        ..request(vec![], 0)
    };
    app.ask(wire::sync::PATH, &long)
        .await
        .refused(ProblemKind::Malformed);
}

#[tokio::test]
async fn large_logs_come_in_pieces_of_padded_size() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let names: Vec<String> = (0..12).map(|n| n.to_string()).collect();
    for pair in names.chunks(2) {
        let entries = pair
            .iter()
            .map(|name| entry(name, limits::ENTRY_MAX))
            .collect();
        Region::appended(&region.append(&app, &region.lead, entries).await);
    }
    let (mut since, mut rounds) = (0, 0);
    loop {
        let reply = app
            .ask(
                wire::sync::PATH,
                &region.sync(&app, &region.viewer, since, 0),
            )
            .await;
        assert!(reply.body.len().is_multiple_of(64 * 1024) || reply.body.len() < 256 * 1024);
        let answer = reply.padded(SyncAnswer::from_padded);
        let item = &answer.items[0];
        assert!(
            item.entries
                .iter()
                .map(|entry| entry.seq)
                .eq(since + 1..=since + item.entries.len() as u64)
        );
        since += item.entries.len() as u64;
        rounds += 1;
        if !item.more {
            break;
        }
    }
    assert_eq!(since, 13);
    assert!(rounds > 3);
}

#[tokio::test]
async fn an_append_wakes_who_waits() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let asked = region.sync(&app, &region.viewer, 1, 25);
    let waiting = app.ask(wire::sync::PATH, &asked);
    let appending = region.append(&app, &region.lead, vec![entry("a", 1105)]);
    let (reply, appended) = tokio::join!(waiting, appending);
    assert_eq!(Region::appended(&appended), 2);
    assert_eq!(
        reply.padded(SyncAnswer::from_padded).items[0].entries[0].seq,
        2
    );
}

#[tokio::test]
async fn nobody_waits_for_spaces_that_are_not_theirs() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    // Would take 25 seconds if it waited.
    let start = std::time::Instant::now();
    app.ask(
        wire::sync::PATH,
        &region.sync(&app, &region.collector, 0, 25),
    )
    .await;
    assert!(start.elapsed() < std::time::Duration::from_secs(10));
}

#[tokio::test]
async fn stopping_answers_who_waits() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let App {
        running,
        http,
        day: _,
        directory: _directory,
    } = app;
    let url = format!("http://{}/v1/sync", running.address);
    let reads = vec![read(&region.viewer, region.id, TODAY, 1)];
    let sending = http
        .post(url)
        .header("content-type", wire::CBOR)
        .body(encode(&request(reads, 25)))
        .send();
    let waiting = tokio::spawn(sending);
    // The request is on its way before the server is told to stop, or it is refused: both end at once.
    let stopping = tokio::task::spawn_blocking(move || {
        let start = std::time::Instant::now();
        running.stop().unwrap();
        start.elapsed()
    });
    assert!(stopping.await.unwrap() < std::time::Duration::from_secs(10));
    if let Ok(response) = waiting.await.unwrap() {
        let body = response.bytes().await.unwrap();
        assert_eq!(SyncAnswer::from_padded(&body).unwrap().items[0].last_seq, 1);
    }
}
