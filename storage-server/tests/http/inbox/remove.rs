//! `inbox/remove`

use keys::BlobId;
use wire::{Done, ProblemKind, limits};

use super::{answer, blobs, id, post, read, remove};
use crate::app::App;
use crate::region::{Region, entry};

#[tokio::test]
async fn what_is_removed_is_in_no_file() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let filled = |name: &str, len, fill| {
        let mut blob = entry(name, len);
        blob.0[33..].fill(fill);
        blob
    };
    let all = vec![
        filled("small", limits::INBOX_BLOB_MIN, 0xe1),
        filled("large", limits::INBOX_BLOB_MAX, 0xe2),
        filled("left", limits::INBOX_BLOB_MIN, 0xe3),
    ];
    let ids: Vec<BlobId> = all.iter().map(id).collect();
    post(&app, &region, &region.collector, all)
        .await
        .ok::<Done>();
    for fill in [0xe1, 0xe2, 0xe3] {
        assert!(app.on_disk(&[fill; 64]), "{fill}");
    }
    let taken = [&ids[..2], &[BlobId([7; 32])]].concat();
    for _ in 0..2 {
        remove(&app, &region, &region.editor, taken.clone())
            .await
            .ok::<Done>();
        let found = [0xe1, 0xe2, 0xe3].map(|fill| app.on_disk(&[fill; 64]));
        assert_eq!(found, [false, false, true]);
    }
    let left = answer(&read(&app, &region, &region.viewer, None).await);
    assert_eq!(left.blobs.iter().map(id).collect::<Vec<_>>(), ids[2..]);
    // The id stays, so that nobody posts it again.
    assert!(app.on_disk(&ids[0].0));
}

#[tokio::test]
async fn needs_the_right_and_sense() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    post(&app, &region, &region.collector, blobs(2))
        .await
        .ok::<Done>();
    let ids: Vec<BlobId> = blobs(2).iter().map(id).collect();
    for key in [&region.viewer, &region.collector, &Region::new(9).lead] {
        remove(&app, &region, key, ids.clone())
            .await
            .refused(ProblemKind::Refused);
    }
    remove(&app, &region, &region.lead, vec![])
        .await
        .refused(ProblemKind::Malformed);
    let most = limits::INBOX_REMOVE_MAX;
    remove(&app, &region, &region.lead, vec![ids[0]; most + 1])
        .await
        .refused(ProblemKind::TooLarge);
    remove(&app, &region, &region.lead, vec![ids[0]; most])
        .await
        .ok::<Done>();
    let left = answer(&read(&app, &region, &region.viewer, None).await);
    assert_eq!(left.blobs.len(), 1);
}
