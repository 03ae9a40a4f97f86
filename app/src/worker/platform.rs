//! The browser as the vault sees it.

use std::cell::Cell;

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use records::import::{ReadError, Table};
use vault::api::Event;
use vault::{Answer, Local, Patience, Platform, Store, Unreachable};
use zeroize::{Zeroize, Zeroizing};

use super::store::BrowserStore;
use super::stretch::{Job, Stretched};
use super::{fetch, scope};
use crate::bridge::frame::Message;
use crate::bridge::spawn::Kind;
use crate::bridge::throwaway::{Broken, Throwaway};
use crate::reader;

const MILLISECONDS_A_DAY: f64 = 86_400_000.0;

/// A browser's worker.
pub(super) struct BrowserPlatform {
    /// Started before it is needed, so that signing in doesn't wait for its scripts to be fetched again.
    spare: Cell<Option<Throwaway>>,
}

impl BrowserPlatform {
    pub(super) fn new() -> Self {
        Self {
            spare: Cell::new(stretcher().ok()),
        }
    }

    /// Has a job done by the spare worker, or by a fresh one if it is gone or never started.
    async fn run(&self, job: &Job) -> Result<Stretched, Broken> {
        if let Some(spare) = self.spare.take() {
            match spare.run(job, None).await {
                Err(Broken::NotStarted) => {}
                done => return done,
            }
        }
        stretcher()?.run(job, None).await
    }
}

/// A worker of the module this code runs in.
fn stretcher() -> Result<Throwaway, Broken> {
    let module = Promise::resolve(&wasm_bindgen::module());
    Throwaway::new(Kind::Stretch, module)
}

impl Platform for BrowserPlatform {
    fn post(
        &self,
        name: &'static str,
        body: Vec<u8>,
        patience: Patience,
    ) -> Local<'_, Result<Answer, Unreachable>> {
        Box::pin(fetch::post(name, body, patience))
    }

    fn stretch(
        &self,
        input: Zeroizing<Vec<u8>>,
        salt: keys::Stretch,
    ) -> Local<'_, Zeroizing<[u8; 32]>> {
        Box::pin(async move {
            let job = Job {
                input: input.to_vec(),
                purpose: salt as u8,
            };
            match self.run(&job).await {
                Ok(Stretched(ref key)) => Zeroizing::new(*key),
                // Slower for the vault and 64 MiB until the lock, but a person who can't get a second worker can sign in.
                Err(_) => keys::stretch(&input, salt),
            }
        })
    }

    fn read_table(
        &self,
        name: String,
        bytes: Vec<u8>,
    ) -> Local<'_, Result<Result<Table, ReadError>, Unreachable>> {
        Box::pin(async move { reader::read_table(name, bytes).await.ok_or(Unreachable) })
    }

    fn today(&self) -> u16 {
        let days = (js_sys::Date::now() / MILLISECONDS_A_DAY).floor();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates, which is what is wanted"
        )]
        let days = days as u16;
        days
    }

    fn fill_random(&self, out: &mut [u8]) {
        if getrandom::fill(out).is_err() {
            // Nothing may be made of bytes that aren't random: leave nothing usable and stop this worker.
            out.zeroize();
            wasm_bindgen::throw_str("no randomness");
        }
    }

    fn sleep(&self, milliseconds: u32) -> Local<'_, ()> {
        Box::pin(TimeoutFuture::new(milliseconds))
    }

    fn emit(&self, event: Event) {
        scope::post(&Message::Event(event));
    }

    fn store(&self) -> &dyn Store {
        &BrowserStore
    }
}
