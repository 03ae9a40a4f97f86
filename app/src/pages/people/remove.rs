//! Somebody leaves, or was taken: what they could read, what will happen, how far it is, what was done.

use leptos::prelude::*;
use vault::api::{Command, Role, Rotated};

use crate::components::{Dialog, Icon, Problem};
use crate::state::{Task, use_here, use_vault};
use crate::{t, text};

/// What the dialog is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// A member to be put out.
    Member {
        /// Names them to the vault.
        key: [u8; 32],
        /// Their name.
        name: Option<String>,
        /// What they could do.
        role: Role,
    },
    /// Somebody is out already, but the keys they hold aren't renewed yet.
    Unfinished,
}

impl Subject {
    fn name(&self) -> String {
        match self {
            Self::Member {
                name: Some(name), ..
            } => name.clone(),
            _ => text!("member-unnamed"),
        }
    }
}

/// A removal that was cut short has to be finished.
#[component]
pub(super) fn Unfinished(subject: RwSignal<Option<Subject>>) -> impl IntoView {
    let (vault, here) = (use_vault(), use_here());
    let due = Memo::new(move |_| {
        let index = here.get().region;
        vault.session().with(|session| {
            let regions = session.iter().flat_map(|session| &session.regions);
            let mut due = regions.filter(|region| region.rotation_due);
            due.any(|region| region.index == index)
        })
    });
    view! {
        <Show when=move || due.get()>
            <div class="note bad" data-test="rotation-due">
                <Icon href="#i-triangle-alert"/>
                <p>{t!("rotation-due")}</p>
                <button
                    type="button"
                    class="button primary"
                    data-test="rotation-finish"
                    on:click=move |_| subject.set(Some(Subject::Unfinished))
                >
                    {t!("rotation-finish")}
                </button>
            </div>
        </Show>
    }
}

/// Asks, does it, and says what came of it.
#[component]
pub(super) fn RemoveDialog(subject: RwSignal<Option<Subject>>) -> impl IntoView {
    let (vault, here) = (use_vault(), use_here());
    let task = Task::new();
    let done = RwSignal::new(None::<Rotated>);
    let close = move || {
        // Until it is over it can be stopped, not looked away from.
        if !task.busy() {
            subject.set(None);
            done.set(None);
            task.failure().set(None);
        }
    };
    let go = move || {
        let region = here.get_untracked().region;
        let about = subject.get_untracked();
        vault.progress().set(None);
        let work = async move {
            match about {
                Some(Subject::Member { key, .. }) => vault.remove(region, key).await,
                _ => vault.rotate(region).await,
            }
        };
        task.run(work, move |rotated| done.set(Some(rotated)));
    };
    let title = Signal::derive(move || match (subject.get(), done.get().is_some()) {
        (Some(about @ Subject::Member { .. }), false) => text!("remove-title", name = about.name()),
        (Some(about @ Subject::Member { .. }), true) => text!("removed-done", name = about.name()),
        (_, false) => text!("rotation-finish"),
        (_, true) => text!("rotated-done"),
    });
    view! {
        <Dialog
            open=Signal::derive(move || subject.get().is_some())
            on_close=Callback::new(move |()| close())
            title
            test="remove-dialog"
        >
            {move || match (done.get(), task.busy()) {
                (Some(rotated), _) => view! { <Result rotated on_close=Callback::new(move |()| close())/> }.into_any(),
                (None, true) => view! { <Running/> }.into_any(),
                (None, false) => view! {
                    {subject.get().map(|about| view! { <Consequences about/> })}
                    <Problem failure=task.failure()/>
                    <div class="actions">
                        <button type="button" class="button danger solid" data-test="remove-go" on:click=move |_| go()>
                            {move || match subject.get() {
                                Some(Subject::Member { .. }) => text!("remove-go"),
                                _ => text!("rotation-go"),
                            }}
                        </button>
                        <button type="button" class="button" data-test="remove-keep" on:click=move |_| close()>
                            {t!("remove-keep")}
                        </button>
                    </div>
                }.into_any(),
            }}
        </Dialog>
    }
}

/// What this person could read, and what will happen.
#[component]
fn Consequences(about: Subject) -> impl IntoView {
    let name = about.name();
    let could = match &about {
        Subject::Unfinished => None,
        Subject::Member {
            role: Role::Collector,
            ..
        } => Some(text!("remove-could-collector", name = name)),
        Subject::Member {
            role: Role::Lead, ..
        } => Some(text!("remove-could-lead", name = name)),
        Subject::Member { .. } => Some(text!("remove-could-read", name = name)),
    };
    view! {
        {could.map(|could| view! { <p>{could}</p> })}
        <ol class="steps">
            {matches!(about, Subject::Member { .. }).then(|| view! { <li>{t!("remove-step-cut")}</li> })}
            <li>{t!("remove-step-seal")}</li>
            <li>{t!("remove-step-others")}</li>
        </ol>
    }
}

#[component]
fn Running() -> impl IntoView {
    let vault = use_vault();
    let stop = Task::new();
    let progress = vault.progress();
    view! {
        <label class="progress">
            <span role="status">
                {move || match progress.get() {
                    Some((done, total)) => text!("rotation-progress", done = done, total = total),
                    None => text!("rotation-starting"),
                }}
            </span>
            <progress
                data-test="rotation-progress"
                max=move || progress.get().map_or(1, |(_, total)| total.max(1))
                value=move || progress.get().map(|(done, _)| done)
            ></progress>
        </label>
        <p class="hint">{t!("rotation-stop-hint")}</p>
        <div class="actions">
            <button
                type="button"
                class="button"
                data-test="rotation-stop"
                disabled=move || stop.busy()
                on:click=move |_| stop.run(vault.command(Command::CancelRotation), |()| ())
            >
                {t!("rotation-stop")}
            </button>
        </div>
    }
}

#[component]
fn Result(rotated: Rotated, on_close: Callback<()>) -> impl IntoView {
    let Rotated { entries, members } = rotated;
    view! {
        <p data-test="rotated">{move || text!("rotated-report", members = members, entries = entries)}</p>
        <p class="hint">{t!("rotated-advice")}</p>
        <div class="actions">
            <button type="button" class="button primary" data-test="rotated-close" on:click=move |_| on_close.run(())>
                {t!("rotated-close")}
            </button>
        </div>
    }
}
