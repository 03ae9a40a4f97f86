//! What stands on a card of one family of fields: all phones, or both spellings of a town.

use leptos::prelude::*;
use records::fields::{Field, Kind, Spelling, field};
use vault::api::{FieldValue, RecordId};

use super::conflict::Conflict;
use super::names::{family_name, limit_means, name_of, value_text, wrote_text};
use crate::logic::Written;
use crate::state::Here;
use crate::text;

/// Their name, and every value below it.
#[component]
pub(super) fn Family(
    values: Vec<FieldValue>,
    id: RecordId,
    here: Here,
    mostly: Option<Written>,
) -> impl IntoView {
    let number = values.first().map(|value| value.field);
    let name = move || {
        let known = number.and_then(field).map(family_name);
        known.or_else(|| number.map(name_of)).unwrap_or_default()
    };
    view! {
        <div class="value">
            <dt>{name}</dt>
            {values.into_iter().map(|value| view! { <Value value id here mostly=mostly.clone()/> }).collect_view()}
        </div>
    }
}

/// A value, who wrote it if that is another than most, and what others wrote instead.
#[component]
fn Value(value: FieldValue, id: RecordId, here: Here, mostly: Option<Written>) -> impl IntoView {
    let known = field(value.field);
    let key = known.map_or("unknown", |field| field.key);
    let shown = value.value.clone();
    let said = move || said(known, &shown).unwrap_or_else(|| value_text(value.field, &shown));
    let written = Written::of(&value);
    let other = mostly.as_ref() != Some(&written);
    let disputed = !value.others.is_empty();
    let is_note = known.is_some_and(|field| field.kind == Kind::Note);
    let spelled = known.is_some_and(|field| field.spelling == Spelling::Other);
    view! {
        <dd data-test=format!("value-{key}") class:is-spelled=spelled>
            {spelled.then(|| view! { <span class="unseen">{move || format!("{}: ", text!("other-spelling"))}</span> })}
            <bdi class="value-text" class:is-note=is_note>{said}</bdi>
            {other.then(|| view! { <small class="wrote">{move || wrote_text(&written)}</small> })}
            {disputed.then(|| view! { <Conflict value id here/> })}
        </dd>
    }
}

/// A flag says what it means rather than “yes”.
fn said(field: Option<&Field>, value: &str) -> Option<String> {
    let flag = field.filter(|field| field.kind == Kind::Flag && value == "1")?;
    Some(limit_means(flag))
}
