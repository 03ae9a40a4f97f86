//! `packet/remove`

use actix_web::web::Data;
use wire::Done;
use wire::packet::RemovePacketParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Erases a packet.
pub(crate) async fn remove(
    state: Data<State>,
    asked: Signed<RemovePacketParams>,
) -> Result<Cbor<Done>, Failure> {
    state
        .store
        .remove_packet(asked.asker, asked.params.packet)
        .await?;
    Ok(Cbor(Done {}))
}
