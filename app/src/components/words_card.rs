//! Eight new words, shown once.

use leptos::prelude::*;

use super::Icon;
use crate::t;

/// The words, to be written down.
#[component]
pub(crate) fn WordsCard(
    /// The words.
    words: Vec<String>,
    /// They have been written down.
    on_written: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="words-card print-card">
            <ol class="eight-words" data-test="eight-words">
                {words.into_iter().map(|word| view! { <li><bdi data-test="word">{word}</bdi></li> }).collect_view()}
            </ol>
            <p class="hint">{t!("words-write-down")}</p>
        </div>
        <div class="actions">
            <button type="button" class="button primary" data-test="words-written" on:click=move |_| on_written.run(())>
                {t!("words-written")}
                <Icon href="#i-arrow-right"/>
            </button>
            <button type="button" class="button" data-test="words-print" on:click=move |_| drop(window().print())>
                <Icon href="#i-printer"/>
                {t!("words-print")}
            </button>
        </div>
    }
}
