//! `status`

use actix_web::web::Data;
use wire::status::{StatusAnswer, StatusRequest};

use crate::extract::{Canonical, Cbor};
use crate::state::State;

/// Says that this is a storage server, and what day it is.
pub(super) async fn status(state: Data<State>, _: Canonical<StatusRequest>) -> Cbor<StatusAnswer> {
    Cbor(StatusAnswer {
        version: 1,
        day: state.clock.today(),
    })
}
