//! The way out. While a session is opened without a server, it ends at the store.

use std::cell::Cell;

use records::import::{ReadError, Table};
use zeroize::Zeroizing;

use super::answer::answer;
use crate::api::{Alarm, Event};
use crate::{Answer, Local, Patience, Platform, Store, Unreachable};

/// The platform, or the store in its server's place.
pub(crate) struct Line<P> {
    outside: P,
    from_store: Cell<bool>,
    /// What the store answered didn't hold.
    spoilt: Cell<bool>,
}

/// The store answers as long as this lives.
pub(super) struct FromStore<'a, P>(&'a Line<P>);

impl<P> Drop for FromStore<'_, P> {
    fn drop(&mut self) {
        self.0.from_store.set(false);
    }
}

impl<P> Line<P> {
    pub(crate) fn new(outside: P) -> Self {
        Self {
            outside,
            from_store: Cell::new(false),
            spoilt: Cell::new(false),
        }
    }

    /// From now on the store answers.
    pub(super) fn ask_store(&self) -> FromStore<'_, P> {
        self.from_store.set(true);
        self.spoilt.set(false);
        FromStore(self)
    }

    /// Whether it does now.
    pub(crate) fn is_from_store(&self) -> bool {
        self.from_store.get()
    }

    /// Whether it answered what doesn't hold.
    pub(super) fn is_spoilt(&self) -> bool {
        self.spoilt.get()
    }
}

impl<P: Platform> Platform for Line<P> {
    fn post(
        &self,
        name: &'static str,
        body: Vec<u8>,
        patience: Patience,
    ) -> Local<'_, Result<Answer, Unreachable>> {
        if !self.is_from_store() {
            return self.outside.post(name, body, patience);
        }
        Box::pin(async move {
            let body = answer(self.outside.store(), name, &body).await;
            let body = body.ok_or(Unreachable)?;
            Ok(Answer { status: 200, body })
        })
    }

    fn stretch(
        &self,
        input: Zeroizing<Vec<u8>>,
        salt: keys::Stretch,
    ) -> Local<'_, Zeroizing<[u8; 32]>> {
        self.outside.stretch(input, salt)
    }

    fn read_table(
        &self,
        name: String,
        bytes: Vec<u8>,
    ) -> Local<'_, Result<Result<Table, ReadError>, Unreachable>> {
        self.outside.read_table(name, bytes)
    }

    fn today(&self) -> u16 {
        self.outside.today()
    }

    fn fill_random(&self, out: &mut [u8]) {
        self.outside.fill_random(out);
    }

    fn sleep(&self, milliseconds: u32) -> Local<'_, ()> {
        if self.is_from_store() {
            // What isn't in the store now won't be there later.
            return Box::pin(core::future::ready(()));
        }
        self.outside.sleep(milliseconds)
    }

    fn emit(&self, event: Event) {
        let of_server = matches!(
            event,
            Event::Alarm(Alarm::HistoryBroken { .. } | Alarm::FalseEnvelope { .. })
        );
        if self.is_from_store() && of_server {
            // No server has said it: it is told of in other words, and nothing is shown.
            self.spoilt.set(true);
            return;
        }
        self.outside.emit(event);
    }

    fn store(&self) -> &dyn Store {
        self.outside.store()
    }
}
