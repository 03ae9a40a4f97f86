//! `packet/read`

use actix_web::web::Data;
use keys::PacketId;
use wire::packet::{ListPacketsParams, PacketAnswer};

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// A packet's content, for whoever signs with its own key.
pub(crate) async fn read(
    state: Data<State>,
    asked: Signed<ListPacketsParams>,
) -> Result<Cbor<PacketAnswer>, Failure> {
    let packet = PacketId(asked.asker.space.0);
    let content = state
        .store
        .packet(packet, asked.asker.capability, state.clock.today())
        .await?;
    Ok(Cbor(PacketAnswer { content }))
}
