//! The Leptos front end. One module, compiled once: the page calls [`start_page`], every worker calls [`start_worker`].

mod bridge;
mod components;
mod logic;
mod pages;
mod state;
mod text;
mod worker;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// Shows the page. `module` is the compiled module this code runs in; workers are started with it.
#[wasm_bindgen]
pub fn start_page(module: JsValue) {
    bridge::start_page(module, || view! { <pages::App/> });
}

/// Runs what a worker of this name is for.
#[wasm_bindgen]
pub fn start_worker(name: &str) {
    worker::start(name);
}
