//! Putting the page up with its bridge, and making sure that leaving it drops the keys.

use leptos::mount::mount_to_body;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::PageTransitionEvent;

use super::provide_bridge;
use crate::worker::report_panics;

/// Mounts `view` in the body, the bridge in its context.
pub(crate) fn start_page<V: IntoView + 'static>(
    module: JsValue,
    view: impl FnOnce() -> V + 'static,
) {
    report_panics();
    mount_to_body(move || {
        let bridge = provide_bridge(module);
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
    });
}
