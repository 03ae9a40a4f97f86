//! Takes a body in: declared as CBOR, within the limit, not too slowly, and only if there is room for it.

use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{HttpRequest, dev, web};
use futures::StreamExt;
use tokio::sync::OwnedSemaphorePermit;
use wire::limits::BODY_MAX;
use wire::{CBOR, ProblemKind};

use crate::failure::Failure;
use crate::state::State;

/// A body has so long to arrive: 2 MiB over the slowest onion circuit takes less.
const PATIENCE: Duration = Duration::from_secs(120);

/// A body, and the room it takes until it is dropped.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

/// Reads all of it.
pub(super) async fn read_body(
    request: &HttpRequest,
    payload: dev::Payload,
) -> Result<Body, Failure> {
    let headers = request.headers();
    if headers.get(CONTENT_TYPE).is_none_or(|value| value != CBOR)
        || headers.contains_key(CONTENT_ENCODING)
    {
        return Err(ProblemKind::Media.into());
    }
    let declared = match headers.get(CONTENT_LENGTH) {
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or(ProblemKind::Malformed)?,
        None => BODY_MAX,
    };
    if declared > BODY_MAX {
        return Err(ProblemKind::TooLarge.into());
    }
    let state = request
        .app_data::<web::Data<State>>()
        .ok_or(ProblemKind::Failed)?;
    let kib = u32::try_from(declared.div_ceil(1024)).map_err(|_| ProblemKind::TooLarge)?;
    let room = state.bodies.clone();
    let reading = async move {
        let room = room
            .acquire_many_owned(kib)
            .await
            .map_err(|_| ProblemKind::Busy)?;
        let bytes = collect(payload, declared).await?;
        Ok(Body { bytes, _room: room })
    };
    tokio::time::timeout(PATIENCE, reading)
        .await
        .unwrap_or_else(|_| Err(ProblemKind::Slow.into()))
}

async fn collect(mut payload: dev::Payload, declared: usize) -> Result<Vec<u8>, Failure> {
    // Grows with what comes, not with what was promised.
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| ProblemKind::Malformed)?;
        if bytes.len() + chunk.len() > declared {
            return Err(ProblemKind::TooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
