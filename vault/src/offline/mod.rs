//! The offline store, for who turns it on: what a server sent, as it was sent, to be answered from when there is none.
//!
//! It is trusted no more than a server is. What lies in it goes through the same checks, and nothing is believed because it was on
//! this disk.

mod answer;
mod back;
mod copy;
mod fresh;
mod line;
mod names;
mod record;
mod settings;
mod sign_in;
mod space;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use futures::channel::oneshot;
use keys::{Day, Hash, SpaceId};

use crate::StoreFault;

pub(crate) use back::back;
pub(crate) use copy::copying;
pub(crate) use line::Line;
pub(crate) use settings::{keep, moved, status};
pub(crate) use sign_in::{keeps, sign_in};

/// What a session knows of the store.
#[derive(Default)]
pub(crate) struct Offline {
    /// Whether whoever is signed in keeps anything here; nothing before it was looked at.
    on: Cell<Option<bool>>,
    /// The day on which all of it was here last.
    whole: Cell<Option<Day>>,
    /// This session was opened from the store, and hasn't been held against the server's memory yet.
    unchecked: Cell<bool>,
    /// Why it couldn't be kept the last time.
    fault: Cell<Option<StoreFault>>,
    /// What was put there in this session, by space: what would be put there again isn't asked for.
    seen: RefCell<BTreeMap<SpaceId, Hash>>,
    /// Something was put there since the page was told.
    wrote: Cell<bool>,
    noted: Cell<bool>,
    waker: RefCell<Option<oneshot::Sender<()>>>,
}

impl Offline {
    /// Something has changed that is to be kept.
    pub(crate) fn note(&self) {
        self.noted.set(true);
        if let Some(waker) = self.waker.take() {
            let _ = waker.send(());
        }
    }

    /// Another day: what is kept is to say so.
    pub(crate) fn note_day(&self, today: Day) {
        if self.on.get() == Some(true) && self.whole.get() != Some(today) {
            self.note();
        }
    }

    /// Until the next note, or at once if there was one meanwhile.
    async fn noted(&self) {
        while !self.noted.take() {
            let (sender, receiver) = oneshot::channel();
            self.waker.replace(Some(sender));
            let _ = receiver.await;
        }
    }

    /// Nobody keeps anything here any more.
    fn forget(&self) {
        self.on.set(Some(false));
        self.whole.set(None);
        self.seen.take();
    }
}
