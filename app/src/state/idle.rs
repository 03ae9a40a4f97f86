//! The vault locks itself when nobody has touched anything for a while.

use core::time::Duration;

use leptos::prelude::*;

use super::browser::{has_left, listen};
use super::{Route, use_router, use_vault};

/// How long nobody may touch anything, in minutes. Chosen for this session only: nothing is kept.
#[derive(Clone, Copy)]
pub(crate) struct Idle(RwSignal<u32>);

impl Idle {
    /// What can be chosen.
    pub(crate) const CHOICES: [u32; 4] = [1, 5, 15, 60];

    /// The minutes.
    #[must_use]
    pub(crate) fn minutes(self) -> RwSignal<u32> {
        self.0
    }
}

/// Begins to watch.
pub(crate) fn provide_idle() {
    let minutes = RwSignal::new(5);
    provide_context(Idle(minutes));
    let (vault, router) = (use_vault(), use_router());
    let touched = StoredValue::new(js_sys::Date::now());
    for event in [
        "pointerdown",
        "pointermove",
        "keydown",
        "wheel",
        "touchstart",
    ] {
        listen(&window(), event, move |_: web_sys::Event| {
            touched.set_value(js_sys::Date::now())
        });
    }
    // Bringing a long list in takes a while in which nobody touches anything: locked half way, half of it would stay.
    Effect::new(move |_| {
        vault.progress().track();
        touched.set_value(js_sys::Date::now());
    });
    set_interval(
        move || {
            if has_left() {
                return;
            }
            let open = vault.session().with_untracked(Option::is_some);
            let limit = f64::from(minutes.get_untracked()) * 60_000.0;
            if open && js_sys::Date::now() - touched.get_value() >= limit {
                vault.lock(true);
                router.show(Route::Start);
            }
        },
        Duration::from_secs(5),
    );
}

/// The setting.
#[must_use]
pub(crate) fn use_idle() -> Idle {
    expect_context()
}
