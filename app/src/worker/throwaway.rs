//! Having a job done by a worker that is ended afterwards, whatever happens.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

use super::job::{Done, Job};
use crate::bridge::frame;
use crate::bridge::spawn::{Kind, Spawned, Told};

/// How long a worker may take to fetch its two scripts again, over Tor too. There is no limit on the job itself.
const START_MILLISECONDS: u32 = 30_000;

/// Why nothing came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// The worker didn't start, so the job was never begun.
    NotStarted,
    /// The worker stopped on the job.
    Stopped,
}

/// A worker for one job; dropping it ends the worker.
pub(super) struct Throwaway {
    worker: Spawned,
    ready: oneshot::Receiver<()>,
    done: oneshot::Receiver<Result<Done, Broken>>,
}

impl Throwaway {
    /// Starts one.
    pub(super) fn new() -> Result<Self, Broken> {
        let (sender, done) = oneshot::channel();
        let (ready_sender, ready) = oneshot::channel();
        let sender = RefCell::new(Some(sender));
        let ready_sender = Cell::new(Some(ready_sender));
        let begun = Cell::new(false);
        let worker = Spawned::new(Kind::Job, &wasm_bindgen::module(), move |told| {
            let result = match told {
                Told::Ready => {
                    begun.set(true);
                    let _ = ready_sender.take().map(|ready| ready.send(()));
                    return;
                }
                Told::Frame(bytes) => frame::decode(&bytes).map_err(|_| Broken::Stopped),
                Told::Stopped(_) if begun.get() => Err(Broken::Stopped),
                Told::Stopped(_) => Err(Broken::NotStarted),
            };
            let sender = sender.borrow_mut().take();
            if let Some(sender) = sender {
                drop(sender.send(result));
            }
        });
        Ok(Self {
            worker: worker.map_err(|_| Broken::NotStarted)?,
            ready,
            done,
        })
    }

    /// Does the job. Dropping the future ends the worker.
    pub(super) async fn run(mut self, job: &Job) -> Result<Done, Broken> {
        // The job is handed over only to a worker that runs: what holds secrets must not lie in the queue of a dead one.
        let timeout = TimeoutFuture::new(START_MILLISECONDS);
        match select(self.ready, select(&mut self.done, timeout)).await {
            Either::Left((Ok(()), _)) => {
                let bytes = frame::encode(job).map_err(|_| Broken::NotStarted)?;
                self.worker.post(&bytes, None);
            }
            Either::Left(_) | Either::Right(_) => return Err(Broken::NotStarted),
        }
        self.done.await.unwrap_or(Err(Broken::Stopped))
    }
}
