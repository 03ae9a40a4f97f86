//! What is kept on this device for the time without a connection: off until somebody turns it on, and told what that means.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vault::api::KeptFault;

use crate::bridge::{drop_app, keep_app};
use crate::components::{Busy, Icon, Problem};
use crate::state::{Task, today, use_vault};
use crate::text::day_text;
use crate::{t, text};

/// A panel with one button.
#[component]
pub(super) fn KeepOffline() -> impl IntoView {
    let vault = use_vault();
    let (look, task) = (Task::new(), Task::new());
    let kept = vault.kept();
    look.run(vault.ask_kept(), move |now| kept.set(Some(now)));
    let turn = move |on| {
        task.run(vault.keep_offline(on), move |now| {
            // The app itself goes along.
            match now.on {
                true => keep_app(),
                false => spawn_local(drop_app()),
            }
            kept.set(Some(now));
        });
    };
    let is_on = move || kept.get().is_some_and(|kept| kept.on);
    let fault = move || kept.get().and_then(|kept| kept.fault);
    let state = move || match kept.get() {
        Some(kept) if kept.on => match kept.whole {
            Some(day) => view! {
                <p class="note" data-test="kept-whole">
                    <Icon href="#i-check"/>
                    <span>{move || text!("kept-whole", day = day_text(day, today()))}</span>
                </p>
            }
            .into_any(),
            None if kept.fault.is_none() => {
                view! { <Busy text=Signal::derive(|| text!("kept-fetching"))/> }.into_any()
            }
            None => ().into_any(),
        },
        _ => ().into_any(),
    };
    view! {
        <section class="panel" data-test="keep-offline">
            <h2><Icon href="#i-cloud-off"/>{t!("kept-title")}</h2>
            <p>{t!("kept-why")}</p>
            <p>{t!("kept-risk")}</p>
            {state}
            <Show when=move || fault().is_some()>
                <p class="note bad" role="status" data-test="kept-fault">
                    <Icon href="#i-triangle-alert"/>
                    <span>{move || match fault() {
                        Some(KeptFault::Absent) => text!("kept-absent"),
                        Some(KeptFault::Full) => text!("kept-full"),
                        _ => text!("kept-broken"),
                    }}</span>
                </p>
            </Show>
            <Problem failure=task.failure()/>
            <div class="actions">
                <Show
                    when=is_on
                    fallback=move || view! {
                        <button
                            type="button"
                            class="button"
                            data-test="kept-on"
                            disabled=move || task.busy() || fault() == Some(KeptFault::Absent)
                            on:click=move |_| turn(true)
                        >
                            {t!("kept-on")}
                        </button>
                    }
                >
                    <button type="button" class="button" data-test="kept-off" disabled=move || task.busy() on:click=move |_| turn(false)>
                        {t!("kept-off")}
                    </button>
                </Show>
            </div>
            <Show when=is_on><p class="hint">{t!("kept-off-note")}</p></Show>
        </section>
    }
}
