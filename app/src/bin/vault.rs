//! The module of the vault and of the workers that stretch words for it.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs what a worker of this name is for.
#[wasm_bindgen]
pub fn start_vault(name: &str) {
    app::start_vault(name);
}

/// A program has one; JavaScript calls the above.
fn main() {}
