//! Changing a contact, or writing a new one.

use leptos::html;
use leptos::prelude::*;
use vault::api::{Command, Contact, RecordId};

use super::group::GroupFields;
use super::names::GROUPS;
use crate::components::{Busy, Problem};
use crate::logic::{Draft, Offer};
use crate::state::{Task, use_here, use_router, use_toasts, use_vault};
use crate::text;

/// How the form ended: saved under an id, or given up.
pub(super) type Ended = Option<RecordId>;

/// What most contacts have and what this one has; the rest can be added.
#[component]
pub(super) fn Form(contact: Option<Contact>, on_done: Callback<Ended>) -> impl IntoView {
    let (vault, router, toasts, here) = (use_vault(), use_router(), use_toasts(), use_here());
    let id = contact.as_ref().map(|contact| contact.id);
    let draft = RwSignal::new(Draft::of(contact.as_ref()));
    let taken = RwSignal::new(draft.with_untracked(Offer::taken));
    let changed = Memo::new(move |_| draft.with(Draft::is_changed));
    let task = Task::new();
    let node = NodeRef::<html::Form>::new();
    Effect::new(move |_| router.set_unsaved(changed.get()));
    on_cleanup(move || router.set_unsaved(false));
    Effect::new(move |_| {
        use wasm_bindgen::JsCast;
        let first = node
            .get()
            .and_then(|form| form.query_selector("input").ok().flatten());
        if let Some(input) = first.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = input.focus();
        }
    });
    let save = move || {
        let changes = draft.with_untracked(Draft::changes);
        if changes.is_empty() {
            return;
        }
        let here = here.get_untracked();
        if here.reads() {
            task.run(vault.save(here.region, id, changes), move |saved| {
                router.set_unsaved(false);
                toasts.say(text!("saved"));
                on_done.run(Some(saved));
            });
        } else {
            let region = here.region;
            let command = Command::HandIn { region, changes };
            task.run(vault.command(command), move |()| {
                router.set_unsaved(false);
                toasts.say(text!("handed-in"));
                on_done.run(None);
            });
        }
    };
    view! {
        <form
            node_ref=node
            class="edit"
            data-test="form"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            {GROUPS.into_iter().map(|group| view! { <GroupFields group draft taken/> }).collect_view()}
            <div class="form-foot">
                <Problem failure=task.failure()/>
                <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("saving"))/></Show>
                <div class="actions">
                    <button type="submit" class="button primary" data-test="save" disabled=move || task.busy() || !changed.get()>
                        {move || if here.get().reads() { text!("save") } else { text!("hand-in") }}
                    </button>
                    <button
                        type="button"
                        class="button"
                        data-test="cancel"
                        on:click=move |_| router.leave(move || on_done.run(None))
                    >
                        {move || if here.get().reads() { text!("cancel") } else { text!("form-clear") }}
                    </button>
                </div>
            </div>
        </form>
    }
}
