//! `packet/put`

use actix_web::web::Data;
use wire::Done;
use wire::packet::PutPacketParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Keeps a packet until its last day.
pub(crate) async fn put(
    state: Data<State>,
    asked: Signed<PutPacketParams>,
) -> Result<Cbor<Done>, Failure> {
    state
        .store
        .put_packet(asked.asker, asked.params, state.clock.today())
        .await?;
    Ok(Cbor(Done {}))
}
