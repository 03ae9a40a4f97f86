//! Answering an invitation: a name, eight words, then six to compare.

use leptos::prelude::*;

use crate::components::{Busy, NewWords, Problem};
use crate::state::{Pane, Route, Task, use_router, use_vault};
use crate::{t, text};

/// How far one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Name,
    Words,
    Joining,
}

/// The invitation link was opened.
#[component]
pub(crate) fn Join() -> impl IntoView {
    let (vault, router) = (use_vault(), use_router());
    let stage = RwSignal::new(Stage::Name);
    let name = RwSignal::new(String::new());
    let words = RwSignal::new(String::new());
    let (look, task) = (Task::new(), Task::new());
    // Nothing is sent yet: a damaged link is found out before anybody types.
    Effect::new(move |_| {
        if let Some(link) = router.link() {
            look.latest(vault.open_invitation(link), |_| ());
        }
    });
    let join = move || {
        let link = router.link().unwrap_or_default();
        let work = vault.join(
            link,
            name.get_untracked().trim().to_owned(),
            words.get_untracked(),
        );
        task.run(work, move |session| {
            router.drop_link();
            vault.begin(session);
            router.show(Route::Contacts(Pane::List));
        });
    };
    let done = Callback::new(move |typed: String| {
        words.set(typed);
        stage.set(Stage::Joining);
        untrack(join);
    });
    let named = move || name.with(|name| !name.trim().is_empty());
    let damaged = move || look.failure().with(Option::is_some);
    Effect::new(move |_| router.set_unsaved(stage.get() != Stage::Name));
    view! {
        <section class="card">
            <h1 tabindex="-1">{t!("join-title")}</h1>
            <Problem failure=look.failure()/>
            <Show when=move || router.link().is_some() || task.busy() fallback=|| view! {
                <p class="note" data-test="join-no-link">{t!("join-no-link")}</p>
            }>
                {move || match stage.get() {
                    Stage::Name => view! {
                        <p>{t!("join-intro")}</p>
                        <form on:submit=move |event| {
                            event.prevent_default();
                            if named() {
                                stage.set(Stage::Words);
                            }
                        }>
                            <div class="field">
                                <label for="join-name">{t!("join-name")}</label>
                                <input
                                    id="join-name"
                                    data-test="join-name"
                                    type="text"
                                    autocomplete="off"
                                    required
                                    maxlength="120"
                                    aria-describedby="join-name-hint"
                                    prop:value=move || name.get()
                                    on:input=move |event| name.set(event_target_value(&event))
                                />
                                <p class="hint" id="join-name-hint">{t!("join-name-hint")}</p>
                            </div>
                            <div class="actions">
                                <button
                                    type="submit"
                                    class="button primary wide"
                                    data-test="join-next"
                                    disabled=move || !named() || damaged()
                                >
                                    {t!("next")}
                                </button>
                            </div>
                        </form>
                    }.into_any(),
                    Stage::Words => view! { <NewWords on_done=done/> }.into_any(),
                    Stage::Joining => view! {
                        <Show when=move || task.busy()>
                            <Busy text=Signal::derive(|| text!("joining"))/>
                        </Show>
                        <Problem failure=task.failure()/>
                        <Show when=move || task.failure().with(Option::is_some)>
                            <div class="actions">
                                <button type="button" class="button primary" data-test="join-retry" on:click=move |_| join()>
                                    {t!("retry")}
                                </button>
                            </div>
                        </Show>
                    }.into_any(),
                }}
            </Show>
        </section>
    }
}
