//! `inbox/post`

use actix_web::web::Data;
use wire::Done;
use wire::inbox::PostParams;

use crate::bells::Topic;
use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Puts blobs into the inbox, and wakes who waits for them.
pub(crate) async fn post(
    state: Data<State>,
    asked: Signed<PostParams>,
) -> Result<Cbor<Done>, Failure> {
    state
        .store
        .post_inbox(asked.asker, asked.params, state.clock.today())
        .await?;
    state.bells.ring(Topic::Space(asked.asker.space));
    Ok(Cbor(Done {}))
}
