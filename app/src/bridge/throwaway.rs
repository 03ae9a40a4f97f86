//! Having a job done by a worker that is ended afterwards, whatever happens.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::File;
use zeroize::Zeroizing;

use super::frame;
use super::spawn::{Kind, Spawned, Told};

/// Why nothing came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The worker didn't start, so the job was never begun.
    NotStarted,
    /// The worker stopped on the job.
    Stopped,
}

type Out = Result<Zeroizing<Vec<u8>>, Broken>;

/// A worker for one job; dropping it ends the worker.
pub(crate) struct Throwaway {
    kind: Kind,
    worker: Spawned,
    ready: oneshot::Receiver<()>,
    done: oneshot::Receiver<Out>,
}

impl Throwaway {
    /// Starts one.
    pub(crate) fn new(kind: Kind, module: Promise) -> Result<Self, Broken> {
        let (sender, done) = oneshot::channel();
        let (ready_sender, ready) = oneshot::channel();
        let sender = RefCell::new(Some(sender));
        let ready_sender = Cell::new(Some(ready_sender));
        let begun = Cell::new(false);
        let worker = Spawned::new(kind, module, move |told| {
            let result: Out = match told {
                Told::Ready => {
                    begun.set(true);
                    let _ = ready_sender.take().map(|ready| ready.send(()));
                    return;
                }
                Told::Frame(bytes) => Ok(bytes),
                Told::Stopped(_) if begun.get() => Err(Broken::Stopped),
                Told::Stopped(_) => Err(Broken::NotStarted),
            };
            let sender = sender.borrow_mut().take();
            if let Some(sender) = sender {
                drop(sender.send(result));
            }
        });
        Ok(Self {
            kind,
            worker: worker.map_err(|_| Broken::NotStarted)?,
            ready,
            done,
        })
    }

    /// Does the job. Dropping the future ends the worker.
    pub(crate) async fn run<D: DeserializeOwned>(
        mut self,
        job: &impl Serialize,
        file: Option<&File>,
    ) -> Result<D, Broken> {
        // The job is handed over only to a worker that runs: what holds secrets must not lie in the queue of a dead one.
        let timeout = TimeoutFuture::new(self.kind.patience());
        match select(self.ready, select(&mut self.done, timeout)).await {
            Either::Left((Ok(()), _)) => {
                let bytes = frame::encode(job).map_err(|_| Broken::NotStarted)?;
                self.worker.post(&bytes, file);
            }
            Either::Left(_) | Either::Right(_) => return Err(Broken::NotStarted),
        }
        let bytes = self.done.await.unwrap_or(Err(Broken::Stopped))?;
        frame::decode(&bytes).map_err(|_| Broken::Stopped)
    }
}
