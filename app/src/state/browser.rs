//! The few things every part needs of the browser.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventTarget;

/// Today, as the vault counts days: since 1970-01-01, UTC.
#[must_use]
pub(crate) fn today() -> u16 {
    // Saturates; a clock outside 1970–2149 is told to the user by the vault.
    (js_sys::Date::now() / 86_400_000.0) as u16
}

thread_local! {
    static LEFT: Cell<bool> = const { Cell::new(false) };
}

/// From now on nothing of the page is there: whatever still fires before the browser has left it finds nothing to work on.
pub(crate) fn leave() {
    LEFT.set(true);
}

/// Whether the page was taken down.
pub(crate) fn has_left() -> bool {
    LEFT.get()
}

/// Listens for as long as the page lives.
pub(crate) fn listen<E: JsCast + 'static>(
    target: &EventTarget,
    event: &str,
    mut heard: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        if let Ok(event) = event.dyn_into::<E>()
            && !has_left()
        {
            heard(event);
        }
    });
    // It fails only for a target that can't hear anything.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Runs after the next frame has been laid out.
pub(crate) fn soon(run: impl FnOnce() + 'static) {
    request_animation_frame(move || {
        if !has_left() {
            run();
        }
    });
}

/// Puts the focus on the first element that matches.
pub(crate) fn focus(selector: &str) {
    let node = document().query_selector(selector).ok().flatten();
    if let Some(node) = node.and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = node.focus();
    }
}
