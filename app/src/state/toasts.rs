//! Short messages at the edge of the screen, some with a way back.

use core::time::Duration;

use leptos::prelude::*;

/// How long a message stays.
const STAYS: Duration = Duration::from_secs(12);

/// A message.
#[derive(Clone)]
pub(crate) struct Toast {
    /// Tells it from the others.
    pub(crate) id: u32,
    /// What it says.
    pub(crate) text: String,
    /// Takes back what it tells of.
    pub(crate) undo: Option<Callback<()>>,
}

/// The messages on the screen.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Everything shown.
    #[must_use]
    pub(crate) fn shown(self) -> Signal<Vec<Toast>> {
        self.shown.into()
    }

    /// Says something.
    pub(crate) fn say(self, text: String) {
        self.add(text, None);
    }

    /// Says something that can be undone.
    pub(crate) fn say_with_undo(self, text: String, undo: Callback<()>) {
        self.add(text, Some(undo));
    }

    /// Takes a message away.
    pub(crate) fn dismiss(self, id: u32) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }

    /// Takes all away.
    pub(crate) fn clear(self) {
        self.shown.set(Vec::new());
    }

    fn add(self, text: String, undo: Option<Callback<()>>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            if shown.len() >= 3 {
                shown.remove(0);
            }
            shown.push(Toast { id, text, undo });
        });
        set_timeout(move || self.dismiss(id), STAYS);
    }
}

/// Makes room for messages.
pub(crate) fn provide_toasts() {
    provide_context(Toasts {
        shown: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
    });
}

/// The messages.
#[must_use]
pub(crate) fn use_toasts() -> Toasts {
    expect_context()
}
