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

/// What a padded answer holds besides blobs, padding included.
const OVERHEAD: usize = 512 * 1024;

/// Room for one answer that is about to be made.
pub(crate) struct Room(OwnedSemaphorePermit);

impl Room {
    /// Waits until there is room for this many bytes, so that slow readers of large answers can't fill the memory.
    pub(crate) async fn wait(room: &Arc<Semaphore>, bytes: usize) -> Result<Self, Failure> {
        let kib = u32::try_from(bytes.div_ceil(1024)).map_err(|_| ProblemKind::Failed)?;
        let permit = Arc::clone(room).acquire_many_owned(kib).await;
        permit.map(Self).map_err(|_| ProblemKind::Busy.into())
    }

    /// The same for what is padded and has as many bytes of blobs in it.
    pub(crate) async fn wait_padded(room: &Arc<Semaphore>, bytes: usize) -> Result<Self, Failure> {
        Self::wait(room, bytes + OVERHEAD).await
    }

    /// A padded answer.
    pub(crate) fn padded(self, bytes: Vec<u8>) -> Large {
        self.answer(CBOR_SEQUENCE, bytes)
    }

    /// An answer that takes the room it needs until it is sent, and leaves the rest.
    pub(crate) fn answer(mut self, media: &'static str, bytes: Vec<u8>) -> Large {
        let spare = self
            .0
            .num_permits()
            .saturating_sub(bytes.len().div_ceil(1024));
        drop(self.0.split(spare));
        Large {
            media,
            body: Slices {
                rest: bytes.into(),
                _room: self.0,
            },
        }
    }
}

/// An answer that may be large.
pub(crate) struct Large {
    media: &'static str,
    body: Slices,
}

impl Responder for Large {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, self.media))
            .body(self.body)
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

#[cfg(test)]
mod tests {
    use super::*;

    const KIB: usize = 1024;

    #[tokio::test]
    async fn an_answer_takes_room_until_it_is_gone() {
        let room = Arc::new(Semaphore::new(1_000));
        for (bytes, taken) in [(0, 0), (1, 1), (KIB, 1), (KIB + 1, 2), (100 * KIB, 100)] {
            let waited = Room::wait(&room, bytes).await;
            assert_eq!(1_000 - room.available_permits(), taken, "{bytes}");
            drop(waited);
        }
        let waited = Room::wait_padded(&room, 3 * KIB).await;
        assert_eq!(1_000 - room.available_permits(), 3 + 512);
        let Ok(waited) = waited else {
            panic!("there is room")
        };
        // What isn't needed is left as soon as that is known.
        let large = waited.padded(vec![0; 5 * KIB + 1]);
        assert_eq!(1_000 - room.available_permits(), 6);
        drop(large);
        assert_eq!(room.available_permits(), 1_000);
    }

    #[tokio::test]
    async fn a_body_is_handed_out_in_slices() {
        let room = Arc::new(Semaphore::new(100));
        let Ok(waited) = Room::wait(&room, 65 * KIB).await else {
            panic!("there is room")
        };
        let bytes: Vec<u8> = (0..=255).cycle().take(64 * KIB + 1).collect();
        let mut body = waited.answer(CBOR, bytes.clone()).body;
        assert_eq!(body.size(), BodySize::Sized(bytes.len() as u64));
        let (mut slices, mut read) = (Vec::new(), Vec::new());
        let context = &mut Context::from_waker(std::task::Waker::noop());
        while let Poll::Ready(Some(Ok(slice))) = Pin::new(&mut body).poll_next(context) {
            slices.push(slice.len());
            read.extend(slice);
        }
        assert_eq!(slices, [32 * KIB, 32 * KIB, 1]);
        assert!(read == bytes);
    }
}
