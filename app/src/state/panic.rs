//! The panic key: Escape twice within a second, or the button that says so.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::browser::listen;
use super::use_vault;

/// Two Escapes this close together, in milliseconds, are a panic.
const CLOSE: f64 = 1_000.0;

/// Whether the second of two presses came soon enough.
fn is_double(previous: Option<f64>, now: f64) -> bool {
    previous.is_some_and(|previous| now - previous <= CLOSE)
}

/// Listens for the key, whatever has the focus.
pub(crate) fn provide_panic_key() {
    let vault = use_vault();
    let mut previous = None;
    listen(&document(), "keydown", move |event: KeyboardEvent| {
        if event.key() != "Escape" || event.repeat() {
            if event.key() != "Escape" {
                previous = None;
            }
            return;
        }
        let now = js_sys::Date::now();
        if is_double(previous, now) {
            vault.panic();
        }
        previous = Some(now);
    });
}

#[cfg(test)]
mod tests {
    use super::is_double;

    #[test]
    fn two_presses_within_a_second() {
        assert!(!is_double(None, 5_000.0));
        assert!(is_double(Some(4_200.0), 5_000.0));
        assert!(is_double(Some(4_000.0), 5_000.0));
        assert!(!is_double(Some(3_900.0), 5_000.0));
    }
}
