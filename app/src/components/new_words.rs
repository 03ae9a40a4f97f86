//! A person's eight words: made, shown, typed back.

use leptos::prelude::*;

use super::words_back::WordsBack;
use super::words_card::WordsCard;
use super::{Busy, Problem, WordsLanguage};
use crate::state::{Task, use_vault};
use crate::text::language;
use crate::{t, text};

/// Ends with the words in the hands of whoever asked for them.
#[component]
pub(crate) fn NewWords(
    /// They were typed back.
    on_done: Callback<String>,
) -> impl IntoView {
    let vault = use_vault();
    let chosen = RwSignal::new(untrack(language));
    let made = RwSignal::new(Vec::<String>::new());
    let written = RwSignal::new(false);
    let task = Task::new();
    Effect::new(move |_| {
        task.latest(vault.make_words(chosen.get()), move |words| made.set(words));
    });
    let stage = Memo::new(move |_| (made.with(Vec::is_empty), written.get()));
    let showing = move || {
        view! {
            <p>{t!("words-why")}</p>
            <WordsLanguage chosen/>
            {move || view! {
                <WordsCard words=made.get() on_written=Callback::new(move |()| written.set(true))/>
            }}
        }
    };
    let typing = move || {
        view! {
            <WordsBack
                words=made.get_untracked()
                on_right=Callback::new(move |()| on_done.run(made.get_untracked().join(" ")))
                on_back=Callback::new(move |()| written.set(false))
            />
        }
    };
    view! {
        <Problem failure=task.failure()/>
        {move || match stage.get() {
            (true, _) => view! { <Busy text=Signal::derive(|| text!("words-making"))/> }.into_any(),
            (false, false) => showing().into_any(),
            (false, true) => typing().into_any(),
        }}
    }
}
