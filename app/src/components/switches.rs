//! Light or dark.

use leptos::prelude::*;

use super::Icon;
use crate::state::{Theme, use_theme};
use crate::text;

/// Goes round: the system's colours, light, dark.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let theme = use_theme();
    let next = move |_| {
        theme.update(|theme| {
            *theme = match theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::System,
            };
        });
    };
    let name = move || match theme.get() {
        Theme::System => text!("theme-system"),
        Theme::Light => text!("theme-light"),
        Theme::Dark => text!("theme-dark"),
    };
    let picture = move || match theme.get() {
        Theme::System => view! { <Icon href="#i-sun-moon"/> },
        Theme::Light => view! { <Icon href="#i-sun"/> },
        Theme::Dark => view! { <Icon href="#i-moon"/> },
    };
    view! {
        <button type="button" class="icon-button" data-test="theme" aria-label=name title=name on:click=next>
            {picture}
        </button>
    }
}
