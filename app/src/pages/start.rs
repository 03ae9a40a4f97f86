//! Signing in.

use leptos::prelude::*;
use vault::api::Failure;

use super::open_link::OpenLink;
use crate::components::{Busy, Icon, Problem, WordsField};
use crate::logic::replace_word;
use crate::state::{Pane, Route, Task, use_idle, use_router, use_vault};
use crate::{t, text};

/// Eight words, or a link.
#[component]
pub(crate) fn Start() -> impl IntoView {
    let (vault, router, idle) = (use_vault(), use_router(), use_idle());
    let typed = RwSignal::new(String::new());
    let task = Task::new();
    let sign_in = Callback::new(move |()| {
        vault.progress().set(None);
        task.run(vault.sign_in(typed.get_untracked(), None), move |session| {
            vault.progress().set(None);
            vault.begin(session);
            if !router.route_untracked().is_inside() {
                router.show(Route::Contacts(Pane::List));
            }
        });
    });
    // A long list on a bad line takes minutes: it is told how far it is, and that can be ended.
    let opening = move || match vault.progress().get() {
        Some((done, total)) if total > 0 => {
            let percent = u64::from(done.min(total)) * 100 / u64::from(total);
            text!(
                "signing-in-progress",
                n = u32::try_from(percent).unwrap_or(100)
            )
        }
        _ => text!("signing-in"),
    };
    view! {
        <section class="card">
            <h1 tabindex="-1">{t!("start-title")}</h1>
            <Show when=move || vault.locked_by_idling()>
                <p class="note" data-test="idle-note">
                    <Icon href="#i-clock"/>
                    <span>{t!("locked-idle", n = idle.minutes().get())}</span>
                </p>
            </Show>
            <Show when=move || vault.stopped()>
                <p class="note bad" data-test="vault-stopped">
                    <Icon href="#i-triangle-alert"/>
                    <span>{t!("vault-stopped")}</span>
                </p>
            </Show>
            <form on:submit=move |event| {
                event.prevent_default();
                sign_in.run(());
            }>
                <WordsField typed label=Signal::derive(|| text!("start-words")) on_enter=sign_in test="sign-in-words"/>
                <Suggestions typed failure=task.failure()/>
                <Problem failure=task.failure()/>
                <div class="actions">
                    <button type="submit" class="button primary wide" data-test="sign-in" disabled=move || task.busy()>
                        {t!("sign-in")}
                    </button>
                </div>
                <Show when=move || task.busy()>
                    <div class="inline">
                        <Busy text=Signal::derive(opening)/>
                        <button type="button" class="button quiet" data-test="sign-in-stop" on:click=move |_| vault.lock(false)>
                            {t!("stop")}
                        </button>
                    </div>
                </Show>
            </form>
        </section>
        <OpenLink/>
    }
}

/// What an unknown word may have been; one press puts it right.
#[component]
fn Suggestions(typed: RwSignal<String>, failure: RwSignal<Option<Failure>>) -> impl IntoView {
    move || {
        match failure.get() {
        Some(Failure::UnknownWord { position, suggestions }) if !suggestions.is_empty() => view! {
            <div class="suggestions" data-test="suggestions">
                <p>{t!("words-suggest")}</p>
                {suggestions.into_iter().map(|word| {
                    let shown = word.clone();
                    view! {
                        <button type="button" class="button" data-test="suggestion" on:click=move |_| {
                            typed.update(|typed| *typed = replace_word(typed, usize::from(position), &word));
                            failure.set(None);
                        }>
                            <bdi>{shown}</bdi>
                        </button>
                    }
                }).collect_view()}
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
    }
}
