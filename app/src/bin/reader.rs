//! The module that reads people's files and pictures.

use wasm_bindgen::prelude::wasm_bindgen;

/// Reads one file.
#[wasm_bindgen]
pub fn start_reader() {
    app::start_reader();
}

/// A program has one; JavaScript calls the above.
fn main() {}
