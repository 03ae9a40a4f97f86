//! Two people wrote different things at the same time.

use leptos::prelude::*;
use vault::api::{FieldChange, FieldValue, RecordId};

use super::names::{value_text, wrote_text};
use crate::components::{Icon, Problem};
use crate::logic::Written;
use crate::state::{Here, Task, use_toasts, use_vault};
use crate::{t, text};

/// Every value, and a way to keep one. Both stay until somebody does.
#[component]
pub(super) fn Conflict(value: FieldValue, id: RecordId, here: Here) -> impl IntoView {
    let (vault, toasts) = (use_vault(), use_toasts());
    let task = Task::new();
    let field = value.field;
    let standing = (value.value.clone(), value.by.clone(), value.day);
    let others = value
        .others
        .iter()
        .map(|other| (other.value.clone(), other.by.clone(), other.day));
    let all: Vec<_> = core::iter::once(standing).chain(others).collect();
    let keep = move |chosen: String| {
        let change = FieldChange {
            field,
            value: chosen,
            based_on: value.seq,
        };
        task.run(vault.save(here.region, Some(id), vec![change]), move |_| {
            toasts.say(text!("conflict-kept"))
        });
    };
    let line = move |(chosen, by, day): (String, Option<String>, u16)| {
        let shown = chosen.clone();
        let wrote = move || {
            wrote_text(&Written {
                by: by.clone(),
                day,
            })
        };
        view! {
            <li data-test="conflict-value">
                <span><bdi>{move || value_text(field, &shown)}</bdi><small class="wrote">{wrote}</small></span>
                {here.edits().then(|| view! {
                    <button
                        type="button"
                        class="button"
                        data-test="conflict-keep"
                        disabled=move || task.busy()
                        on:click=move |_| keep(chosen.clone())
                    >
                        <Icon href="#i-check"/>
                        {t!("conflict-keep")}
                    </button>
                })}
            </li>
        }
    };
    view! {
        <div class="conflict" data-test="conflict">
            <p><Icon href="#i-split"/>{t!("conflict-text")}</p>
            <ul>{all.into_iter().map(line).collect_view()}</ul>
            <Problem failure=task.failure()/>
        </div>
    }
}
