//! `mailbox/post`

use wire::{Done, ProblemKind, limits};

use super::{create, post};
use crate::app::App;
use crate::region::Region;

#[tokio::test]
async fn takes_one_post() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    post(&app, vec![1; 100]).await.refused(ProblemKind::Unknown);
    create(&app, &region, &region.lead).await.ok::<Done>();
    post(&app, vec![]).await.refused(ProblemKind::Malformed);
    post(&app, vec![1; limits::POST_MAX + 1])
        .await
        .refused(ProblemKind::TooLarge);
    for _ in 0..2 {
        post(&app, vec![1; limits::POST_MAX]).await.ok::<Done>();
    }
    post(&app, vec![2; limits::POST_MAX])
        .await
        .refused(ProblemKind::Changed);
}
