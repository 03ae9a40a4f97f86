//! A new contact.

use leptos::prelude::*;

use super::super::inside::Selected;
use super::form::{Ended, Form};
use crate::components::Icon;
use crate::state::{Pane, Route, use_here, use_router};
use crate::t;

/// An empty form. Whoever only enters gets the next empty one; others see what they saved.
#[component]
pub(super) fn New() -> impl IntoView {
    let (router, here) = (use_router(), use_here());
    let Selected(selected) = expect_context();
    let turn = RwSignal::new(0_u32);
    let reads = move || here.get().reads();
    let done = Callback::new(
        move |ended: Ended| match (ended, here.get_untracked().reads()) {
            (Some(id), true) => {
                selected.set(Some(id));
                router.show(Route::Contacts(Pane::Card));
            }
            (None, true) => router.show(Route::Contacts(Pane::List)),
            (_, false) => turn.update(|turn| *turn += 1),
        },
    );
    view! {
        <div class="pane" data-test="new">
            <Show when=reads>
                <button type="button" class="button quiet back" data-test="new-back" on:click=move |_| router.go(Route::Contacts(Pane::List))>
                    <Icon href="#i-chevron-left"/>
                    {t!("back-to-list")}
                </button>
            </Show>
            <h1 class="pane-title">{t!("new-title")}</h1>
            <Show when=move || !reads()><p class="hint">{t!("new-sealed")}</p></Show>
            {move || {
                turn.track();
                view! { <Form contact=None on_done=done/> }
            }}
        </div>
    }
}
