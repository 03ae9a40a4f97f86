//! What it is, what it does for you, and what it can't.

use leptos::prelude::*;

use crate::components::{ROLES, role_can, role_name};
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
            <h2>{t!("help-roles-title")}</h2>
            <p>{t!("help-roles")}</p>
            <dl>
                {ROLES.into_iter().map(|role| view! {
                    <div>
                        <dt>{move || role_name(role)}</dt>
                        <dd>{move || role_can(role)}</dd>
                    </div>
                }).collect_view()}
            </dl>
            <h2>{t!("help-incoming-title")}</h2>
            <p>{t!("help-incoming")}</p>
            <h2>{t!("help-remove-title")}</h2>
            <p>{t!("help-remove")}</p>
            <p>{t!("help-renewed")}</p>
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
