//! One field of the card.

use leptos::prelude::*;
use records::fields::{FieldId, field};
use vault::api::{FieldValue, RecordId};

use super::conflict::Conflict;
use super::names::{name_of, value_text, wrote_text};
use crate::logic::Written;
use crate::state::Here;

/// Its value, who wrote it if that is another than most, and what others wrote instead.
#[component]
pub(super) fn Value(
    value: FieldValue,
    id: RecordId,
    here: Here,
    mostly: Option<Written>,
) -> impl IntoView {
    let number = value.field;
    let key = field(number).map_or("unknown", |field| field.key);
    let shown = value.value.clone();
    let written = Written::of(&value);
    let other = mostly.as_ref() != Some(&written);
    let disputed = !value.others.is_empty();
    view! {
        <div class="value" data-test=format!("value-{key}")>
            <dt>{move || name_of(number)}</dt>
            <dd>
                <bdi class="value-text" class:is-note=number == FieldId::NOTES>{move || value_text(number, &shown)}</bdi>
                {other.then(|| view! { <small class="wrote">{move || wrote_text(&written)}</small> })}
                {disputed.then(|| view! { <Conflict value id here/> })}
            </dd>
        </div>
    }
}
