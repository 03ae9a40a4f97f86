//! `mailbox/create`

use actix_web::web::Data;
use wire::Done;
use wire::mailbox::CreateMailboxParams;

use crate::extract::{Cbor, Signed};
use crate::failure::Failure;
use crate::state::State;

/// Opens a mailbox for a week.
pub(crate) async fn create(
    state: Data<State>,
    asked: Signed<CreateMailboxParams>,
) -> Result<Cbor<Done>, Failure> {
    state
        .store
        .create_mailbox(asked.asker, asked.params.mailbox, state.clock.today())
        .await?;
    Ok(Cbor(Done {}))
}
