//! What can be chosen. Nothing of it is kept on the device, but what somebody wants kept there.

use leptos::prelude::*;

use super::change_words::ChangeWords;
use super::keep_offline::KeepOffline;
use crate::components::{Icon, LanguageSwitch};
use crate::state::{Idle, Route, Theme, use_idle, use_router, use_theme};
use crate::t;

/// Language, colours, idle lock, words, what is kept on the device, and the panic key explained.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let (router, idle, theme) = (use_router(), use_idle().minutes(), use_theme());
    view! {
        <div class="page narrow">
            <h1 tabindex="-1">{t!("menu-settings")}</h1>
            <section class="panel">
                <label class="setting">
                    <span>{t!("language")}</span>
                    <LanguageSwitch/>
                </label>
                <label class="setting">
                    <span>{t!("theme")}</span>
                    <select data-test="theme-select" on:change=move |event| theme.set(match event_target_value(&event).as_str() {
                        "light" => Theme::Light,
                        "dark" => Theme::Dark,
                        _ => Theme::System,
                    })>
                        <option value="system" prop:selected=move || theme.get() == Theme::System>{t!("theme-system")}</option>
                        <option value="light" prop:selected=move || theme.get() == Theme::Light>{t!("theme-light")}</option>
                        <option value="dark" prop:selected=move || theme.get() == Theme::Dark>{t!("theme-dark")}</option>
                    </select>
                </label>
                <label class="setting">
                    <span>{t!("idle-label")}</span>
                    <select data-test="idle" on:change=move |event| {
                        if let Ok(minutes) = event_target_value(&event).parse() {
                            idle.set(minutes);
                        }
                    }>
                        {Idle::CHOICES.into_iter().map(|n| view! {
                            <option value=n prop:selected=move || idle.get() == n>{t!("idle-minutes", n = n)}</option>
                        }).collect_view()}
                    </select>
                </label>
                <p class="hint">{t!("settings-kept")}</p>
            </section>
            <ChangeWords/>
            <KeepOffline/>
            <section class="panel">
                <h2><Icon href="#i-eye-off"/>{t!("panic")}</h2>
                <p>{t!("panic-text")}</p>
            </section>
            <p>
                <a href=Route::Help.hash() data-test="help" on:click=move |event| {
                    event.prevent_default();
                    router.go(Route::Help);
                }>{t!("help")}</a>
            </p>
        </div>
    }
}
