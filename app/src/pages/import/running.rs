//! An import on its way.

use leptos::prelude::*;
use vault::api::Command;

use crate::components::{Busy, Icon, Problem};
use crate::state::{Task, use_vault};
use crate::{t, text};

/// How far it is, and a way to stop it that takes back what was sent.
#[component]
pub(super) fn Running(
    /// The file.
    name: String,
) -> impl IntoView {
    let vault = use_vault();
    let task = Task::new();
    let stopping = RwSignal::new(false);
    let progress = vault.progress();
    let cancel = move |_| {
        task.run(vault.command(Command::CancelImport), move |()| {
            stopping.set(true)
        });
    };
    let no_line = move || vault.sync().get().is_some_and(|sync| !sync.online);
    view! {
        <section class="panel" data-test="import-running">
            <h2><bdi>{name}</bdi></h2>
            <label class="progress">
                <span role="status">
                    {move || match progress.get() {
                        Some((done, total)) => text!("import-progress", done = done, total = total),
                        None => text!("import-starting"),
                    }}
                </span>
                <progress
                    data-test="import-progress"
                    max=move || progress.get().map_or(1, |(_, total)| total.max(1))
                    value=move || progress.get().map(|(done, _)| done)
                ></progress>
            </label>
            <Show when=no_line>
                <p class="note warn" role="status" data-test="import-no-line"><Icon href="#i-cloud-off"/><span>{t!("import-no-line")}</span></p>
            </Show>
            <Problem failure=task.failure()/>
            <Show
                when=move || stopping.get()
                fallback=move || view! {
                    <p class="hint">{t!("import-keep-open")}</p>
                    <div class="actions">
                        <button type="button" class="button" data-test="import-cancel" disabled=move || task.busy() on:click=cancel>
                            {t!("import-cancel")}
                        </button>
                    </div>
                }
            >
                <Busy text=Signal::derive(|| text!("import-stopping"))/>
            </Show>
        </section>
    }
}
