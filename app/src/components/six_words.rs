//! Six words that two people compare.

use leptos::prelude::*;

/// Large enough to read aloud from across a table.
#[component]
pub(crate) fn SixWords(
    /// The words.
    words: Vec<String>,
) -> impl IntoView {
    view! {
        <ol class="six-words" data-test="six-words">
            {words.into_iter().map(|word| view! { <li><bdi>{word}</bdi></li> }).collect_view()}
        </ol>
    }
}
