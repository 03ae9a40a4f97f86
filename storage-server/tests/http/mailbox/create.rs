//! `mailbox/create`

use wire::mailbox::MailboxAnswer;
use wire::{Done, ProblemKind, limits};

use super::{create, read};
use crate::app::{App, TODAY};
use crate::region::Region;

#[tokio::test]
async fn leads_open_mailboxes() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    for key in [&region.editor, &region.viewer, &region.collector] {
        create(&app, &region, key)
            .await
            .refused(ProblemKind::Refused);
    }
    read(&app, 0).await.refused(ProblemKind::Unknown);
    for _ in 0..2 {
        create(&app, &region, &region.lead).await.ok::<Done>();
    }
    assert_eq!(read(&app, 0).await.ok::<MailboxAnswer>().post, None);
    let other = Region::made(&app, 2).await;
    create(&app, &other, &other.lead)
        .await
        .refused(ProblemKind::Taken);
}

#[tokio::test]
async fn a_week_later_a_start_removes_them() {
    let app = App::start().await;
    let region = Region::made(&app, 1).await;
    create(&app, &region, &region.lead).await.ok::<Done>();
    let app = app.restart(TODAY + limits::MAILBOX_DAYS - 1).await;
    assert_eq!(read(&app, 0).await.ok::<MailboxAnswer>().post, None);
    let app = app.restart(TODAY + limits::MAILBOX_DAYS).await;
    read(&app, 0).await.refused(ProblemKind::Unknown);
}
