//! The worker's global scope.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

use crate::bridge::frame;

/// The scope, in a worker; nothing in the page.
pub(super) fn worker() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Tells whoever started this worker that it runs.
pub(super) fn post_ready() {
    if let Some(scope) = worker() {
        drop(scope.post_message(&JsValue::TRUE));
    }
}

/// Sends a frame to whoever started this worker, handing the bytes over.
pub(super) fn post<T: Serialize>(message: &T) {
    let (Some(scope), Ok(bytes)) = (worker(), frame::encode(message)) else {
        return;
    };
    let bytes = Uint8Array::from(bytes.as_slice());
    drop(scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())));
}
