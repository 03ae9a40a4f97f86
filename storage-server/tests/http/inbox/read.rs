//! `inbox/read`

use keys::SpaceId;
use wire::{Done, ProblemKind, limits};

use super::{answer, blobs, id, post, read};
use crate::app::App;
use crate::region::{Region, entry};

#[tokio::test]
async fn answers_in_the_order_of_ids_and_in_size_classes() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let empty = read(&app, &region, &region.viewer, None).await;
    assert_eq!((answer(&empty).blobs.len(), empty.body.len()), (0, 1024));
    let mut all = blobs(5);
    for blob in &all {
        post(&app, &region, &region.collector, vec![blob.clone()])
            .await
            .ok::<Done>();
    }
    all.sort_by_key(id);
    for key in [&region.viewer, &region.editor, &region.lead] {
        let reply = read(&app, &region, key, None).await;
        assert_eq!(reply.body.len(), 6 * 1024);
        assert_eq!(answer(&reply).blobs, all);
    }
    let rest = read(&app, &region, &region.viewer, Some(id(&all[1]))).await;
    assert_eq!(
        (&answer(&rest).blobs[..], rest.body.len()),
        (&all[2..], 4096)
    );
}

#[tokio::test]
async fn much_comes_in_pieces() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    for n in 0..31 {
        let large = vec![entry(&n.to_string(), limits::INBOX_BLOB_MAX)];
        post(&app, &region, &region.collector, large)
            .await
            .ok::<Done>();
    }
    let (mut after, mut counts) = (None, vec![]);
    loop {
        let reply = read(&app, &region, &region.viewer, after).await;
        assert!(reply.body.len() <= limits::INBOX_READ_BYTES + 256 * 1024);
        let found = answer(&reply);
        counts.push(found.blobs.len());
        after = found.blobs.last().map(id);
        if !found.more {
            break;
        }
    }
    assert_eq!(counts, [15, 15, 1]);
}

#[tokio::test]
async fn is_for_readers_only() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    let nowhere = Region {
        id: SpaceId([99; 32]),
        ..Region::new(1)
    };
    let collector = read(&app, &region, &region.collector, None).await;
    collector.refused(ProblemKind::Refused);
    let stranger = read(&app, &region, &Region::new(9).viewer, None).await;
    let nowhere = read(&app, &nowhere, &nowhere.viewer, None).await;
    for reply in [stranger, nowhere] {
        assert_eq!(
            (reply.status, &reply.body),
            (collector.status, &collector.body)
        );
    }
}
