//! `space/stage`

use actix_web::web::Data;
use wire::Done;
use wire::space::StageParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Puts entries of the next epoch aside; there is nothing yet for anybody to see.
pub(crate) async fn stage(
    state: Data<State>,
    asked: Signed<StageParams>,
) -> Result<Cbor<Done>, Failure> {
    state
        .store
        .stage(asked.asker, asked.params, state.clock.today())
        .await?;
    Ok(Cbor(Done {}))
}
