//! `space/commit`

use actix_web::web::Data;
use wire::space::{Appended, CommitParams};

use crate::bells::Topic;
use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Begins the next epoch, and wakes who waits for anything here.
pub(crate) async fn commit(
    state: Data<State>,
    asked: Signed<CommitParams>,
) -> Result<Cbor<Appended>, Failure> {
    let first_seq = state
        .store
        .commit(asked.asker, asked.params, asked.digest)
        .await?;
    state.bells.ring(Topic::Space(asked.asker.space));
    Ok(Cbor(Appended { first_seq }))
}
