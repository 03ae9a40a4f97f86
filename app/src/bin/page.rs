//! The page's module.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;

/// Shows the page. `vault` becomes the vault's compiled module, or `null` where it could not be had.
#[wasm_bindgen]
pub fn start_page(vault: Promise) {
    app::start_page(vault);
}

/// A program has one; JavaScript calls the above.
fn main() {}
