//! Something went wrong.

use leptos::prelude::*;
use vault::api::Failure;

use super::Icon;
use crate::text::failure_text;

/// What happened and what to do.
#[component]
pub(crate) fn Problem(
    /// What the vault said.
    #[prop(into)]
    failure: Signal<Option<Failure>>,
) -> impl IntoView {
    // What somebody stopped is no fault.
    let stopped = move || failure.with(|failure| *failure == Some(Failure::Cancelled));
    view! {
        <div role="alert" class="alert-room">
            <Show when=move || failure.with(Option::is_some)>
                <p class="note" class:bad=move || !stopped() data-test="problem">
                    {move || if stopped() { view! { <Icon href="#i-undo-2"/> } } else { view! { <Icon href="#i-triangle-alert"/> } }}
                    <span>{move || failure.with(|failure| failure.as_ref().map(failure_text))}</span>
                </p>
            </Show>
        </div>
    }
}
