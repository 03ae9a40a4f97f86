//! An import on its way.

use leptos::prelude::*;
use vault::api::Command;

use crate::components::Problem;
use crate::state::{Task, use_vault};
use crate::{t, text};

/// How far it is, and a way to stop it that takes back what was sent.
#[component]
pub(super) fn Running() -> impl IntoView {
    let vault = use_vault();
    let task = Task::new();
    let progress = vault.progress();
    let cancel = move |_| task.run(vault.command(Command::CancelImport), |()| ());
    view! {
        <section class="panel" data-test="import-running">
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
            <Problem failure=task.failure()/>
            <div class="actions">
                <button type="button" class="button" data-test="import-cancel" disabled=move || task.busy() on:click=cancel>
                    {t!("import-cancel")}
                </button>
            </div>
        </section>
    }
}
