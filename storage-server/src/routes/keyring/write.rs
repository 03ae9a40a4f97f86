//! `keyring/write`

use actix_web::web::Data;
use keys::LookupId;
use wire::Done;
use wire::keyring::WriteKeyringParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;
use crate::store::KeyringWrite;

/// Writes a keyring; the request's space is its lookup id.
pub(crate) async fn write(
    state: Data<State>,
    asked: Signed<WriteKeyringParams>,
) -> Result<Cbor<Done>, Failure> {
    let Signed {
        asker,
        params,
        digest,
    } = asked;
    let write = KeyringWrite {
        lookup: LookupId(asker.space.0),
        key: asker.capability,
        params,
        digest,
    };
    state.store.write_keyring(write).await?;
    Ok(Cbor(Done {}))
}
