//! `keyring/read`

use actix_web::web::Data;
use wire::keyring::{KeyringAnswer, ReadKeyring};

use crate::extract::{Canonical, Cbor};
use crate::failure::Failure;
use crate::state::State;

/// The keyring, or one that looks like it.
pub(crate) async fn read(
    state: Data<State>,
    asked: Canonical<ReadKeyring>,
) -> Result<Cbor<KeyringAnswer>, Failure> {
    let keyring = state.store.keyring(asked.request.lookup).await?;
    Ok(Cbor(KeyringAnswer {
        keyring: keyring.into(),
    }))
}
