//! One field of the form.

use leptos::prelude::*;
use records::fields::{Field, Kind};

use super::names::{field_name, value_text};
use crate::logic::Draft;
use crate::{t, text};

/// How a kind of text is typed on a phone.
fn input_mode(kind: Kind) -> &'static str {
    match kind {
        Kind::Phone => "tel",
        Kind::Email => "email",
        Kind::Number => "decimal",
        _ => "text",
    }
}

/// What helps to type it right.
fn hint(kind: Kind) -> Option<String> {
    match kind {
        Kind::Date => Some(text!("hint-date")),
        Kind::Tags => Some(text!("hint-tags")),
        _ => None,
    }
}

/// A labelled input of the field's kind.
#[component]
pub(super) fn FieldInput(field: &'static Field, draft: RwSignal<Draft>) -> impl IntoView {
    let id = format!("field-{}", field.key);
    let value = move || draft.with(|draft| draft.value(field.id).to_owned());
    let set = move |value: String| draft.update(|draft| draft.set(field.id, value));
    let disputed = move || draft.with(|draft| draft.is_disputed(field.id));
    let test = id.clone();
    let hint_id = format!("{id}-hint");
    let described = matches!(field.kind, Kind::Date | Kind::Tags).then(|| hint_id.clone());
    let input = match field.kind {
        Kind::Note => view! {
            <textarea id=id.clone() data-test=test rows="4" prop:value=value on:input=move |event| set(event_target_value(&event))></textarea>
        }
        .into_any(),
        Kind::Sex => choice(id.clone(), field, &["m", "f"], value, set).into_any(),
        Kind::Scale => choice(id.clone(), field, &["1", "2", "3", "4", "5"], value, set).into_any(),
        Kind::Flag => view! {
            <input
                id=id.clone()
                data-test=test
                type="checkbox"
                prop:checked=move || value() == "1"
                on:change=move |event| set(if event_target_checked(&event) { "1".into() } else { String::new() })
            />
        }
        .into_any(),
        kind => view! {
            <input
                id=id.clone()
                data-test=test
                type="text"
                inputmode=input_mode(kind)
                autocomplete="off"
                spellcheck="false"
                aria-describedby=described
                prop:value=value
                on:input=move |event| set(event_target_value(&event))
            />
        }
        .into_any(),
    };
    view! {
        <div class="field" class:is-flag=field.kind == Kind::Flag class:is-wide=matches!(field.kind, Kind::Note | Kind::Tags)>
            <label for=id>{move || field_name(field)}</label>
            {input}
            {move || hint(field.kind).map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> })}
            <Show when=disputed><p class="hint warn-text">{t!("conflict-in-form")}</p></Show>
        </div>
    }
}

fn choice(
    id: String,
    field: &'static Field,
    values: &'static [&'static str],
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <select id=id.clone() data-test=id on:change=move |event| set(event_target_value(&event))>
            <option value="" prop:selected=move || value().is_empty()>{t!("value-unknown")}</option>
            {values.iter().map(|&option| view! {
                <option value=option prop:selected=move || value() == option>{move || value_text(field.id, option)}</option>
            }).collect_view()}
        </select>
    }
}
