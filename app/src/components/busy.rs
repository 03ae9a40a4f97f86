//! Something takes a while.

use leptos::prelude::*;

/// A turning ring, never without words.
#[component]
pub(crate) fn Busy(
    /// What is under way.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <p class="busy" role="status" data-test="busy">
            <span class="ring" aria-hidden="true"></span>
            {move || text.get()}
        </p>
    }
}
