//! `inbox/read`

use actix_web::web::Data;
use wire::inbox::ReadInboxParams;
use wire::limits::INBOX_READ_BYTES;

use crate::extract::{Large, Room, Signed};
use crate::failure::Failure;
use crate::state::State;

/// What is in the inbox.
pub(crate) async fn read(
    state: Data<State>,
    asked: Signed<ReadInboxParams>,
) -> Result<Large, Failure> {
    let room = Room::wait_padded(&state.answers, INBOX_READ_BYTES).await?;
    let answer = state.store.inbox(asked.asker, asked.params.after).await?;
    Ok(room.padded(answer.to_padded()))
}
