//! Choosing a language: of the page, or of words to be made.

use leptos::prelude::*;
use vault::api::Language;

use crate::t;
use crate::text::{language, set_language, tag};

/// Each in its own name.
const NAMES: [(Language, &str); 3] = [
    (Language::English, "English"),
    (Language::Russian, "Русский"),
    (Language::Belarusian, "Беларуская"),
];

fn of_tag(value: &str) -> Language {
    NAMES
        .into_iter()
        .map(|(language, _)| language)
        .find(|language| tag(*language) == value)
        .unwrap_or(Language::English)
}

fn options(chosen: impl Fn() -> Language + Copy + Send + Sync + 'static) -> impl IntoView {
    NAMES
        .into_iter()
        .map(|(language, name)| {
            view! { <option value=tag(language) lang=tag(language) prop:selected=move || chosen() == language>{name}</option> }
        })
        .collect_view()
}

/// The page's language.
#[component]
pub(crate) fn LanguageSwitch() -> impl IntoView {
    view! {
        <select
            class="language"
            data-test="language"
            aria-label=t!("language")
            on:change=move |event| set_language(of_tag(&event_target_value(&event)))
        >
            {options(language)}
        </select>
    }
}

/// The language of words that are about to be made.
#[component]
pub(crate) fn WordsLanguage(
    /// The choice.
    chosen: RwSignal<Language>,
) -> impl IntoView {
    view! {
        <label class="inline">
            <span>{t!("words-language")}</span>
            <select
                data-test="words-language"
                on:change=move |event| chosen.set(of_tag(&event_target_value(&event)))
            >
                {options(move || chosen.get())}
            </select>
        </label>
    }
}
