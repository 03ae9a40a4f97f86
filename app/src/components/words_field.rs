//! Where words are typed.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Icon;
use crate::logic::words;
use crate::{t, text};

/// One comfortable box for all eight. The browser neither keeps nor checks what is typed.
#[component]
pub(crate) fn WordsField(
    /// What is typed.
    typed: RwSignal<String>,
    /// Its label.
    #[prop(into)]
    label: Signal<String>,
    /// Enter.
    on_enter: Callback<()>,
    /// Tells it from others.
    test: &'static str,
) -> impl IntoView {
    let hidden = RwSignal::new(false);
    let node = NodeRef::<html::Textarea>::new();
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            on_enter.run(());
        }
    };
    Effect::new(move |_| {
        if let Some(area) = node.get() {
            let _ = area.focus();
        }
    });
    view! {
        <div class="words-field">
            <label for=test>{move || label.get()}</label>
            <textarea
                node_ref=node
                id=test
                data-test=test
                class:concealed=move || hidden.get()
                rows="3"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=keydown
            ></textarea>
            <div class="words-foot">
                <p class="hint" aria-live="polite" data-test="words-count">
                    {move || text!("words-count", n = u32::try_from(words(&typed.get()).len()).unwrap_or(u32::MAX))}
                </p>
                <button
                    type="button"
                    class="button quiet"
                    data-test="words-hide"
                    aria-pressed=move || hidden.get().to_string()
                    on:click=move |_| hidden.update(|hidden| *hidden = !*hidden)
                >
                    <Icon href="#i-eye-off"/>
                    {t!("words-hide")}
                </button>
            </div>
        </div>
    }
}
