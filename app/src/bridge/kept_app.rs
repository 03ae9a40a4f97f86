//! The app's own files on this device, for who keeps things there: without them nothing opens without a connection. Where a browser
//! has no place for them, as Tor Browser, it stays without.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

const SCRIPT: &str = "keep.js";
/// The name in the script.
const NAME: &str = "local";

/// What a method answers; nothing where there is none, or it fails.
async fn call(object: &JsValue, method: &str, arguments: &[&str]) -> Option<JsValue> {
    let method: Function = Reflect::get(object, &method.into()).ok()?.dyn_into().ok()?;
    let arguments: Array = arguments
        .iter()
        .map(|text| JsValue::from_str(text))
        .collect();
    let answer = method.apply(object, &arguments).ok()?;
    JsFuture::from(Promise::resolve(&answer)).await.ok()
}

fn container() -> Option<JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.is_object().then_some(container)
}

/// Keeps them from now on.
pub(crate) fn keep_app() {
    spawn_local(async {
        if let Some(container) = container() {
            call(&container, "register", &[SCRIPT]).await;
        }
    });
}

/// Deletes them.
pub(crate) async fn drop_app() {
    let Some(container) = container() else { return };
    let registered = call(&container, "getRegistrations", &[]).await;
    for registration in registered.map(|all| Array::from(&all)).unwrap_or_default() {
        call(&registration, "unregister", &[]).await;
    }
    if let Ok(caches) = Reflect::get(&js_sys::global(), &"caches".into()) {
        call(&caches, "delete", &[NAME]).await;
    }
}
