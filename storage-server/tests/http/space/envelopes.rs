//! `space/envelopes`

use std::time::{Duration, Instant};

use keys::request::Operation;
use keys::{SpaceId, sha256};
use wire::space::{Appended, EnvelopesAnswer, EnvelopesRequest, ManageParams};
use wire::{Blob, ProblemKind};

use crate::app::App;
use crate::region::{EPOCH, Region, entry};

#[tokio::test]
async fn an_unknown_space_is_not_found() {
    let app = App::start().await;
    let asked = EnvelopesRequest {
        space: SpaceId([9; 32]),
        known: None,
        wait_seconds: 0,
    };
    app.ask(wire::space::ENVELOPES, &asked)
        .await
        .refused(ProblemKind::Unknown);
    let asked = EnvelopesRequest {
        known: Some(sha256(&[b"x"])),
        wait_seconds: 25,
        ..asked
    };
    app.ask(wire::space::ENVELOPES, &asked)
        .await
        .refused(ProblemKind::Unknown);
    let asked = EnvelopesRequest {
        wait_seconds: 26,
        ..asked
    };
    app.ask(wire::space::ENVELOPES, &asked)
        .await
        .refused(ProblemKind::Malformed);
}

#[tokio::test]
async fn waits_for_the_block_to_change_and_for_nothing_else() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let old = sha256(&[&region.request().block.0]);
    let asked = EnvelopesRequest {
        space: region.id,
        known: Some(old),
        wait_seconds: 25,
    };
    let waiting = app.ask(wire::space::ENVELOPES, &asked);
    let changing = async {
        Region::appended(
            &region
                .append(&app, &region.lead, vec![entry("a", 1105)])
                .await,
        );
        let params = ManageParams {
            epoch: EPOCH,
            previous: old,
            block: Blob(vec![8; 100]),
            capabilities: region.request().capabilities,
            entries: vec![],
            card: None,
        };
        app.ask(
            wire::space::MANAGE,
            &app.sign(&region.lead, Operation::Manage, region.id, &params),
        )
        .await
        .ok::<Appended>()
    };
    let (answer, _) = tokio::join!(waiting, changing);
    assert_eq!(answer.ok::<EnvelopesAnswer>().block, Blob(vec![8; 100]));
    // Known no more: at once.
    assert_eq!(
        app.ask(wire::space::ENVELOPES, &asked)
            .await
            .ok::<EnvelopesAnswer>()
            .block,
        Blob(vec![8; 100])
    );
}

#[tokio::test]
async fn the_wait_ends_in_time() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let block = region.request().block;
    let asked = EnvelopesRequest {
        space: region.id,
        known: Some(sha256(&[&block.0])),
        wait_seconds: 1,
    };
    let start = Instant::now();
    assert_eq!(
        app.ask(wire::space::ENVELOPES, &asked)
            .await
            .ok::<EnvelopesAnswer>()
            .block,
        block
    );
    assert!(start.elapsed() >= Duration::from_secs(1));
}
