//! `keyring/move`

use actix_web::web::Data;
use keys::LookupId;
use wire::Done;
use wire::keyring::MoveKeyringParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;
use crate::store::KeyringMove;

/// Moves a keyring; the request's space is the lookup id it leaves.
pub(crate) async fn change_place(
    state: Data<State>,
    asked: Signed<MoveKeyringParams>,
) -> Result<Cbor<Done>, Failure> {
    let change = KeyringMove {
        lookup: LookupId(asked.asker.space.0),
        key: asked.asker.capability,
        params: asked.params,
    };
    state.store.move_keyring(change).await?;
    Ok(Cbor(Done {}))
}
