//! Starting a worker, from the page or from another worker.
//!
//! A worker's name says what it is, and so which module it runs. Its first message is that module, compiled, so that nothing
//! is downloaded or compiled twice, or `null`: then it gets the module itself. It says `true` once it runs; until then
//! frames wait here. If it stops it may still say where, as a text; everything else both sides send is a frame of bytes.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};
use zeroize::Zeroizing;

/// The file every worker starts from, next to the page.
const SCRIPT: &str = "worker.js";

/// What a worker is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Holds the keys until it is locked.
    Vault,
    /// Does Argon2id once and is thrown away: WebAssembly memory never shrinks, a worker's end frees it.
    Stretch,
    /// Reads one file and is thrown away. The only kind whose module isn't here yet.
    Reader,
}

impl Kind {
    /// The worker's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::Stretch => "stretch",
            Self::Reader => "reader",
        }
    }

    /// The kind of a worker of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Vault, Self::Stretch, Self::Reader]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// How many milliseconds it may take to start, over Tor: to ask for its two scripts again, or to download half a megabyte
    /// on a line that hardly moves. There is no limit on the work itself.
    pub(crate) const fn patience(self) -> u32 {
        match self {
            Self::Vault | Self::Stretch => 30_000,
            Self::Reader => 300_000,
        }
    }
}

/// What a worker tells.
pub(crate) enum Told {
    /// It runs and has received all frames posted so far.
    Ready,
    /// A frame.
    Frame(Zeroizing<Vec<u8>>),
    /// It could not start or stopped, if known with the place in the source.
    Stopped(Option<String>),
}

/// The browser lets us start no worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoWorker;

/// A worker; dropping it ends it.
pub(crate) struct Spawned {
    worker: Worker,
    /// Posted before the worker was ready; `None` afterwards.
    waiting: Rc<RefCell<Option<Vec<Outgoing>>>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

struct Outgoing {
    message: JsValue,
    transfer: Array,
}

impl Spawned {
    /// Starts a worker, whose scripts are fetched while `module` is still on its way.
    pub(crate) fn new(
        kind: Kind,
        module: Promise,
        tell: impl Fn(Told) + 'static,
    ) -> Result<Self, NoWorker> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(kind.name());
        let worker = Worker::new_with_options(SCRIPT, &options).map_err(|_| NoWorker)?;

        let waiting = Rc::new(RefCell::new(Some(Vec::<Outgoing>::new())));
        let tell = Rc::new(tell);
        let on_message = {
            let (worker, waiting, tell) = (worker.clone(), Rc::clone(&waiting), Rc::clone(&tell));
            Closure::new(move |event: MessageEvent| {
                let data = event.data();
                if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
                    tell(Told::Frame(take(bytes)));
                } else if data == JsValue::TRUE {
                    for outgoing in waiting.borrow_mut().take().unwrap_or_default() {
                        outgoing.post(&worker);
                    }
                    tell(Told::Ready);
                } else {
                    tell(Told::Stopped(data.as_string()));
                }
            })
        };
        let on_error = Closure::new(move |event: Event| {
            // Kept out of the console: what an engine writes there is not ours to choose.
            event.prevent_default();
            tell(Told::Stopped(None));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));

        spawn_local(hand_over(worker.clone(), module));
        Ok(Self {
            worker,
            waiting,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Posts a frame, with a file if there is one: a file is handed over without being read.
    pub(crate) fn post(&self, frame: &Zeroizing<Vec<u8>>, file: Option<&web_sys::File>) {
        let bytes = Uint8Array::from(frame.as_slice());
        let transfer = Array::of1(&bytes.buffer());
        let message = match file {
            None => bytes.into(),
            Some(file) => Array::of2(&bytes, file).into(),
        };
        let outgoing = Outgoing { message, transfer };
        match self.waiting.borrow_mut().as_mut() {
            Some(waiting) => waiting.push(outgoing),
            None => outgoing.post(&self.worker),
        }
    }
}

/// Posts the module; `null` where there is none, or to a browser that can't hand one over. What was ended meanwhile gets it for
/// nothing.
async fn hand_over(worker: Worker, module: Promise) {
    let module = JsFuture::from(module).await.unwrap_or(JsValue::NULL);
    if worker.post_message(&module).is_err() {
        drop(worker.post_message(&JsValue::NULL));
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

impl Outgoing {
    fn post(&self, worker: &Worker) {
        // Bytes and files can always be cloned; if a browser thinks otherwise the answer never comes and the lock is there.
        drop(worker.post_message_with_transfer(&self.message, &self.transfer));
    }
}

/// Copies bytes out of JavaScript's memory and wipes them there.
pub(crate) fn take(bytes: &Uint8Array) -> Zeroizing<Vec<u8>> {
    let copy = Zeroizing::new(bytes.to_vec());
    bytes.fill(0, 0, bytes.length());
    copy
}
