//! `mailbox/post`

use actix_web::web::Data;
use wire::Done;
use wire::mailbox::PostMailbox;

use crate::bells::Topic;
use crate::extract::{Canonical, Cbor};
use crate::failure::Failure;
use crate::state::State;

/// Puts the one post in, and wakes who waits for it.
pub(crate) async fn post(
    state: Data<State>,
    asked: Canonical<PostMailbox>,
) -> Result<Cbor<Done>, Failure> {
    let PostMailbox { mailbox, post } = asked.request;
    state.store.post_mailbox(mailbox, post.0).await?;
    state.bells.ring(Topic::Mailbox(mailbox));
    Ok(Cbor(Done {}))
}
