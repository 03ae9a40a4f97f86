//! `space/above`

use actix_web::web::Data;
use keys::encode;
use wire::CBOR;
use wire::above::{AboveAnswer, AboveRequest, Slot};
use wire::limits::{SLOT_LEN, SYNC_READS};

use crate::extract::{Canonical, Large, Room};
use crate::failure::Failure;
use crate::state::State;

/// The largest answer.
const ANSWER_MAX: usize = SYNC_READS[SYNC_READS.len() - 1] * (SLOT_LEN + 16) + 16;

/// One slot of each block, for those above.
pub(crate) async fn above(
    state: Data<State>,
    asked: Canonical<AboveRequest>,
) -> Result<Large, Failure> {
    let room = Room::wait(&state.answers, ANSWER_MAX).await?;
    let slots = state.store.above(asked.request.slots).await?;
    let slots = slots.into_iter();
    let answer = AboveAnswer {
        slots: slots.map(|slot| slot.unwrap_or_else(Slot::none)).collect(),
    };
    Ok(room.answer(CBOR, encode::encode(&answer)))
}
