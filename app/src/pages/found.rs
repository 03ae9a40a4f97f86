//! Founding an organisation: three names, eight words, in.

use leptos::prelude::*;

use crate::components::{Busy, NewWords, Problem};
use crate::state::{Pane, Route, Task, use_router, use_vault};
use crate::{t, text};

/// How far one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Names,
    Words,
    Founding,
}

/// A line to fill in.
#[component]
fn Line(
    value: RwSignal<String>,
    test: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] hint: Signal<String>,
) -> impl IntoView {
    let hint_id = format!("{test}-hint");
    view! {
        <div class="field">
            <label for=test>{move || label.get()}</label>
            <input
                id=test
                data-test=test
                type="text"
                autocomplete="off"
                required
                maxlength="120"
                aria-describedby=hint_id.clone()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <p class="hint" id=hint_id>{move || hint.get()}</p>
        </div>
    }
}

/// The founding link was opened.
#[component]
pub(crate) fn Found() -> impl IntoView {
    let (vault, router) = (use_vault(), use_router());
    let stage = RwSignal::new(Stage::Names);
    let [organisation, region, name] = [(); 3].map(|()| RwSignal::new(String::new()));
    let words = RwSignal::new(String::new());
    let task = Task::new();
    let complete = move || {
        [organisation, region, name]
            .iter()
            .all(|line| line.with(|line| !line.trim().is_empty()))
    };
    let found = move || {
        let names = [organisation, region, name].map(|line| line.get_untracked().trim().to_owned());
        let link = router.link().unwrap_or_default();
        task.run(
            vault.found(link, names, words.get_untracked()),
            move |session| {
                router.drop_link();
                vault.begin(session);
                router.show(Route::Contacts(Pane::List));
            },
        );
    };
    let done = Callback::new(move |typed: String| {
        words.set(typed);
        stage.set(Stage::Founding);
        untrack(found);
    });
    // Until it is done, leaving would throw the words away.
    Effect::new(move |_| router.set_unsaved(stage.get() != Stage::Names));
    view! {
        <section class="card">
            <h1 tabindex="-1">{t!("found-title")}</h1>
            <Show when=move || router.link().is_some() || task.busy() fallback=|| view! {
                <p class="note" data-test="found-no-link">{t!("found-no-link")}</p>
            }>
                {move || match stage.get() {
                    Stage::Names => view! {
                        <p>{t!("found-intro")}</p>
                        <form on:submit=move |event| {
                            event.prevent_default();
                            if complete() {
                                stage.set(Stage::Words);
                            }
                        }>
                            <Line value=organisation test="found-organisation" label=Signal::derive(|| text!("found-organisation")) hint=Signal::derive(|| text!("found-organisation-hint"))/>
                            <Line value=region test="found-region" label=Signal::derive(|| text!("found-region")) hint=Signal::derive(|| text!("found-region-hint"))/>
                            <Line value=name test="found-name" label=Signal::derive(|| text!("found-name")) hint=Signal::derive(|| text!("found-name-hint"))/>
                            <div class="actions">
                                <button type="submit" class="button primary wide" data-test="found-next" disabled=move || !complete()>
                                    {t!("next")}
                                </button>
                            </div>
                        </form>
                    }.into_any(),
                    Stage::Words => view! { <NewWords on_done=done/> }.into_any(),
                    Stage::Founding => view! {
                        <Show when=move || task.busy()>
                            <Busy text=Signal::derive(|| text!("founding"))/>
                        </Show>
                        <Problem failure=task.failure()/>
                        <Show when=move || task.failure().with(Option::is_some)>
                            <div class="actions">
                                <button type="button" class="button primary" data-test="found-retry" on:click=move |_| found()>
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
