//! Copying a text.

use core::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::Icon;
use crate::text;

/// Copies, and says that it has.
#[component]
pub(crate) fn CopyButton(
    /// What to copy.
    text: String,
    /// Tells it from other buttons.
    test: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            if JsFuture::from(promise).await.is_ok() && copied.try_set(true).is_none() {
                set_timeout(
                    move || {
                        copied.try_set(false);
                    },
                    Duration::from_secs(3),
                );
            }
        });
    };
    view! {
        <button type="button" class="button" data-test=test on:click=copy>
            {move || if copied.get() { view! { <Icon href="#i-check"/> } } else { view! { <Icon href="#i-copy"/> } }}
            <span aria-live="polite">
                {move || if copied.get() { text!("copied") } else { text!("copy-link") }}
            </span>
        </button>
    }
}
