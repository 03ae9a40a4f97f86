//! A QR code drawn as one path.

use core::fmt::Write;

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

use crate::t;

/// The dark modules as the `d` of a path, with the side of the code in modules.
fn path(text: &str) -> Option<(String, usize)> {
    // On a screen nothing is smudged or torn: the fewest modules are the largest ones, and those a poor camera reads best.
    let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        for (x, module) in code[y].iter().enumerate().take(code.size) {
            if module.value() {
                // Writing to a string can't fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
    }
    Some((path, code.size))
}

/// The code of this text; nothing if it is too long for one.
#[component]
pub(crate) fn QrCode(
    /// The text.
    text: String,
) -> impl IntoView {
    path(&text).map(|(path, side)| {
        let frame = format!("-4 -4 {0} {0}", side + 8);
        view! {
            <svg class="qr" data-test="qr" viewBox=frame role="img" aria-label=t!("qr-label") shape-rendering="crispEdges">
                <rect x="-4" y="-4" width="100%" height="100%" fill="#fff"></rect>
                <path d=path fill="#000"></path>
            </svg>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_link_fits() {
        let link = format!("http://{}.onion/#/join/{}", "a".repeat(56), "B".repeat(240));
        let (path, side) = path(&link).expect("a code");
        assert!(path.starts_with("M0 0h1v1h-1z") && side > 40);
    }
}
