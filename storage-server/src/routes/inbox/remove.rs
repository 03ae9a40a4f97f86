//! `inbox/remove`

use actix_web::web::Data;
use wire::Done;
use wire::inbox::RemoveParams;

use crate::bells::Topic;
use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Erases blobs of the inbox, and wakes who counts them.
pub(crate) async fn remove(
    state: Data<State>,
    asked: Signed<RemoveParams>,
) -> Result<Cbor<Done>, Failure> {
    state
        .store
        .remove_inbox(asked.asker, asked.params.ids)
        .await?;
    state.bells.ring(Topic::Space(asked.asker.space));
    Ok(Cbor(Done {}))
}
