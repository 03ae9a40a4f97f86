//! `space/manage`

use actix_web::web::Data;
use wire::space::{Appended, ManageParams};

use crate::bells::Topic;
use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Replaces block and capabilities, and wakes who waits for either.
pub(crate) async fn manage(
    state: Data<State>,
    asked: Signed<ManageParams>,
) -> Result<Cbor<Appended>, Failure> {
    let first_seq = state
        .store
        .manage(asked.asker, asked.params, asked.digest)
        .await?;
    state.bells.ring(Topic::Space(asked.asker.space));
    Ok(Cbor(Appended { first_seq }))
}
