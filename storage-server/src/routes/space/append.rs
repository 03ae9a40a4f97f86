//! `space/append`

use actix_web::web::Data;
use wire::space::{AppendParams, Appended};

use crate::bells::Topic;
use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Appends entries, and wakes who waits for them.
pub(crate) async fn append(
    state: Data<State>,
    asked: Signed<AppendParams>,
) -> Result<Cbor<Appended>, Failure> {
    let first_seq = state.store.append(asked.asker, asked.params).await?;
    state.bells.ring(Topic::Space(asked.asker.space));
    Ok(Cbor(Appended { first_seq }))
}
