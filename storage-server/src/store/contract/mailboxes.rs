//! Mailboxes.

use keys::{MailboxId, sha256};
use wire::limits;

use super::{LEAD, VIEWER, asker, make, make_empty};
use crate::store::{Store, StoreError};

on_every_backend![
    mailboxes_take_one_post,
    mailboxes_need_a_manager_and_have_a_quota,
    mailboxes_live_a_week,
];

async fn mailboxes_take_one_post(store: &dyn Store) {
    make(store, 1).await;
    let id = MailboxId([8; 32]);
    refused!(store.mailbox(id).await, Unknown);
    refused!(store.post_mailbox(id, vec![1]).await, Unknown);
    store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
    store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
    assert_eq!(store.mailbox(id).await.unwrap(), None);
    store.post_mailbox(id, vec![1]).await.unwrap();
    store.post_mailbox(id, vec![1]).await.unwrap();
    refused!(store.post_mailbox(id, vec![2]).await, Changed);
    assert_eq!(store.mailbox(id).await.unwrap(), Some(vec![1]));
}

async fn mailboxes_need_a_manager_and_have_a_quota(store: &dyn Store) {
    make(store, 1).await;
    make_empty(store, 2).await;
    refused!(
        store
            .create_mailbox(asker(1, VIEWER), MailboxId([8; 32]), 100)
            .await,
        Refused
    );
    for n in 0..limits::SPACE_MAILBOXES {
        let id = MailboxId(sha256(&[&n.to_be_bytes()]).0);
        store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
        refused!(store.create_mailbox(asker(2, LEAD), id, 100).await, Taken);
    }
    refused!(
        store
            .create_mailbox(asker(1, LEAD), MailboxId([8; 32]), 100)
            .await,
        Quota
    );
    store
        .create_mailbox(asker(2, LEAD), MailboxId([8; 32]), 100)
        .await
        .unwrap();
}

async fn mailboxes_live_a_week(store: &dyn Store) {
    make(store, 1).await;
    let id = MailboxId([8; 32]);
    store.create_mailbox(asker(1, LEAD), id, 100).await.unwrap();
    store.post_mailbox(id, vec![1]).await.unwrap();
    store.purge(100 + limits::MAILBOX_DAYS - 1).await.unwrap();
    assert_eq!(store.mailbox(id).await.unwrap(), Some(vec![1]));
    store.purge(100 + limits::MAILBOX_DAYS).await.unwrap();
    refused!(store.mailbox(id).await, Unknown);
}
