//! A server that came back from a backup: a lead says how the region goes on.

use leptos::prelude::*;

use crate::components::{Busy, Icon, Problem};
use crate::state::{Task, use_here, use_toasts, use_vault};
use crate::{t, text};

/// Stands above everything as long as the server has less than this device knows of.
#[component]
pub(super) fn Restored() -> impl IntoView {
    let (vault, here, toasts) = (use_vault(), use_here(), use_toasts());
    let task = Task::new();
    let behind = Memo::new(move |_| {
        let here = here.get().region;
        vault.session().with(|session| {
            let mut regions = session.iter().flat_map(|session| &session.regions);
            regions.any(|region| region.index == here && region.behind)
        })
    });
    let go = move |_| {
        let region = here.get_untracked().region;
        vault.progress().set(None);
        task.run(vault.resume(region), move |_| {
            toasts.say(text!("resume-done"));
        });
    };
    view! {
        <Show when=move || behind.get()>
            <section class="note bad" data-test="restored">
                <Icon href="#i-triangle-alert"/>
                <div>
                    <h2>{t!("resume-title")}</h2>
                    <p>{t!("resume-text")}</p>
                    <Show when=move || here.get().leads()>
                        <p>{t!("resume-do")}</p>
                        <Problem failure=task.failure()/>
                        <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("resume-running"))/></Show>
                        <div class="actions">
                            <button
                                type="button"
                                class="button danger solid"
                                data-test="resume"
                                disabled=move || task.busy()
                                on:click=go
                            >
                                {t!("resume-go")}
                            </button>
                        </div>
                    </Show>
                </div>
            </section>
        </Show>
    }
}
