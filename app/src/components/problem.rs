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
    // What somebody stopped is no fault, nor what only takes its time.
    let calm = move || {
        failure.with(|failure| matches!(failure, Some(Failure::Cancelled | Failure::Reading)))
    };
    let icon = move || {
        failure.with(|failure| match failure {
            Some(Failure::Cancelled) => view! { <Icon href="#i-undo-2"/> },
            Some(Failure::Reading) => view! { <Icon href="#i-clock"/> },
            _ => view! { <Icon href="#i-triangle-alert"/> },
        })
    };
    view! {
        <div role="alert" class="alert-room">
            <Show when=move || failure.with(Option::is_some)>
                <p class="note" class:bad=move || !calm() data-test="problem">
                    {icon}
                    <span>{move || failure.with(|failure| failure.as_ref().map(failure_text))}</span>
                </p>
            </Show>
        </div>
    }
}
