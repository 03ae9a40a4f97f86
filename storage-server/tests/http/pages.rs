//! `pages/…`

use keys::request::{Operation, SignedRequest};
use keys::{Nonce, SignKey};
use wire::pages::{
    KeepPagesParams, PagesAnswer, PagesAnswers, PutPagesParams, ReadPagesParams, ReadPagesRequest,
};
use wire::{Blob, CBOR_SEQUENCE, Done, ProblemKind, limits};

use crate::app::{App, Reply};
use crate::region::{EPOCH, Region, entry};

const SET: Nonce = Nonce([7; 16]);

fn part(count: u32, first: u32, pages: Vec<Blob>) -> PutPagesParams {
    PutPagesParams {
        epoch: EPOCH,
        set: SET,
        count,
        first,
        pages,
    }
}

async fn put(app: &App, region: &Region, key: &SignKey, params: &PutPagesParams) -> Reply {
    let request = app.sign(key, Operation::PagesPut, region.id, params);
    app.ask(wire::pages::PUT, &request).await
}

async fn keep(app: &App, region: &Region, key: &SignKey) -> Reply {
    let params = KeepPagesParams {
        epoch: EPOCH,
        set: SET,
        previous: None,
    };
    let request = app.sign(key, Operation::PagesKeep, region.id, &params);
    app.ask(wire::pages::KEEP, &request).await
}

async fn read(app: &App, region: &Region, key: &SignKey) -> Reply {
    let params = ReadPagesParams {
        after: 0,
        set: None,
    };
    let read = app.sign(key, Operation::PagesRead, region.id, &params);
    ask(app, vec![read]).await
}

async fn ask(app: &App, reads: Vec<SignedRequest>) -> Reply {
    let invent = || wire::pages::invent(&[1; 32], app.today());
    let request = ReadPagesRequest::padded(reads, invent).unwrap();
    app.ask(wire::pages::READ, &request).await
}

/// What is said of the space that was asked for first.
fn first(reply: &Reply) -> PagesAnswer {
    assert_eq!((reply.status, reply.media.as_str()), (200, CBOR_SEQUENCE));
    let answers = PagesAnswers::from_padded(&reply.body).unwrap();
    assert_eq!(answers.items.len(), limits::SYNC_READS[0]);
    let (first, invented) = answers.items.split_first().unwrap();
    assert!(invented.iter().all(|item| *item == PagesAnswer::nothing()));
    first.clone()
}

#[tokio::test]
async fn are_put_aside_kept_and_read_in_size_classes() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let nothing = read(&app, &region, &region.viewer).await;
    assert_eq!(nothing.body.len(), 1024);
    let pages: Vec<Blob> = (0..3)
        .map(|n| entry(&format!("page {n}"), 8 * 1024 + limits::SEAL_OVERHEAD))
        .collect();
    let (one, rest) = pages.split_at(1);
    for params in [part(3, 1, one.to_vec()), part(3, 2, rest.to_vec())] {
        put(&app, &region, &region.editor, &params)
            .await
            .ok::<Done>();
    }
    keep(&app, &region, &region.editor).await.ok::<Done>();
    for key in [&region.viewer, &region.editor, &region.lead] {
        let reply = read(&app, &region, key).await;
        assert_eq!(reply.body.len(), 28 * 1024);
        let answer = first(&reply);
        assert_eq!((answer.set, answer.count), (Some(SET), 3));
        assert_eq!(answer.pages, pages);
    }
}

#[tokio::test]
async fn are_for_those_with_the_right() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let params = part(1, 1, vec![entry("page", 200)]);
    for key in [&region.viewer, &region.collector, &Region::new(9).editor] {
        let refused = ProblemKind::Refused;
        put(&app, &region, key, &params).await.refused(refused);
        keep(&app, &region, key).await.refused(refused);
    }
    for key in [&region.collector, &Region::new(9).viewer] {
        let reply = read(&app, &region, key).await;
        assert_eq!(first(&reply), PagesAnswer::nothing());
    }
}

#[tokio::test]
async fn that_make_no_sense_are_refused() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let page = || vec![entry("page", 200)];
    let most = u32::try_from(limits::PAGES_MAX).unwrap();
    let small = limits::ENTRY_MIN - 1;
    let large = vec![entry("page", limits::ENTRY_MAX + 1)];
    for (params, kind) in [
        (part(1, 1, vec![]), ProblemKind::Malformed),
        (part(0, 1, page()), ProblemKind::Malformed),
        (part(1, 0, page()), ProblemKind::Malformed),
        (part(1, 2, page()), ProblemKind::Malformed),
        (
            part(1, 1, vec![entry("page", small)]),
            ProblemKind::Malformed,
        ),
        (part(1, 1, large), ProblemKind::TooLarge),
        (part(most + 1, 1, page()), ProblemKind::TooLarge),
    ] {
        let reply = put(&app, &region, &region.editor, &params).await;
        reply.refused(kind);
    }
    keep(&app, &region, &region.editor)
        .await
        .refused(ProblemKind::Changed);
}
