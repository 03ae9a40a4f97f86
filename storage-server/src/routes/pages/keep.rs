//! `pages/keep`

use actix_web::web::Data;
use wire::Done;
use wire::pages::KeepPagesParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Hands a set out from now on, and erases the others.
pub(crate) async fn keep(
    state: Data<State>,
    asked: Signed<KeepPagesParams>,
) -> Result<Cbor<Done>, Failure> {
    state.store.keep_pages(asked.asker, asked.params).await?;
    Ok(Cbor(Done {}))
}
