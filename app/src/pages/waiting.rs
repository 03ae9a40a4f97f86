//! Not a member yet, or not any more.

use leptos::prelude::*;

use crate::components::{Busy, Empty, SixWords};
use crate::{t, text};

/// Waiting for the lead, who must read the same six words.
#[component]
pub(crate) fn Waiting(six_words: Vec<String>) -> impl IntoView {
    view! {
        <section class="card middle" data-test="waiting">
            <h1 tabindex="-1">{t!("waiting-title")}</h1>
            <p>{t!("waiting-read")}</p>
            <SixWords words=six_words/>
            <p>{t!("waiting-warn")}</p>
            <Busy text=Signal::derive(|| text!("waiting-busy"))/>
            <p class="hint">{t!("waiting-later")}</p>
        </section>
    }
}

/// The keys of this region open nothing new.
#[component]
pub(crate) fn Removed() -> impl IntoView {
    view! {
        <section class="card middle">
            <h1 tabindex="-1">{t!("removed-title")}</h1>
            <Empty icon="#i-key-round" text=Signal::derive(|| text!("removed-text")) test="removed"/>
        </section>
    }
}
