//! Choosing a file, or dropping one.

use leptos::html;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList};

use super::Stage;
use crate::components::{Busy, Icon, Problem};
use crate::state::{Task, use_vault};
use crate::{t, text};

/// Where a file goes in.
#[component]
pub(super) fn Choose(stage: RwSignal<Stage>) -> impl IntoView {
    let vault = use_vault();
    let task = Task::new();
    let over = RwSignal::new(false);
    let node = NodeRef::<html::Input>::new();
    let read = move |file: File| {
        let name = file.name();
        // The file goes to the vault as it is; the page never holds its bytes.
        task.run(
            async move { vault.read_file(&file).await },
            move |preview| stage.set(Stage::Columns(name, preview)),
        );
    };
    let first = move |files: Option<FileList>| {
        files
            .and_then(|files| files.get(0))
            .into_iter()
            .for_each(read)
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        first(event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <section
            class="drop"
            class:is-over=move || over.get()
            data-test="drop"
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Icon href="#i-file-spreadsheet"/>
            <p>{t!("import-drop")}</p>
            <label class="button primary file">
                {t!("import-choose")}
                <input
                    node_ref=node
                    type="file"
                    class="unseen"
                    data-test="import-file"
                    accept=".csv,.txt,.tsv,.xls,.xlsx,.xlsb,.ods"
                    on:change=move |_| {
                        if let Some(input) = node.get_untracked() {
                            first(input.files());
                            // So that the same file can be chosen again after it was corrected.
                            input.set_value("");
                        }
                    }
                />
            </label>
            <p class="hint">{t!("import-kinds")}</p>
        </section>
        <Problem failure=task.failure()/>
        <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("import-reading"))/></Show>
    }
}
