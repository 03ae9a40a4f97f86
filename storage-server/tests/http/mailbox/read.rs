//! `mailbox/read`

use wire::mailbox::MailboxAnswer;
use wire::{Done, ProblemKind};

use super::{create, post, read};
use crate::app::App;
use crate::region::Region;

#[tokio::test]
async fn waits_for_the_post() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    create(&app, &region, &region.lead).await.ok::<Done>();
    let (reply, posted) = tokio::join!(read(&app, 25), post(&app, vec![1, 2, 3]));
    posted.ok::<Done>();
    assert_eq!(reply.ok::<MailboxAnswer>().post, Some(vec![1, 2, 3].into()));
    assert_eq!(
        read(&app, 25).await.ok::<MailboxAnswer>().post,
        Some(vec![1, 2, 3].into())
    );
    read(&app, 26).await.refused(ProblemKind::Malformed);
}

#[tokio::test]
async fn an_unknown_mailbox_is_not_waited_for() {
    let app = App::start().await;
    read(&app, 25).await.refused(ProblemKind::Unknown);
}
