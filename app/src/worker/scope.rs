//! The worker's global scope.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use crate::bridge::{frame, spawn};

/// The scope, in a worker; nothing in the page.
pub(crate) fn worker() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Tells whoever started this worker that it runs.
pub(crate) fn post_ready() {
    post_value(&JsValue::TRUE);
}

/// Tells whoever started this worker that nothing will come of what it was given.
pub(crate) fn post_stopped() {
    post_value(&JsValue::NULL);
}

/// Sends a frame to whoever started this worker, handing the bytes over.
pub(crate) fn post<T: Serialize>(message: &T) {
    let (Some(scope), Ok(bytes)) = (worker(), frame::encode(message)) else {
        return;
    };
    let bytes = Uint8Array::from(bytes.as_slice());
    drop(scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())));
}

/// Does this with every message, as long as the worker lives: a frame with perhaps a file, or nothing if it isn't from us.
pub(crate) fn on_message<T: DeserializeOwned>(act: impl Fn(Option<(T, Option<File>)>) + 'static) {
    let Some(scope) = worker() else { return };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        act(read(&event.data()));
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
}

/// What a file holds, unless it is gone or changed since it was chosen.
pub(crate) async fn bytes_of(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

fn read<T: DeserializeOwned>(data: &JsValue) -> Option<(T, Option<File>)> {
    let (bytes, file) = match data.dyn_ref::<Array>() {
        Some(both) => (both.get(0), both.get(1).dyn_into::<File>().ok()),
        None => (data.clone(), None),
    };
    let bytes: Uint8Array = bytes.dyn_into().ok()?;
    Some((frame::decode(&spawn::take(&bytes)).ok()?, file))
}

fn post_value(value: &JsValue) {
    if let Some(scope) = worker() {
        drop(scope.post_message(value));
    }
}
