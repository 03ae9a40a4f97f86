//! `space/manage`

use keys::request::Operation;
use keys::{SignKey, sha256};
use wire::space::{Appended, EnvelopesAnswer, EnvelopesRequest, ManageParams};
use wire::{Blob, Capability, ProblemKind, Rights, limits};

use crate::app::{App, Reply};
use crate::region::{EPOCH, Region, entry};

fn change(region: &Region, fill: u8) -> ManageParams {
    ManageParams {
        epoch: EPOCH,
        previous: sha256(&[&region.request().block.0]),
        block: Blob(vec![fill; 12 * limits::SLOT_LEN]),
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: region.lead.public(),
        }],
        entries: vec![entry(&format!("grant {fill}"), 1105)],
        card: None,
    }
}

async fn manage(app: &App, region: &Region, key: &SignKey, params: &ManageParams) -> Reply {
    app.ask(
        wire::space::MANAGE,
        &app.sign(key, Operation::Manage, region.id, params),
    )
    .await
}

#[tokio::test]
async fn swaps_block_and_capabilities_if_nobody_was_faster() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let (first, second) = (change(&region, 8), change(&region, 9));
    for _ in 0..2 {
        assert_eq!(
            manage(&app, &region, &region.lead, &first)
                .await
                .ok::<Appended>()
                .first_seq,
            2
        );
    }
    manage(&app, &region, &region.lead, &second)
        .await
        .refused(ProblemKind::Changed);
    let asked = EnvelopesRequest {
        space: region.id,
        known: None,
        wait_seconds: 0,
    };
    let answer = app
        .ask(wire::space::ENVELOPES, &asked)
        .await
        .ok::<EnvelopesAnswer>();
    assert_eq!(answer.block, first.block);
    // Who isn't in the new set is out at once, and sees what a stranger sees.
    region
        .append(&app, &region.editor, vec![entry("late", 1105)])
        .await
        .refused(ProblemKind::Refused);
    assert_eq!(
        region.read(&app, &region.viewer, 0).await.items[0].last_seq,
        0
    );
    assert_eq!(
        region.read(&app, &region.lead, 0).await.items[0].last_seq,
        2
    );
}

#[tokio::test]
async fn a_repeat_is_answered_even_to_who_took_its_own_right_away() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let next = Capability {
        rights: Rights::LEAD,
        key: region.editor.public(),
    };
    let params = ManageParams {
        capabilities: vec![next],
        ..change(&region, 8)
    };
    for _ in 0..2 {
        assert_eq!(
            manage(&app, &region, &region.lead, &params)
                .await
                .ok::<Appended>()
                .first_seq,
            2
        );
    }
}

#[tokio::test]
async fn needs_the_right_and_sense() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let stored = app.stored();
    let good = change(&region, 8);
    for key in [
        &region.editor,
        &region.viewer,
        &region.collector,
        &Region::new(9).lead,
    ] {
        manage(&app, &region, key, &good)
            .await
            .refused(ProblemKind::Refused);
    }
    for (bad, kind) in [
        (
            ManageParams {
                epoch: EPOCH + 1,
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
        (
            ManageParams {
                previous: sha256(&[b"another"]),
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
        (
            ManageParams {
                entries: region.request().entries,
                ..good.clone()
            },
            ProblemKind::Changed,
        ),
        (
            ManageParams {
                capabilities: vec![],
                ..good.clone()
            },
            ProblemKind::Malformed,
        ),
        (
            ManageParams {
                block: Blob(vec![0; limits::BLOCK_MAX + 1]),
                ..good.clone()
            },
            ProblemKind::TooLarge,
        ),
    ] {
        manage(&app, &region, &region.lead, &bad)
            .await
            .refused(kind);
    }
    assert_eq!(app.stored(), stored);
    manage(&app, &region, &region.lead, &good)
        .await
        .ok::<Appended>();
}

#[tokio::test]
async fn what_was_replaced_is_in_no_file() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let needle = [4; 256];
    assert!(app.on_disk(&needle));
    manage(&app, &region, &region.lead, &change(&region, 8))
        .await
        .ok::<Appended>();
    assert!(!app.on_disk(&needle));
}
