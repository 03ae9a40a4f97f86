//! Many signed requests in one body.

use actix_web::web;
use keys::Day;
use keys::request::{Operation, SignedRequest};
use wire::{ProblemKind, limits};

use super::check::sensible;
use crate::failure::Failure;
use crate::store::Asker;

/// Checks them all; `None` for one whose signature doesn't hold, which is answered like one of a space that doesn't exist.
pub(super) async fn verified<T: Send + 'static>(
    signed: Vec<SignedRequest>,
    operation: Operation,
    today: Day,
    params: fn(Asker, &[u8]) -> Result<T, Failure>,
) -> Result<Vec<Option<T>>, Failure> {
    sensible(limits::SYNC_READS.contains(&signed.len()))?;
    let one = move |signed: SignedRequest| {
        let Ok(verified) = signed.verify(operation) else {
            return Ok(None);
        };
        if !limits::day_accepted(today, verified.day) {
            return Err(Failure::day(today));
        }
        let asker = Asker {
            space: verified.space,
            capability: verified.capability,
        };
        params(asker, &verified.params).map(Some)
    };
    // Up to 256 signatures: other requests shall not wait for them.
    let all = web::block(move || signed.into_iter().map(one).collect()).await;
    all.map_err(|_| ProblemKind::Busy)?
}
