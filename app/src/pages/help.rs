//! What it is, what it does for you, and what it can't.

use leptos::prelude::*;

use crate::t;

/// Short answers.
#[component]
pub(crate) fn Help() -> impl IntoView {
    view! {
        <article class="page narrow help" data-test="help-page">
            <h1 tabindex="-1">{t!("help")}</h1>
            <h2>{t!("help-what-title")}</h2>
            <p>{t!("help-what")}</p>
            <h2>{t!("help-words-title")}</h2>
            <p>{t!("help-words")}</p>
            <h2>{t!("help-six-title")}</h2>
            <p>{t!("help-six")}</p>
            <h2>{t!("help-fresh-title")}</h2>
            <p>{t!("help-fresh")}</p>
            <h2>{t!("panic")}</h2>
            <p>{t!("panic-text")}</p>
            <h2>{t!("help-limits-title")}</h2>
            <ul>
                <li>{t!("help-limit-host")}</li>
                <li>{t!("help-limit-reader")}</li>
                <li>{t!("help-limit-lost")}</li>
                <li>{t!("help-limit-print")}</li>
            </ul>
        </article>
    }
}
