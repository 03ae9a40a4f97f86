//! Argon2id, in a worker that leaves its memory behind.

use keys::Stretch;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use super::scope;

/// What to stretch.
#[derive(Serialize, Deserialize)]
pub(super) struct Job {
    /// The words, or the hash behind six of them.
    pub(super) input: Vec<u8>,
    /// `keys::Stretch` as its number.
    pub(super) purpose: u8,
}

/// What came out.
#[derive(Serialize, Deserialize)]
pub(super) struct Stretched(pub(super) [u8; 32]);

impl Drop for Job {
    fn drop(&mut self) {
        self.input.zeroize();
    }
}

impl Drop for Stretched {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Waits for one job, does it and posts what came out, or nothing but a stop.
pub(super) fn serve() {
    scope::on_message(
        |job: Option<(Job, _)>| match job.and_then(|(job, _)| run(&job)) {
            Some(stretched) => scope::post(&stretched),
            None => scope::post_stopped(),
        },
    );
}

fn run(job: &Job) -> Option<Stretched> {
    let purpose = Stretch::from_u8(job.purpose)?;
    Some(Stretched(*keys::stretch(&job.input, purpose)))
}
