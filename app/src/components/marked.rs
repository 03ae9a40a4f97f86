//! A text with its matching parts marked.

use leptos::prelude::*;
use vault::api::Cell;

use crate::logic::parts;

/// The cell as text nodes: whatever is in it stays text.
#[component]
pub(crate) fn Marked(
    /// The text and where it matched.
    cell: Cell,
) -> impl IntoView {
    let pieces = parts(&cell)
        .into_iter()
        .map(|part| {
            if part.marked {
                view! { <mark>{part.text}</mark> }.into_any()
            } else {
                part.text.into_any()
            }
        })
        .collect_view();
    view! { <bdi>{pieces}</bdi> }
}
