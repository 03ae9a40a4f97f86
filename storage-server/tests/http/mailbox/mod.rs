mod create;
mod post;
mod read;

use keys::request::Operation;
use keys::{MailboxId, SignKey};
use wire::mailbox::{CreateMailboxParams, PostMailbox, ReadMailbox};

use crate::app::{App, Reply};
use crate::region::Region;

const ID: MailboxId = MailboxId([6; 32]);

async fn create(app: &App, region: &Region, key: &SignKey) -> Reply {
    let params = CreateMailboxParams { mailbox: ID };
    app.ask(
        wire::mailbox::CREATE,
        &app.sign(key, Operation::MailboxCreate, region.id, &params),
    )
    .await
}

async fn post(app: &App, post: Vec<u8>) -> Reply {
    app.ask(
        wire::mailbox::POST,
        &PostMailbox {
            mailbox: ID,
            post: post.into(),
        },
    )
    .await
}

async fn read(app: &App, wait_seconds: u8) -> Reply {
    app.ask(
        wire::mailbox::READ,
        &ReadMailbox {
            mailbox: ID,
            wait_seconds,
        },
    )
    .await
}
