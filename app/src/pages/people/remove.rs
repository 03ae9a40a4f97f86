//! Somebody leaves, or was taken: what they could read, what will happen, how far it is, what was done.

use leptos::prelude::*;
use vault::api::{Command, Failure, Role, Rotated};

use crate::components::{Dialog, Icon, Problem};
use crate::state::{Task, focus, soon, use_here, use_rotation_due, use_vault};
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

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// Nothing is done yet.
    Asked(Subject),
    /// Under way.
    Running(Subject),
    /// Whoever had to go is out, and the keys they hold are still in use.
    CutShort(Subject),
    /// All of it is done.
    Done(Subject, Rotated),
}

impl Stage {
    fn title(&self) -> String {
        match self {
            Self::Asked(Subject::Unfinished) => text!("rotation-finish"),
            Self::Asked(member) => text!("remove-title", name = member.name()),
            Self::Running(Subject::Unfinished) => text!("rotation-running"),
            Self::Running(member) => text!("removing", name = member.name()),
            Self::CutShort(Subject::Unfinished) => text!("rotation-cut-short"),
            Self::CutShort(member) => text!("removed-cut-short", name = member.name()),
            Self::Done(Subject::Unfinished, _) => text!("rotated-done"),
            Self::Done(member, _) => text!("removed-done", name = member.name()),
        }
    }
}

/// A removal that was cut short has to be finished.
#[component]
pub(super) fn Unfinished(subject: RwSignal<Option<Subject>>) -> impl IntoView {
    let due = use_rotation_due();
    view! {
        <Show when=move || due.get()>
            <div class="note bad has-act" data-test="rotation-due">
                <Icon href="#i-triangle-alert"/>
                <p>{t!("rotation-due")}</p>
                <button
                    type="button"
                    class="button danger solid"
                    data-test="rotation-finish"
                    on:click=move |_| subject.set(Some(Subject::Unfinished))
                >
                    <Icon href="#i-key-round"/>
                    {t!("rotation-finish")}
                </button>
            </div>
        </Show>
    }
}

/// Asks, does it, and says what came of it.
#[component]
pub(super) fn RemoveDialog(subject: RwSignal<Option<Subject>>) -> impl IntoView {
    let (vault, here, due) = (use_vault(), use_here(), use_rotation_due());
    let task = Task::new();
    let done = RwSignal::new(None::<Rotated>);
    let tried = StoredValue::new(false);
    let close = move || {
        // Until it is over it can be stopped, not looked away from.
        if !task.busy_now() {
            subject.set(None);
            task.failure().set(None);
            done.set(None);
            // The button that opened this went with the member, or goes with the next news of the region; what is left to do
            // stands below the heading.
            if tried.get_value() {
                tried.set_value(false);
                soon(|| focus("h1"));
            }
        }
    };
    let on_close = Callback::new(move |()| close());
    let go = Callback::new(move |()| {
        let region = here.get_untracked().region;
        let about = subject.get_untracked();
        vault.progress().set(None);
        tried.set_value(true);
        let work = async move {
            match about {
                Some(Subject::Member { key, .. }) => vault.remove(region, key).await,
                _ => vault.rotate(region).await,
            }
        };
        task.run(work, move |rotated| done.set(Some(rotated)));
    });
    let stage = Memo::new(move |_| {
        let about = subject.get()?;
        Some(match done.get() {
            Some(rotated) => Stage::Done(about, rotated),
            None if task.busy() => Stage::Running(about),
            None if due.get() && task.failure().with(Option::is_some) => Stage::CutShort(about),
            None => Stage::Asked(about),
        })
    });
    // That it was stopped says the stage itself.
    let failure = Signal::derive(move || {
        let failure = task.failure().get();
        failure.filter(|failure| *failure != Failure::Cancelled)
    });
    let ask = move |finish: bool| {
        view! {
            <Problem failure/>
            <div class="actions">
                <button type="button" class="button danger solid" data-test="remove-go" on:click=move |_| go.run(())>
                    {move || if finish { text!("rotation-finish") } else { text!("remove-go") }}
                </button>
                <button type="button" class="button" data-test="remove-keep" autofocus on:click=move |_| close()>
                    {move || if finish { text!("rotation-later") } else { text!("remove-keep") }}
                </button>
            </div>
        }
    };
    view! {
        <Dialog
            open=Signal::derive(move || subject.get().is_some())
            on_close
            title=Signal::derive(move || stage.get().map(|stage| stage.title()).unwrap_or_default())
            test="remove-dialog"
        >
            {move || match stage.get() {
                None => ().into_any(),
                Some(Stage::Asked(about)) => {
                    let finish = about == Subject::Unfinished;
                    view! { <Consequences about/> {ask(finish)} }.into_any()
                }
                Some(Stage::Running(_)) => view! { <Running hint=Signal::derive(|| text!("rotation-stop-hint"))/> }.into_any(),
                Some(Stage::CutShort(_)) => view! {
                    <p data-test="rotation-cut-short">{t!("rotation-cut-short-text")}</p>
                    {ask(true)}
                }.into_any(),
                Some(Stage::Done(about, rotated)) => view! { <Report about rotated on_close/> }.into_any(),
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

/// How far it is, and stopping it; what stopping means.
#[component]
pub(crate) fn Running(
    #[prop(into)] hint: Signal<String>,
    /// Whether it only looks for what is to be erased yet.
    #[prop(optional, into)]
    finding: Signal<bool>,
) -> impl IntoView {
    let vault = use_vault();
    let stop = Task::new();
    let progress = vault.progress();
    view! {
        <label class="progress">
            <span role="status">
                {move || match progress.get() {
                    Some((done, total)) => {
                        let n = done.saturating_mul(100) / total.max(1);
                        if finding.get() { text!("erase-finding", n = n) } else { text!("rotation-progress", n = n) }
                    }
                    None => text!("rotation-starting"),
                }}
            </span>
            <progress
                data-test="rotation-progress"
                max=move || progress.get().map_or(1, |(_, total)| total.max(1))
                value=move || progress.get().map(|(done, _)| done)
            ></progress>
        </label>
        <p class="hint">{hint}</p>
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
fn Report(about: Subject, rotated: Rotated, on_close: Callback<()>) -> impl IntoView {
    // How many entries there are says nothing to people: an import is one.
    let Rotated { members, left, .. } = rotated;
    let collector = matches!(
        about,
        Subject::Member {
            role: Role::Collector,
            ..
        }
    );
    view! {
        <p class="note good" data-test="rotated">
            <Icon href="#i-check"/>
            <span>{move || text!("rotated-report", members = members)}</span>
        </p>
        {(left > 0).then(|| view! {
            <p class="note warn" data-test="rotated-left">
                <Icon href="#i-triangle-alert"/>
                <span>{move || text!("rotated-left", left = left)}</span>
            </p>
        })}
        {(!collector).then(|| view! { <p>{t!("rotated-advice")}</p> })}
        <div class="actions">
            <button type="button" class="button primary" data-test="rotated-close" on:click=move |_| on_close.run(())>
                {t!("rotated-close")}
            </button>
        </div>
    }
}
