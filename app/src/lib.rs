//! The front end: a page, the vault in a worker, and readers of files in workers that are thrown away. Each is a module of
//! its own (`src/bin/`), so that a browser downloads what it needs when it needs it.

mod bridge;
mod components;
mod logic;
mod pages;
mod reader;
mod state;
mod text;
mod worker;

use js_sys::Promise;
use leptos::prelude::*;

/// Shows the page. `vault` becomes the vault's compiled module, or `null` if the vault's worker must get it itself.
pub fn start_page(vault: Promise) {
    bridge::start_page(vault, || view! { <pages::App/> });
}

/// Runs what a worker of this name is for.
pub fn start_vault(name: &str) {
    worker::start(name);
}

/// Reads one file, in a worker.
pub fn start_reader() {
    reader::start();
}
