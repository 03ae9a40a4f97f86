//! A contact goes for good: what that means, how far it is, and that nothing brings it back.

use leptos::prelude::*;
use vault::api::Failure;

use super::super::people::Running;
use super::asking::{Asking, Subject};
use crate::components::{Dialog, Icon, Problem};
use crate::state::{Pane, Route, Task, use_here, use_router, use_toasts, use_vault};
use crate::{t, text};

/// Asks, and erases it; whether the contact on the card is gone already.
#[component]
pub(super) fn EraseDialog(#[prop(into)] gone: Signal<bool>) -> impl IntoView {
    let asked = expect_context::<Asking>().erasing;
    let (vault, toasts, router) = (use_vault(), use_toasts(), use_router());
    let here = use_here();
    let task = Task::new();
    let close = move || {
        // Until it is over it can be stopped, not looked away from.
        if !task.busy_now() {
            asked.set(None);
            task.failure().set(None);
        }
    };
    let go = move |_| {
        let Some(Subject { id, .. }) = asked.get_untracked() else {
            return;
        };
        // The card stays where it is when the region on the screen is another one.
        let region = here.get_untracked().region;
        vault.progress().set(None);
        task.run(vault.erase(region, vec![id]), move |_| {
            asked.set(None);
            toasts.say(text!("erase-done"));
            router.go(Route::Contacts(Pane::List));
        });
    };
    // Erased, and the keys are still to be renewed: the page of people goes on from there. That they are to be renewed isn't enough
    // to tell: they may have been before.
    let cut_short = Memo::new(move |_| gone.get() && task.failure().with(Option::is_some));
    let title = move || {
        let name = Subject::name(asked);
        if cut_short.get() {
            text!("rotation-cut-short")
        } else if task.busy() {
            text!("erasing", name = name)
        } else {
            text!("erase-title", name = name)
        }
    };
    let failure = Signal::derive(move || {
        let failure = task.failure().get();
        failure.filter(|failure| *failure != Failure::Cancelled)
    });
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=Callback::new(move |()| close())
            title=Signal::derive(title)
            test="erase-dialog"
        >
            {move || if task.busy() {
                let hint = move || if gone.get() { text!("erase-stop-after") } else { text!("erase-stop-before") };
                view! { <Running hint=Signal::derive(hint) finding=Signal::derive(move || !gone.get())/> }.into_any()
            } else {
                view! {
                    {move || if cut_short.get() {
                        view! { <p data-test="erase-cut-short">{t!("erase-cut-short")}</p> }.into_any()
                    } else {
                        view! {
                            <p>{t!("erase-explain")}</p>
                            <ol class="steps">
                                <li>{t!("erase-step-gone")}</li>
                                <li>{t!("remove-step-seal")}</li>
                                <li>{t!("erase-step-kept")}</li>
                            </ol>
                        }.into_any()
                    }}
                    <Problem failure/>
                    <div class="actions">
                        <button type="button" class="button danger solid" data-test="erase-go" on:click=go>
                            {move || if cut_short.get() { view! { <Icon href="#i-key-round"/> } } else { view! { <Icon href="#i-trash-2"/> } }}
                            {move || if cut_short.get() { text!("rotation-finish") } else { text!("erase-go") }}
                        </button>
                        <button type="button" class="button" data-test="erase-keep" autofocus on:click=move |_| close()>
                            {move || if cut_short.get() { text!("rotation-later") } else { text!("remove-keep") }}
                        </button>
                    </div>
                }.into_any()
            }}
        </Dialog>
    }
}
