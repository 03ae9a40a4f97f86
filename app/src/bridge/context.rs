//! The vault as components see it.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use js_sys::Promise;
use leptos::prelude::*;
use vault::api::{Command, Event, Failure, Reply};

use super::engine::{Engine, EngineState};
use crate::worker::delete_then;

/// Takes the page down.
type Unmount = Box<dyn FnOnce()>;

/// The way to the vault; copy it freely.
#[derive(Clone, Copy)]
pub(crate) struct Bridge {
    engine: StoredValue<Rc<Engine>, LocalStorage>,
    state: ReadSignal<EngineState>,
    unmount: StoredValue<RefCell<Option<Unmount>>, LocalStorage>,
}

/// Starts the vault of this module, once it is compiled, and puts the bridge into the context. Once, at the root.
pub(crate) fn provide_bridge(module: Promise) -> Bridge {
    let state = RwSignal::new(EngineState::Starting);
    let bridge = Bridge {
        engine: StoredValue::new_local(Engine::new(module, state)),
        state: state.read_only(),
        unmount: StoredValue::new_local(RefCell::new(None)),
    };
    provide_context(bridge);
    bridge
}

/// The bridge of the context.
pub(crate) fn use_bridge() -> Bridge {
    expect_context()
}

impl Bridge {
    /// Asks the vault. Locking while it works on the answer gives [`Failure::Cancelled`].
    pub(crate) fn send(
        self,
        command: Command,
    ) -> impl Future<Output = Result<Reply, Failure>> + 'static {
        self.ask(command, None)
    }

    /// [`Command::ReadFile`] for a file as the browser gives it: it goes to the vault without being read into the page.
    pub(crate) fn read_file(
        self,
        file: &web_sys::File,
    ) -> impl Future<Output = Result<Reply, Failure>> + 'static {
        let command = Command::ReadFile {
            name: file.name(),
            bytes: Vec::new(),
        };
        self.ask(command, Some(file))
    }

    /// Calls back at every event, in order, until the component that called this is gone.
    pub(crate) fn on_event(self, listener: impl Fn(&Event) + 'static) {
        if let Some(number) = self
            .engine
            .try_with_value(|engine| engine.listen(Rc::new(listener)))
        {
            on_cleanup(move || {
                self.engine.try_with_value(|engine| engine.unlisten(number));
            });
        }
    }

    /// How the worker is.
    pub(crate) fn engine(self) -> ReadSignal<EngineState> {
        self.state
    }

    /// Drops every key: ends the vault's worker with all its memory and starts an empty one.
    pub(crate) fn lock(self) {
        self.engine.try_with_value(|engine| engine.start());
    }

    /// Drops every key, blanks the page, deletes what is kept on this device, and leaves for an empty page, which takes its place in
    /// the history.
    pub(crate) fn panic(self) {
        self.end();
        self.engine.try_with_value(|engine| engine.unlisten_all());
        let unmount = self.unmount.try_with_value(RefCell::take).flatten();
        let window = window();
        if let Some(body) = window.document().and_then(|document| document.body()) {
            body.set_hidden(true);
        }
        if let Some(unmount) = unmount {
            unmount();
        }
        // What is kept on this device goes too, before the page does.
        delete_then(move || drop(window.location().replace("about:blank")));
    }

    /// Drops every key and starts no new worker before it is needed.
    pub(crate) fn end(self) {
        self.engine.try_with_value(|engine| engine.end());
    }

    /// What takes the whole page down, for [`Self::panic`].
    pub(crate) fn set_unmount(self, unmount: impl FnOnce() + 'static) {
        self.unmount
            .try_with_value(|slot| slot.replace(Some(Box::new(unmount))));
    }

    fn ask(
        self,
        command: Command,
        file: Option<&web_sys::File>,
    ) -> impl Future<Output = Result<Reply, Failure>> + 'static {
        let receiver = self
            .engine
            .try_with_value(|engine| engine.ask(command, file));
        async move {
            match receiver {
                Some(receiver) => receiver.await.unwrap_or(Err(Failure::Cancelled)),
                None => Err(Failure::Cancelled),
            }
        }
    }
}
