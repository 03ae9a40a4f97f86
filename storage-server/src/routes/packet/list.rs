//! `packet/list`

use actix_web::web::Data;
use wire::limits::{PACKET_ENVELOPE, PACKET_NOTE_MAX, SPACE_PACKETS};
use wire::packet::{ListPacketsParams, PacketsAnswer};

use crate::extract::{Large, Room, Signed};
use crate::failure::Failure;
use crate::state::State;

/// A space's packets, for whoever has any right there.
pub(crate) async fn list(
    state: Data<State>,
    asked: Signed<ListPacketsParams>,
) -> Result<Large, Failure> {
    let most = SPACE_PACKETS * (PACKET_ENVELOPE + PACKET_NOTE_MAX);
    let room = Room::wait_padded(&state.answers, most).await?;
    let packets = state
        .store
        .packets(asked.asker, state.clock.today())
        .await?;
    Ok(room.padded(PacketsAnswer { packets }.to_padded()))
}
