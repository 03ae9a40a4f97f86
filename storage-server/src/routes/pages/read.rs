//! `pages/read`

use actix_web::web::Data;
use wire::CBOR_SEQUENCE;
use wire::limits::PAGES_READ_BYTES;
use wire::pages::ReadPagesParams;

use crate::extract::{Large, Room, Signed};
use crate::failure::Failure;
use crate::state::State;

/// What an answer holds besides pages, padding included.
const OVERHEAD: usize = 512 * 1024;

/// Pages of the set that is kept.
pub(crate) async fn read(
    state: Data<State>,
    asked: Signed<ReadPagesParams>,
) -> Result<Large, Failure> {
    let room = Room::wait(&state.answers, PAGES_READ_BYTES + OVERHEAD).await?;
    let answer = state.store.pages(asked.asker, asked.params).await?;
    Ok(room.answer(CBOR_SEQUENCE, answer.to_padded()))
}
