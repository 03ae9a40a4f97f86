//! What collectors handed in to the region on the screen, for those who deal with it.

use leptos::prelude::*;
use vault::api::{Failure, HandedIn};

use super::{Task, use_here, use_vault};

/// What is there to be looked at; nothing before the first answer.
#[derive(Clone, Copy)]
pub(crate) struct InTray(RwSignal<Option<Vec<HandedIn>>>, Task);

impl InTray {
    /// All of it.
    pub(crate) fn entries(self) -> Signal<Option<Vec<HandedIn>>> {
        self.0.into()
    }

    /// Why it couldn't be read.
    pub(crate) fn failure(self) -> RwSignal<Option<Failure>> {
        self.1.failure()
    }

    /// How many.
    pub(crate) fn count(self) -> usize {
        self.0.with(|entries| entries.as_ref().map_or(0, Vec::len))
    }
}

/// Keeps the list of what was handed in, for the page and for the number in the menu.
pub(crate) fn provide_in_tray() {
    let (vault, here) = (use_vault(), use_here());
    let entries = RwSignal::new(None);
    let task = Task::new();
    let asks = Memo::new(move |_| here.get().edits().then(|| here.get().region));
    Effect::new(move |_| {
        vault.incoming_version().track();
        match asks.get() {
            Some(region) => {
                task.latest(vault.handed_in(region), move |fresh| {
                    entries.set(Some(fresh));
                });
            }
            None => entries.set(None),
        }
    });
    provide_context(InTray(entries, task));
}

/// The tray.
#[must_use]
pub(crate) fn use_in_tray() -> InTray {
    expect_context()
}
