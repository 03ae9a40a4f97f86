//! Heavy work that leaves its memory behind.

use keys::Stretch;
use records::import::{ReadError, Table};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;
use zeroize::Zeroize;

use super::scope;
use crate::bridge::frame::{self, NoFrame};
use crate::bridge::spawn;

/// What to do.
#[derive(Serialize, Deserialize)]
pub(super) enum Job {
    /// Argon2id.
    Stretch {
        /// The words, or the hash behind six of them.
        input: Vec<u8>,
        /// `keys::Stretch` as its number.
        purpose: u8,
    },
    /// Read a file.
    ReadTable {
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// What came out.
#[derive(Serialize, Deserialize)]
pub(super) enum Done {
    /// Argon2id's output.
    Stretched([u8; 32]),
    /// The file.
    Table(Result<Table, ReadError>),
}

impl Drop for Job {
    fn drop(&mut self) {
        match self {
            Self::Stretch { input, .. } => input.zeroize(),
            Self::ReadTable { bytes, .. } => bytes.zeroize(),
        }
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        if let Self::Stretched(key) = self {
            key.zeroize();
        }
    }
}

impl Job {
    /// Does it, here.
    pub(super) fn run(&self) -> Result<Done, NoFrame> {
        match self {
            Self::Stretch { input, purpose } => {
                let purpose = Stretch::from_u8(*purpose).ok_or(NoFrame)?;
                Ok(Done::Stretched(*keys::stretch(input, purpose)))
            }
            Self::ReadTable { name, bytes } => {
                Ok(Done::Table(records::import::read_table(name, bytes)))
            }
        }
    }
}

/// Waits for one job, does it and posts what came out, or nothing but a stop.
pub(super) fn serve() {
    let Some(scope) = scope::worker() else { return };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let done = event
            .data()
            .dyn_into()
            .map_err(|_| NoFrame)
            .and_then(|bytes| frame::decode::<Job>(&spawn::take(&bytes)))
            .and_then(|job| job.run());
        match done {
            Ok(done) => scope::post(&done),
            Err(NoFrame) => drop(scope::worker().map(|scope| scope.post_message(&JsValue::NULL))),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    on_message.forget();
}
