//! Typing the words back, to be sure they are on paper.

use leptos::prelude::*;

use super::{Icon, WordsField};
use crate::logic::{Slot, check};
use crate::{t, text};

/// Goes on only with all eight.
#[component]
pub(crate) fn WordsBack(
    /// The words that should be typed.
    words: Vec<String>,
    /// All eight are right.
    on_right: Callback<()>,
    /// They weren't written down after all.
    on_back: Callback<()>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let slots = Memo::new(move |_| check(&words, &typed.get()));
    let right = move || slots.with(|slots| slots.iter().all(|slot| *slot == Slot::Right));
    let enter = Callback::new(move |()| {
        if right() {
            on_right.run(());
        }
    });
    let mark = |at: usize, slot: Slot| {
        let number = at + 1;
        match slot {
            Slot::Open => view! { <li class="open">{number}</li> }.into_any(),
            Slot::Right => view! {
                <li class="right"><Icon href="#i-check"/>{number}<span class="unseen">{t!("words-slot-right")}</span></li>
            }
            .into_any(),
            Slot::Wrong => view! {
                <li class="wrong"><Icon href="#i-x"/>{number}<span class="unseen">{t!("words-slot-wrong")}</span></li>
            }
            .into_any(),
        }
    };
    view! {
        <WordsField typed label=Signal::derive(|| text!("words-type-back")) on_enter=enter test="words-back"/>
        <ol class="slots" data-test="words-slots">
            {move || slots.get().into_iter().enumerate().map(|(at, slot)| mark(at, slot)).collect_view()}
        </ol>
        <div class="actions">
            <button
                type="button"
                class="button primary"
                data-test="words-right"
                disabled=move || !right()
                on:click=move |_| on_right.run(())
            >
                {t!("words-right")}
            </button>
            <button type="button" class="button" data-test="words-again" on:click=move |_| on_back.run(())>
                {t!("words-again")}
            </button>
        </div>
    }
}
