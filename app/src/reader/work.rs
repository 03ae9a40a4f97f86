//! The reader's side: one job, and then the worker is ended.

use records::import::{ReadError, Table};
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use zeroize::Zeroize;

use super::PictureError;
use super::qr::qr_text;
use crate::worker::{report_panics, scope};

/// What to read.
#[derive(Serialize, Deserialize)]
pub(super) enum Job {
    /// A list.
    Table {
        /// The file's name.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The code in the picture that lies beside this.
    Picture,
}

/// What it says.
#[derive(Serialize, Deserialize)]
pub(super) enum Read {
    /// The list.
    Table(Result<Table, ReadError>),
    /// The code's text.
    Picture(Result<String, PictureError>),
}

impl Drop for Job {
    fn drop(&mut self) {
        if let Self::Table { bytes, .. } = self {
            bytes.zeroize();
        }
    }
}

/// Waits for one job, does it and posts what came out, or nothing but a stop.
pub(crate) fn start() {
    report_panics();
    scope::on_message(|job: Option<(Job, Option<File>)>| {
        spawn_local(async move {
            match job {
                Some((job, file)) => scope::post(&run(&job, file).await),
                None => scope::post_stopped(),
            }
        });
    });
    scope::post_ready();
}

async fn run(job: &Job, file: Option<File>) -> Read {
    match (job, file) {
        (Job::Table { name, bytes }, _) => Read::Table(records::import::read_table(name, bytes)),
        (Job::Picture, Some(file)) => Read::Picture(match scope::bytes_of(&file).await {
            Some(bytes) => qr_text(&bytes),
            None => Err(PictureError::NoPicture),
        }),
        (Job::Picture, None) => Read::Picture(Err(PictureError::NoPicture)),
    }
}
