//! One contact.

use leptos::prelude::*;
use records::fields::{FieldId, Group, Values, address_line, display_name, field, limits};
use vault::api::{Contact, FieldValue, RecordId};

use super::super::inside::Selected;
use super::acts::Acts;
use super::asking::Asking;
use super::erasing::EraseDialog;
use super::form::Form;
use super::moving::{MoveDialog, Whereabouts};
use super::names::{GROUPS, group_name, limit_text, wrote_text};
use super::value::Family;
use crate::components::{Busy, Empty, Icon, Problem};
use crate::logic::mostly_written;
use crate::state::{Here, Pane, Route, Task, use_here, use_router, use_vault};
use crate::{t, text};

/// Shows the chosen contact and follows what others do to it.
#[component]
pub(super) fn Card() -> impl IntoView {
    let (vault, router, here) = (use_vault(), use_router(), use_here());
    let Selected(selected) = expect_context();
    let contact = RwSignal::new(None::<Contact>);
    let editing = RwSignal::new(false);
    let task = Task::new();
    provide_context(Asking::new());
    let load = move |id: RecordId| {
        let region = here.get_untracked().region;
        task.latest(vault.contact(region, id), move |fresh| {
            if selected.get_untracked() == Some(id) && !editing.get_untracked() {
                contact.set(Some(fresh));
            }
        });
    };
    Effect::new(move |before: Option<Option<RecordId>>| {
        vault.records_version().track();
        let id = selected.get();
        if before.flatten() != id {
            contact.set(None);
            editing.set(false);
        }
        // Somebody who is typing keeps what they based it on.
        if let Some(id) = id
            && !editing.get()
        {
            load(id);
        }
        id
    });
    view! {
        <div class="pane" data-test="card">
            <button type="button" class="button quiet back" data-test="card-back" on:click=move |_| router.go(Route::Contacts(Pane::List))>
                <Icon href="#i-chevron-left"/>
                {t!("back-to-list")}
            </button>
            <Problem failure=task.failure()/>
            {move || match (contact.get(), editing.get()) {
                (None, _) if selected.get().is_none() => view! {
                    <Empty icon="#i-contact" text=Signal::derive(|| text!("card-none")) test="card-none"/>
                }.into_any(),
                (None, _) if task.busy() => view! { <Busy text=Signal::derive(|| text!("card-loading"))/> }.into_any(),
                (None, _) => ().into_any(),
                (Some(contact), true) => view! {
                    <EditTitle name=display_name(&values(&contact))/>
                    <Form contact=Some(contact) on_done=Callback::new(move |_| editing.set(false))/>
                }.into_any(),
                (Some(contact), false) => view! { <Shown contact editing here=here.get()/> }.into_any(),
            }}
            <MoveDialog/>
            <EraseDialog gone=Signal::derive(move || contact.with(|shown| shown.as_ref().is_some_and(|contact| contact.erased)))/>
        </div>
    }
}

fn values(contact: &Contact) -> Values {
    contact
        .fields
        .iter()
        .map(|field| (field.field, field.value.clone()))
        .collect()
}

/// The values of a group, those of one family together, in the order of the registry; what it doesn't know comes last of all.
fn families(fields: &[FieldValue], group: Group) -> Vec<Vec<FieldValue>> {
    let mut families: Vec<(FieldId, Vec<FieldValue>)> = Vec::new();
    for value in fields {
        let known = field(value.field);
        if known.map_or(Group::Work, |field| field.group) != group {
            continue;
        }
        let of = known.map_or(value.field, |field| field.of);
        match families.iter_mut().find(|(other, _)| *other == of) {
            Some((_, values)) => values.push(value.clone()),
            None => families.push((of, vec![value.clone()])),
        }
    }
    families.into_iter().map(|(_, values)| values).collect()
}

/// Whose form it is.
#[component]
fn EditTitle(name: String) -> impl IntoView {
    view! { <h1 class="pane-title" data-test="edit-title"><bdi>{name}</bdi></h1> }
}

/// The card as it is read.
#[component]
fn Shown(contact: Contact, editing: RwSignal<bool>, here: Here) -> impl IntoView {
    let values = values(&contact);
    let written = mostly_written(&contact.fields);
    let name = display_name(&values);
    let address = address_line(&values);
    let unnamed = name.is_empty();
    let limits = limits(&values);
    let groups = GROUPS
        .into_iter()
        .map(|group| (group, families(&contact.fields, group)))
        .filter(|(_, families)| !families.is_empty())
        .map(|(group, families)| view! {
            <section class="group">
                <h2>{move || group_name(group)}</h2>
                <dl>
                    {families.into_iter().map(|values| view! { <Family values id=contact.id here mostly=written.clone()/> }).collect_view()}
                </dl>
            </section>
        })
        .collect_view();
    view! {
        <header class="card-top">
            <h1 data-test="card-name">
                {if unnamed { text!("row-unnamed").into_any() } else { view! { <bdi>{name.clone()}</bdi> }.into_any() }}
            </h1>
            {(!address.is_empty()).then(|| view! { <p class="faint"><bdi>{address}</bdi></p> })}
            {(!limits.is_empty()).then(|| view! {
                <p class="note warn" data-test="card-limits"><Icon href="#i-ban"/><span>{move || limit_text(&limits)}</span></p>
            })}
            {written.map(|written| view! { <p class="hint">{move || text!("card-written", who = wrote_text(&written))}</p> })}
            {(!contact.erased).then(|| view! { <Whereabouts contact=contact.clone()/> })}
            {contact.erased.then(|| view! { <p class="note warn" data-test="card-erased"><Icon href="#i-trash-2"/><span>{t!("card-erased")}</span></p> })}
            {(contact.deleted && !contact.erased && contact.moved_to.is_none()).then(|| view! { <p class="note warn" data-test="card-deleted"><Icon href="#i-trash-2"/><span>{t!("card-deleted")}</span></p> })}
            {(here.edits() && !contact.erased).then(|| view! { <Acts id=contact.id name=name.clone() deleted=contact.deleted moved=contact.moved_to.is_some() editing/> })}
        </header>
        {groups}
    }
}
