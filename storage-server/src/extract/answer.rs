//! Answers, and the room large ones take until they are sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use keys::encode;
use minicbor::Encode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wire::sync::SyncAnswer;
use wire::{CBOR, CBOR_SEQUENCE, ProblemKind};

use crate::failure::Failure;

/// An answer as canonical CBOR.
pub(crate) struct Cbor<T>(pub(crate) T);

impl<T: Encode<()>> Responder for Cbor<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, CBOR))
            .body(encode::encode(&self.0))
    }
}

/// A padded sync answer.
pub(crate) struct Padded(Slices);

impl Padded {
    /// Waits for room, so that slow readers of large answers can't fill the memory.
    ///
    /// # Errors
    /// None while the server runs.
    pub(crate) async fn new(answer: &SyncAnswer, room: &Arc<Semaphore>) -> Result<Self, Failure> {
        let bytes = answer.to_padded();
        let kib = u32::try_from(bytes.len().div_ceil(1024)).map_err(|_| ProblemKind::Failed)?;
        let room = Arc::clone(room)
            .acquire_many_owned(kib)
            .await
            .map_err(|_| ProblemKind::Busy)?;
        Ok(Self(Slices {
            rest: bytes.into(),
            _room: room,
        }))
    }
}

impl Responder for Padded {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, CBOR_SEQUENCE))
            .body(self.0)
    }
}

/// A body that is handed out in slices, as fast as the reader takes them.
struct Slices {
    rest: Bytes,
    _room: OwnedSemaphorePermit,
}

const SLICE: usize = 32 * 1024;

impl MessageBody for Slices {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let len = self.rest.len().min(SLICE);
        Poll::Ready((len > 0).then(|| Ok(self.rest.split_to(len))))
    }
}
