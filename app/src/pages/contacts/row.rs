//! One line of the list.

use leptos::prelude::*;
use vault::api::Row;

use super::super::inside::Selected;
use super::names::{limit_text, name_of};
use crate::components::{Icon, Marked};
use crate::t;

/// Name above, how to reach and where below; and what must not be done, before anybody does it.
#[component]
pub(super) fn RowView(row: Row) -> impl IntoView {
    let Selected(selected) = expect_context();
    let id = row.id;
    let unnamed = row.name.text.is_empty();
    view! {
        <div class="row-text" class:is-selected=move || selected.get() == Some(id)>
            <p class="row-name" data-test="row-name">
                {if unnamed { view! { <span class="faint">{t!("row-unnamed")}</span> }.into_any() } else { view! { <Marked cell=row.name/> }.into_any() }}
                {row.conflict.then(|| view! {
                    <span class="badge warn" data-test="row-conflict"><Icon href="#i-split"/>{t!("row-conflict")}</span>
                })}
                {(!row.limits.is_empty()).then(|| view! {
                    <span class="badge warn limits" data-test="row-limits"><Icon href="#i-ban"/><span>{move || limit_text(&row.limits)}</span></span>
                })}
            </p>
            <p class="row-more">
                {row.also.map(|also| view! {
                    <span class="row-also" data-test="row-also">
                        <span class="unseen">{move || format!("{}: ", name_of(also.field))}</span>
                        <Marked cell=also.cell/>
                    </span>
                })}
                <span class="row-reach"><Marked cell=row.reach/></span>
                <span class="row-place"><Marked cell=row.place/></span>
            </p>
        </div>
    }
}
