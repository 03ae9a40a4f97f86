//! Pictures from the sprite in index.html.

use leptos::prelude::*;

/// A decoration beside words; it says nothing on its own.
#[component]
pub(crate) fn Icon(
    /// Its name in the sprite, with `#i-` before it.
    href: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use_ href=href></use_>
        </svg>
    }
}
