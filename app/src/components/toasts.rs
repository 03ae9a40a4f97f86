//! Short messages at the edge of the screen.

use leptos::prelude::*;

use super::Icon;
use crate::state::use_toasts;
use crate::t;

/// Where they appear.
#[component]
pub(crate) fn Toasts() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown().get() key=|toast| toast.id let:toast>
                <div class="toast" data-test="toast">
                    <p>{toast.text}</p>
                    {toast.undo.map(|undo| view! {
                        <button
                            type="button"
                            class="button"
                            data-test="toast-undo"
                            on:click=move |_| {
                                toasts.dismiss(toast.id);
                                undo();
                            }
                        >
                            <Icon href="#i-undo-2"/>
                            {t!("undo")}
                        </button>
                    })}
                    <button
                        type="button"
                        class="icon-button"
                        data-test="toast-close"
                        aria-label=t!("close")
                        on:click=move |_| toasts.dismiss(toast.id)
                    >
                        <Icon href="#i-x"/>
                    </button>
                </div>
            </For>
        </div>
    }
}
