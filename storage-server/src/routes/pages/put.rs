//! `pages/put`

use actix_web::web::Data;
use wire::Done;
use wire::pages::PutPagesParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Puts a part of a set aside.
pub(crate) async fn put(
    state: Data<State>,
    asked: Signed<PutPagesParams>,
) -> Result<Cbor<Done>, Failure> {
    let today = state.clock.today();
    let put = state.store.put_pages(asked.asker, asked.params, today);
    put.await?;
    Ok(Cbor(Done {}))
}
