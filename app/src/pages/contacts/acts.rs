//! What an editor can do with a contact.

use leptos::prelude::*;
use vault::api::{Command, RecordId};

use super::asking::{Asking, Subject};
use crate::components::{Icon, Problem};
use crate::state::{Task, use_here, use_toasts, use_vault, use_writable};
use crate::{t, text};

/// Change, move, delete, bring back; for leads, erase.
#[component]
pub(super) fn Acts(
    id: RecordId,
    name: String,
    deleted: bool,
    moved: bool,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let (regions, Asking { moving, erasing }) = (use_writable(), expect_context());
    let subject = StoredValue::new(Subject { id, name });
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
                    <button type="button" class="button" class:primary=!moved data-test="restore" on:click=bring_back>
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
                    <Show when=move || !regions.with(Vec::is_empty)>
                        <button type="button" class="button" data-test="move" on:click=move |_| moving.set(Some(subject.get_value()))>
                            <Icon href="#i-arrow-right"/>
                            {t!("card-move")}
                        </button>
                    </Show>
                    <button type="button" class="button danger" data-test="delete" disabled=move || task.busy() on:click=delete>
                        <Icon href="#i-trash-2"/>
                        {t!("delete")}
                    </button>
                }.into_any()
            }}
            <Show when=move || here.get().leads()>
                <button type="button" class="button quiet" data-test="erase" on:click=move |_| erasing.set(Some(subject.get_value()))>
                    {t!("card-erase")}
                </button>
            </Show>
        </div>
        <Problem failure=task.failure()/>
    }
}
