//! What crosses between page and vault: postcard, whole messages only.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vault::api::{Command, Event, Failure, Reply};
use zeroize::Zeroizing;

/// The page asks. The number comes back with the answer.
#[derive(Serialize, Deserialize)]
pub(crate) struct Question(pub(crate) u32, pub(crate) Command);

/// The vault speaks.
#[derive(Serialize, Deserialize)]
pub(crate) enum Message {
    /// The answer to the question of this number.
    Answer(u32, Result<Reply, Failure>),
    /// Something happened.
    Event(Event),
}

/// Bytes that are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoFrame;

/// A message as bytes; they are wiped when dropped, since they may carry words or records.
pub(crate) fn encode<T: Serialize>(message: &T) -> Result<Zeroizing<Vec<u8>>, NoFrame> {
    postcard::to_allocvec(message)
        .map(Zeroizing::new)
        .map_err(|_| NoFrame)
}

/// A message of bytes that hold it and nothing else.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NoFrame> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        _ => Err(NoFrame),
    }
}

#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
