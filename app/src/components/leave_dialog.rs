//! Something unsaved would be lost.

use leptos::prelude::*;

use super::Dialog;
use crate::state::use_router;
use crate::{t, text};

/// Asks before leaving.
#[component]
pub(crate) fn LeaveDialog() -> impl IntoView {
    let router = use_router();
    view! {
        <Dialog
            open=Signal::derive(move || router.is_asking())
            on_close=Callback::new(move |()| router.answer(false))
            title=Signal::derive(|| text!("leave-title"))
            test="leave-dialog"
        >
            <p>{t!("leave-text")}</p>
            <div class="actions">
                <button type="button" class="button primary" data-test="leave-stay" autofocus on:click=move |_| router.answer(false)>
                    {t!("leave-stay")}
                </button>
                <button type="button" class="button danger" data-test="leave-drop" on:click=move |_| router.answer(true)>
                    {t!("leave-drop")}
                </button>
            </div>
        </Dialog>
    }
}
