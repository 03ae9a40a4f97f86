//! The reads of a sync request.

use actix_web::{FromRequest, HttpRequest, dev, web};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use keys::request::{Operation, SignedRequest};
use keys::{Day, encode};
use wire::sync::{ReadParams, SyncRequest};
use wire::{ProblemKind, limits};

use super::body::read_body;
use super::check::{sensible, wait};
use crate::failure::Failure;
use crate::state::State;
use crate::store::{Asker, Read};

/// One of the reads, and what to answer if it isn't to be answered.
pub(crate) struct SyncRead {
    /// The last seq its sender has.
    pub(crate) since: u64,
    /// The read, if its signature holds.
    pub(crate) read: Option<Read>,
}

/// A sync request, its signatures checked.
pub(crate) struct SyncReads {
    /// In the order they came.
    pub(crate) reads: Vec<SyncRead>,
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
            sensible(limits::SYNC_READS.contains(&request.reads.len()))?;
            wait(request.wait_seconds)?;
            let today = state.clock.today();
            let reads = request.reads;
            // Up to 256 signatures: other requests shall not wait for them.
            let reads = web::block(move || {
                reads
                    .into_iter()
                    .map(|signed| check(signed, today))
                    .collect()
            })
            .await;
            let reads: Result<Vec<SyncRead>, Failure> = reads.map_err(|_| ProblemKind::Busy)?;
            Ok(Self {
                reads: reads?,
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

fn check(signed: SignedRequest, today: Day) -> Result<SyncRead, Failure> {
    let Ok(verified) = signed.verify(Operation::Read) else {
        return Ok(SyncRead {
            since: 0,
            read: None,
        });
    };
    if !limits::day_accepted(today, verified.day) {
        return Err(Failure::day(today));
    }
    let ReadParams { since, inbox } = ReadParams::from_bytes(&verified.params)?;
    let asker = Asker {
        space: verified.space,
        capability: verified.capability,
    };
    Ok(SyncRead {
        since,
        read: Some(Read {
            asker,
            since,
            inbox,
        }),
    })
}
