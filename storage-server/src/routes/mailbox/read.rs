//! `mailbox/read`

use actix_web::web::Data;
use wire::mailbox::{MailboxAnswer, ReadMailbox};

use crate::bells::Topic;
use crate::extract::{Canonical, Cbor};
use crate::failure::Failure;
use crate::state::State;

/// The post; waits for one, if asked to.
pub(crate) async fn read(
    state: Data<State>,
    asked: Canonical<ReadMailbox>,
) -> Result<Cbor<MailboxAnswer>, Failure> {
    let ReadMailbox {
        mailbox,
        wait_seconds,
    } = asked.request;
    let waiter = state
        .bells
        .listen(vec![Topic::Mailbox(mailbox)], wait_seconds);
    let mut post = state.store.mailbox(mailbox).await?;
    if let Some(waiter) = waiter {
        while post.is_none() && waiter.wait().await {
            post = state.store.mailbox(mailbox).await?;
        }
    }
    Ok(Cbor(MailboxAnswer {
        post: post.map(Into::into),
    }))
}
