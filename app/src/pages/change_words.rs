//! Other words for the same person: the old ones first, then new ones as when they were made.

use leptos::prelude::*;
use vault::api::Command;

use crate::components::{Busy, Icon, NewWords, Problem, WordsField};
use crate::state::{Task, use_toasts, use_vault};
use crate::{t, text};

#[derive(Clone, PartialEq, Eq)]
enum Stage {
    Closed,
    Old,
    New,
}

/// A panel that opens when asked.
#[component]
pub(super) fn ChangeWords() -> impl IntoView {
    let (vault, toasts) = (use_vault(), use_toasts());
    let stage = RwSignal::new(Stage::Closed);
    let typed = RwSignal::new(String::new());
    let task = Task::new();
    let close = move || {
        typed.set(String::new());
        task.failure().set(None);
        stage.set(Stage::Closed);
    };
    let check = Callback::new(move |()| {
        let words = typed.get_untracked();
        task.run(
            vault.command(Command::CheckWords { words, file: None }),
            move |()| {
                stage.set(Stage::New);
            },
        );
    });
    let change = Callback::new(move |new: String| {
        let old = typed.get_untracked();
        task.run(
            vault.command(Command::ChangeWords {
                old,
                old_file: None,
                new,
                new_file: None,
            }),
            move |()| {
                toasts.say(text!("words-changed"));
                close();
            },
        );
    });
    let old = move || {
        view! {
            <p>{t!("words-change-old")}</p>
            <WordsField typed label=Signal::derive(|| text!("start-words")) on_enter=check test="old-words"/>
            <Problem failure=task.failure()/>
            <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("words-checking"))/></Show>
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    data-test="old-words-go"
                    disabled=move || task.busy()
                    on:click=move |_| check.run(())
                >
                    {t!("go-on")}
                </button>
                <button type="button" class="button" data-test="words-keep" disabled=move || task.busy() on:click=move |_| close()>
                    {t!("cancel")}
                </button>
            </div>
        }
    };
    let new = move || {
        view! {
            <NewWords on_done=change/>
            <Problem failure=task.failure()/>
            <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("words-changing"))/></Show>
            <button type="button" class="button quiet" data-test="words-keep" disabled=move || task.busy() on:click=move |_| close()>
                {t!("words-keep")}
            </button>
        }
    };
    view! {
        <section class="panel" data-test="change-words">
            <h2><Icon href="#i-key-round"/>{t!("words-yours")}</h2>
            {move || match stage.get() {
                Stage::Closed => view! {
                    <p>{t!("words-change-why")}</p>
                    <div class="actions">
                        <button type="button" class="button" data-test="words-change" on:click=move |_| stage.set(Stage::Old)>
                            {t!("words-change")}
                        </button>
                    </div>
                }.into_any(),
                Stage::Old => old().into_any(),
                Stage::New => new().into_any(),
            }}
        </section>
    }
}
