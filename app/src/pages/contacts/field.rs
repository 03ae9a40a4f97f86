//! One field of the form.

use leptos::prelude::*;
use records::fields::{Field, FieldId, Kind};

use super::names::{limit_means, short_name, value_text};
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
fn hint(field: &Field) -> Option<String> {
    match field.kind {
        Kind::Date => Some(text!("hint-date")),
        Kind::Tags => Some(text!("hint-tags")),
        Kind::Handle if field.id == FieldId::MESSENGER => Some(text!("hint-messenger")),
        Kind::Handle => Some(text!("hint-handle")),
        _ => None,
    }
}

/// A labelled input of the field's kind.
#[component]
pub(super) fn FieldInput(field: &'static Field, draft: RwSignal<Draft>) -> impl IntoView {
    if field.kind == Kind::Flag {
        return view! { <FlagInput field draft/> }.into_any();
    }
    let id = format!("field-{}", field.key);
    let value = move || draft.with(|draft| draft.value(field.id).to_owned());
    let set = move |value: String| draft.update(|draft| draft.set(field.id, value));
    let test = id.clone();
    let hint_id = format!("{id}-hint");
    let described =
        matches!(field.kind, Kind::Date | Kind::Tags | Kind::Handle).then(|| hint_id.clone());
    let input = match field.kind {
        Kind::Note => view! {
            <textarea id=id.clone() data-test=test rows="4" prop:value=value on:input=move |event| set(event_target_value(&event))></textarea>
        }
        .into_any(),
        Kind::Sex => choice(id.clone(), field, &["m", "f"], value, set).into_any(),
        Kind::Language => choice(id.clone(), field, &["be", "ru", "en", "pl"], value, set).into_any(),
        Kind::Scale => choice(id.clone(), field, &["1", "2", "3", "4", "5"], value, set).into_any(),
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
        <div class="field" class:is-wide=matches!(field.kind, Kind::Note | Kind::Tags)>
            <label for=id>{move || short_name(field)}</label>
            {input}
            {move || hint(field).map(|hint| view! { <p class="hint" id=hint_id.clone()>{hint}</p> })}
            <Disputed field draft/>
        </div>
    }
    .into_any()
}

/// A box to tick, and what a tick means for everybody who has this contact on a list.
#[component]
fn FlagInput(field: &'static Field, draft: RwSignal<Draft>) -> impl IntoView {
    let id = format!("field-{}", field.key);
    let test = id.clone();
    let set = move |value: &str| draft.update(|draft| draft.set(field.id, value.to_owned()));
    view! {
        <div class="field is-wide">
            <label class="choice" for=id.clone()>
                <input
                    id=id.clone()
                    data-test=test
                    type="checkbox"
                    prop:checked=move || draft.with(|draft| !draft.value(field.id).trim().is_empty())
                    on:change=move |event| set(if event_target_checked(&event) { "1" } else { "" })
                />
                <span>
                    <strong>{move || short_name(field)}</strong>
                    <small>{move || limit_means(field)}</small>
                </span>
            </label>
            <Disputed field draft/>
        </div>
    }
}

#[component]
fn Disputed(field: &'static Field, draft: RwSignal<Draft>) -> impl IntoView {
    let disputed = move || draft.with(|draft| draft.is_disputed(field.id));
    view! {
        <Show when=disputed><p class="hint warn-text">{t!("conflict-in-form")}</p></Show>
    }
}

/// One of these; what a list brought in otherwise can be kept.
fn choice(
    id: String,
    field: &'static Field,
    values: &'static [&'static str],
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    set: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let kept =
        Some(untrack(value)).filter(|kept| !kept.is_empty() && !values.contains(&kept.as_str()));
    let own = values.iter().map(|value| (*value).to_owned());
    let options = own.chain(kept).map(|option| {
        let (chosen, shown) = (option.clone(), option.clone());
        view! {
            <option value=option prop:selected=move || value() == chosen>{move || value_text(field.id, &shown)}</option>
        }
    });
    view! {
        <select id=id.clone() data-test=id on:change=move |event| set(event_target_value(&event))>
            <option value="" prop:selected=move || value().is_empty()>{t!("value-unknown")}</option>
            {options.collect_view()}
        </select>
    }
}
