//! `space/resume`

use actix_web::web::Data;
use wire::space::{Appended, ResumeParams};

use crate::bells::Topic;
use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Goes on after a gap, and wakes who waits for anything here.
pub(crate) async fn resume(
    state: Data<State>,
    asked: Signed<ResumeParams>,
) -> Result<Cbor<Appended>, Failure> {
    let first_seq = state
        .store
        .resume(asked.asker, asked.params, asked.digest)
        .await?;
    state.bells.ring(Topic::Space(asked.asker.space));
    Ok(Cbor(Appended { first_seq }))
}
