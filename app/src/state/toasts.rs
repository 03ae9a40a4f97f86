//! Short messages at the edge of the screen, some with a way back.

use core::time::Duration;
use std::sync::Arc;

use leptos::prelude::*;

use super::browser::has_left;

/// How long a message stays that offers a way back.
const STAYS: Duration = Duration::from_secs(12);
/// How long one stays that only has to be read.
const STAYS_TO_BE_READ: Duration = Duration::from_secs(7);

/// Takes something back. It outlives the screen that offered it.
pub(crate) type Undo = Arc<dyn Fn() + Send + Sync>;

/// A message.
#[derive(Clone)]
pub(crate) struct Toast {
    /// Tells it from the others.
    pub(crate) id: u32,
    /// What it says.
    pub(crate) text: String,
    /// Takes back what it tells of.
    pub(crate) undo: Option<Undo>,
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
    pub(crate) fn say_with_undo(self, text: String, undo: impl Fn() + Send + Sync + 'static) {
        self.add(text, Some(Arc::new(undo)));
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

    fn add(self, text: String, undo: Option<Undo>) {
        let stays = if undo.is_some() {
            STAYS
        } else {
            STAYS_TO_BE_READ
        };
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            // What only had to be read makes room: on a small screen two messages cover half of it.
            shown.retain(|toast| toast.undo.is_some());
            if shown.len() >= 3 {
                shown.remove(0);
            }
            shown.push(Toast { id, text, undo });
        });
        let dismiss = move || {
            if !has_left() {
                self.dismiss(id);
            }
        };
        set_timeout(dismiss, stays);
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
