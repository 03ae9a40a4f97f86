//! `space/envelopes`

use actix_web::web::Data;
use wire::space::{EnvelopesAnswer, EnvelopesRequest};

use crate::bells::Topic;
use crate::extract::{Canonical, Cbor};
use crate::failure::Failure;
use crate::state::State;

/// Card and block; waits while the block is the one the asker has, if asked to.
pub(crate) async fn envelopes(
    state: Data<State>,
    asked: Canonical<EnvelopesRequest>,
) -> Result<Cbor<EnvelopesAnswer>, Failure> {
    let EnvelopesRequest {
        space,
        known,
        wait_seconds,
    } = asked.request;
    if let Some(known) = known
        && let Some(waiter) = state.bells.listen(vec![Topic::Space(space)], wait_seconds)
    {
        // Appends ring too, so the hash alone is looked at until it changes.
        while state.store.block_hash(space).await? == known && waiter.wait().await {}
    }
    Ok(Cbor(state.store.envelopes(space).await?))
}
