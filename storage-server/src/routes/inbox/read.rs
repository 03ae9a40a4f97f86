//! `inbox/read`

use actix_web::web::Data;
use wire::CBOR_SEQUENCE;
use wire::inbox::ReadInboxParams;
use wire::limits::INBOX_READ_BYTES;

use crate::extract::{Large, Room, Signed};
use crate::failure::Failure;
use crate::state::State;

/// What an answer holds besides blobs, padding included.
const OVERHEAD: usize = 512 * 1024;

/// What is in the inbox.
pub(crate) async fn read(
    state: Data<State>,
    asked: Signed<ReadInboxParams>,
) -> Result<Large, Failure> {
    let room = Room::wait(&state.answers, INBOX_READ_BYTES + OVERHEAD).await?;
    let answer = state.store.inbox(asked.asker, asked.params.after).await?;
    Ok(room.answer(CBOR_SEQUENCE, answer.to_padded()))
}
