//! `space/envelopes`

use actix_web::web::Data;
use keys::encode;
use wire::space::EnvelopesRequest;
use wire::{CBOR, limits};

use crate::bells::Topic;
use crate::extract::{Canonical, Large, Room};
use crate::failure::Failure;
use crate::state::State;

/// Card and block; waits while the block is the one the asker has, if asked to.
pub(crate) async fn envelopes(
    state: Data<State>,
    asked: Canonical<EnvelopesRequest>,
) -> Result<Large, Failure> {
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
    let room = Room::wait(&state.answers, limits::CARD_MAX + limits::BLOCK_MAX + 1024).await?;
    let answer = state.store.envelopes(space).await?;
    Ok(room.answer(CBOR, encode::encode(&answer)))
}
