//! What an editor can do with a contact.

use leptos::prelude::*;
use vault::api::{Command, RecordId};

use crate::components::{Icon, Problem};
use crate::state::{Task, use_here, use_toasts, use_vault};
use crate::{t, text};

/// Change, delete, bring back.
#[component]
pub(super) fn Acts(id: RecordId, deleted: bool, editing: RwSignal<bool>) -> impl IntoView {
    let (vault, toasts, here) = (use_vault(), use_toasts(), use_here());
    let task = Task::new();
    let region = here.get_untracked().region;
    let set_deleted = move |deleted: bool| {
        vault.command(Command::SetDeleted {
            region,
            id,
            deleted,
        })
    };
    // Still there when this card has been left.
    let undo = move || {
        leptos::task::spawn_local(async move {
            let said = match set_deleted(false).await {
                Ok(()) => text!("card-brought-back"),
                Err(failure) => crate::text::failure_text(&failure),
            };
            toasts.say(said);
        });
    };
    let delete = move |_| {
        task.run(set_deleted(true), move |()| {
            toasts.say_with_undo(text!("card-delete-done"), undo)
        });
    };
    let bring_back = move |_| {
        task.run(set_deleted(false), move |()| {
            toasts.say(text!("card-brought-back"))
        })
    };
    view! {
        <div class="actions">
            {if deleted {
                view! {
                    <button type="button" class="button primary" data-test="restore" on:click=bring_back>
                        <Icon href="#i-undo-2"/>
                        {t!("card-bring-back")}
                    </button>
                }.into_any()
            } else {
                view! {
                    <button type="button" class="button primary" data-test="edit" on:click=move |_| editing.set(true)>
                        <Icon href="#i-pencil"/>
                        {t!("edit")}
                    </button>
                    <button type="button" class="button danger" data-test="delete" disabled=move || task.busy() on:click=delete>
                        <Icon href="#i-trash-2"/>
                        {t!("delete")}
                    </button>
                }.into_any()
            }}
        </div>
        <Problem failure=task.failure()/>
    }
}
