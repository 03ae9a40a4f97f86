//! The vault's worker, and who waits for its answers.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use js_sys::Promise;
use leptos::prelude::{RwSignal, Set};
use vault::api::{Command, Event, Failure, Reply};

use super::frame::{self, Message, Question};
use super::spawn::{Kind, Spawned, Told};

/// How the vault's worker is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EngineState {
    /// It is starting; commands wait for it.
    Starting,
    /// It runs.
    Running,
    /// It could not start, most likely since its scripts could not be fetched; the next command tries again.
    Absent,
    /// It stopped: say so and offer to reload. The next command starts a fresh one.
    Stopped {
        /// File and line, if known; never a message, which could quote what it was working on.
        place: Option<String>,
    },
}

type Answer = Result<Reply, Failure>;
type Listener = Rc<dyn Fn(&Event)>;

/// One vault at a time.
pub(crate) struct Engine {
    module: Promise,
    state: RwSignal<EngineState>,
    worker: RefCell<Option<Spawned>>,
    /// Counts workers, so that what an ended one still says is not taken for the next one's word.
    generation: Cell<u32>,
    pending: RefCell<HashMap<u32, oneshot::Sender<Answer>>>,
    ready: Cell<bool>,
    last_question: Cell<u32>,
    listeners: RefCell<Vec<(u32, Listener)>>,
    last_listener: Cell<u32>,
    me: Weak<Self>,
}

impl Engine {
    /// An engine of this module, its first worker starting.
    pub(crate) fn new(module: Promise, state: RwSignal<EngineState>) -> Rc<Self> {
        let engine = Rc::new_cyclic(|me| Self {
            module,
            state,
            worker: RefCell::default(),
            generation: Cell::default(),
            pending: RefCell::default(),
            ready: Cell::default(),
            last_question: Cell::default(),
            listeners: RefCell::default(),
            last_listener: Cell::default(),
            me: me.clone(),
        });
        engine.start();
        engine
    }

    /// Asks; the answer comes through the receiver, which is cancelled by [`Self::end`].
    pub(crate) fn ask(
        &self,
        command: Command,
        file: Option<&web_sys::File>,
    ) -> oneshot::Receiver<Answer> {
        let (sender, receiver) = oneshot::channel();
        let number = self.last_question.get().wrapping_add(1);
        self.last_question.set(number);
        if self.worker.borrow().is_none() {
            self.start();
        }
        let Ok(bytes) = frame::encode(&Question(number, command)) else {
            return receiver;
        };
        if let Some(worker) = self.worker.borrow().as_ref() {
            self.pending.borrow_mut().insert(number, sender);
            worker.post(&bytes, file);
        } else {
            drop(sender.send(Err(Failure::Offline)));
        }
        receiver
    }

    /// Ends the worker and with it every secret; what was asked is cancelled.
    pub(crate) fn end(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
        self.ready.set(false);
        drop(self.worker.borrow_mut().take());
        // Taken out first: whoever wakes up may ask again.
        let pending = self.pending.take();
        drop(pending);
    }

    /// Starts a worker.
    pub(crate) fn start(&self) {
        self.end();
        let generation = self.generation.get();
        self.state.set(EngineState::Starting);
        let me = self.me.clone();
        let tell = move |told| {
            if let Some(engine) = me
                .upgrade()
                .filter(|engine| engine.generation.get() == generation)
            {
                engine.told(told);
            }
        };
        match Spawned::new(Kind::Vault, self.module.clone(), tell) {
            Ok(worker) => drop(self.worker.replace(Some(worker))),
            Err(_) => self.state.set(EngineState::Absent),
        }
    }

    /// Calls back at every event; gives the number to stop with.
    pub(crate) fn listen(&self, listener: Listener) -> u32 {
        let number = self.last_listener.get().wrapping_add(1);
        self.last_listener.set(number);
        self.listeners.borrow_mut().push((number, listener));
        number
    }

    /// Stops calling back.
    pub(crate) fn unlisten(&self, number: u32) {
        self.listeners
            .borrow_mut()
            .retain(|(other, _)| *other != number);
    }

    /// Forgets who listens.
    pub(crate) fn unlisten_all(&self) {
        self.listeners.take();
    }

    fn told(&self, told: Told) {
        match told {
            Told::Ready => {
                self.ready.set(true);
                self.state.set(EngineState::Running);
            }
            Told::Frame(bytes) => match frame::decode(&bytes) {
                Ok(Message::Answer(number, answer)) => {
                    let sender = self.pending.borrow_mut().remove(&number);
                    if let Some(sender) = sender {
                        // Whoever asked may have left the screen.
                        drop(sender.send(answer));
                    }
                }
                Ok(Message::Event(event)) => {
                    let listeners: Vec<Listener> = self
                        .listeners
                        .borrow()
                        .iter()
                        .map(|(_, listener)| Rc::clone(listener))
                        .collect();
                    for listener in listeners {
                        listener(&event);
                    }
                }
                Err(_) => self.stopped(None),
            },
            Told::Stopped(None) if !self.ready.get() => self.absent(),
            Told::Stopped(place) => self.stopped(place),
        }
    }

    fn absent(&self) {
        let pending = self.pending.take();
        self.end();
        self.state.set(EngineState::Absent);
        for sender in pending.into_values() {
            drop(sender.send(Err(Failure::Offline)));
        }
    }

    fn stopped(&self, place: Option<String>) {
        self.end();
        self.state.set(EngineState::Stopped { place });
    }
}
