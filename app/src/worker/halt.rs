//! When the code stops: only the place is told, since a panic's message can quote what it was working on.

use std::panic;

use wasm_bindgen::JsValue;

use super::scope;

/// Reports panics of this page or worker as file and line, in the console of the page or to whoever started the worker.
pub(crate) fn report_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map(|location| format!("{}:{}", location.file(), location.line()))
            .unwrap_or_default();
        match scope::worker() {
            Some(worker) => drop(worker.post_message(&JsValue::from_str(&place))),
            None => web_sys::console::error_1(&JsValue::from_str(&place)),
        }
    }));
}
