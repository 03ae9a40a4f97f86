//! One line of the list.

use leptos::prelude::*;
use vault::api::Row;

use super::super::inside::Selected;
use crate::components::{Icon, Marked};
use crate::t;

/// Name above, how to reach and where below.
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
            </p>
            <p class="row-more">
                <span class="row-reach"><Marked cell=row.reach/></span>
                <span class="row-place"><Marked cell=row.place/></span>
            </p>
        </div>
    }
}
