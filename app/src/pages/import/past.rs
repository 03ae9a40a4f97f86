//! What was brought in before; each can be taken back whole.

use leptos::prelude::*;
use vault::api::{Command, Failure, ImportedBatch};

use crate::components::{Busy, Icon, Problem};
use crate::state::{Task, Vault, today, use_here, use_toasts, use_vault};
use crate::text::day_text;
use crate::{t, text};

/// Takes an import back, or brings it in again.
pub(super) async fn undo_import(
    vault: Vault,
    region: u16,
    id: [u8; 16],
    undone: bool,
) -> Result<(), Failure> {
    vault
        .command(Command::UndoImport { region, id, undone })
        .await
}

/// The list of imports.
#[component]
pub(super) fn Past() -> impl IntoView {
    let (vault, here, toasts) = (use_vault(), use_here(), use_toasts());
    let batches = RwSignal::new(Vec::<ImportedBatch>::new());
    let (listing, changing) = (Task::new(), Task::new());
    let undoing = RwSignal::new(false);
    let list = move || {
        let region = here.get_untracked().region;
        listing.latest(vault.imports(region), move |fresh| batches.set(fresh));
    };
    Effect::new(move |_| {
        vault.records_version().track();
        here.track();
        list();
    });
    let change = move |id: [u8; 16], undone: bool| {
        let region = here.get_untracked().region;
        undoing.set(undone);
        changing.run(undo_import(vault, region, id, undone), move |()| {
            toasts.say(if undone {
                text!("import-undone")
            } else {
                text!("import-redone")
            });
            list();
        });
    };
    let line = move |batch: ImportedBatch| {
        let ImportedBatch {
            id,
            name,
            records,
            day,
            by,
            undone,
        } = batch;
        let when = move || {
            let day = day_text(day, today());
            match &by {
                Some(by) => text!("wrote-by", name = by.as_str(), day = day),
                None => day,
            }
        };
        view! {
            <li data-test="past-import">
                <span class="person">
                    <strong><bdi>{name}</bdi></strong>
                    {undone.then(|| view! { <span class="badge">{t!("past-undone")}</span> })}
                    <small class="faint">{t!("contacts-total", n = records)}" · "{when}</small>
                </span>
                <button type="button" class="button" data-test="past-undo" disabled=move || changing.busy() on:click=move |_| change(id, !undone)>
                    <Icon href="#i-undo-2"/>
                    {move || if undone { text!("past-redo") } else { text!("past-undo") }}
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || batches.with(|batches| !batches.is_empty())>
            <section class="panel" data-test="past-imports">
                <h2>{t!("past-title")}</h2>
                <Problem failure=changing.failure()/>
                <Show when=move || changing.busy()>
                    <Busy text=Signal::derive(move || if undoing.get() { text!("import-undoing") } else { text!("import-redoing") })/>
                </Show>
                <ul class="people">{move || batches.get().into_iter().map(line).collect_view()}</ul>
            </section>
        </Show>
    }
}
