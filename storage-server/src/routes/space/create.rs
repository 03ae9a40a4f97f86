//! `space/create`

use actix_web::web::Data;
use wire::Done;
use wire::space::CreateSpace;

use crate::extract::{Canonical, Cbor};
use crate::failure::Failure;
use crate::state::State;

/// Makes a space for a token.
pub(crate) async fn create(
    state: Data<State>,
    asked: Canonical<CreateSpace>,
) -> Result<Cbor<Done>, Failure> {
    state
        .store
        .create_space(asked.request, asked.digest)
        .await?;
    Ok(Cbor(Done {}))
}
