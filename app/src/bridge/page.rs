//! Putting the page up with its bridge, and making sure that leaving it drops the keys.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, PageTransitionEvent};

use super::provide_bridge;
use crate::worker::report_panics;

/// Mounts `view` in the page's `#app`, the bridge in its context.
pub(crate) fn start_page<V: IntoView + 'static>(
    vault: Promise,
    view: impl FnOnce() -> V + 'static,
) {
    report_panics();
    let root = document()
        .get_element_by_id("app")
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let Some(root) = root.or_else(|| document().body()) else {
        return;
    };
    let made = Rc::new(Cell::new(None));
    let handle = mount_to(root, {
        let made = Rc::clone(&made);
        move || {
            let bridge = provide_bridge(vault);
            made.set(Some(bridge));
            // A browser may keep a left page with its workers to show it again at once: it must come back empty.
            let leaving = window_event_listener(leptos::ev::pagehide, move |_| bridge.end());
            let returning =
                window_event_listener(leptos::ev::pageshow, |event: PageTransitionEvent| {
                    if event.persisted() {
                        drop(window().location().reload());
                    }
                });
            on_cleanup(move || {
                leaving.remove();
                returning.remove();
            });
            view()
        }
    });
    match made.take() {
        Some(bridge) => bridge.set_unmount(move || drop(handle)),
        None => handle.forget(),
    }
}
