//! The reads of a sync request.

use actix_web::{FromRequest, HttpRequest, dev, web};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use keys::encode;
use keys::request::Operation;
use wire::sync::{ReadParams, SyncRequest};
use wire::{ProblemKind, limits};

use super::body::read_body;
use super::check::wait;
use super::reads::verified;
use crate::failure::Failure;
use crate::state::State;
use crate::store::{Asker, Read};

/// A sync request, its signatures checked.
pub(crate) struct SyncReads {
    /// In the order they came; `None` where the signature doesn't hold.
    pub(crate) reads: Vec<Option<Read>>,
    /// How long to wait for news.
    pub(crate) wait_seconds: u8,
    /// How much to answer.
    pub(crate) max_bytes: usize,
}

impl FromRequest for SyncReads {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let state = request
                .app_data::<web::Data<State>>()
                .ok_or(ProblemKind::Failed)?;
            let body = read_body(&request, payload).await?;
            let request: SyncRequest = encode::decode(&body.bytes)?;
            wait(request.wait_seconds)?;
            let today = state.clock.today();
            Ok(Self {
                reads: verified(request.reads, Operation::Read, today, read).await?,
                wait_seconds: request.wait_seconds,
                max_bytes: request
                    .max_bytes
                    .clamp(limits::SYNC_BYTES_MIN, limits::SYNC_BYTES_MAX)
                    as usize,
            })
        }
        .boxed_local()
    }
}

fn read(asker: Asker, params: &[u8]) -> Result<Read, Failure> {
    let ReadParams { since, inbox } = ReadParams::from_bytes(params)?;
    Ok(Read {
        asker,
        since,
        inbox,
    })
}
