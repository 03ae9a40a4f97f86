//! One invitation: a link to hand over, then six words to compare.

use leptos::prelude::*;
use vault::api::{Command, Invitation, InvitationState, Person};

use crate::components::{Busy, CopyButton, Icon, Problem, QrCode, RoleSelect, SixWords, role_name};
use crate::state::{Task, today, use_toasts, use_vault};
use crate::text::day_text;
use crate::{t, text};

/// The whole link: this page's address with the invitation behind it.
fn whole_link(fragment: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}#{}", fragment.trim_start_matches('#'))
}

/// The invitation as far as it has come.
#[component]
pub(super) fn InvitationCard(invitation: Invitation, on_gone: Callback<u32>) -> impl IntoView {
    match invitation.state.clone() {
        InvitationState::Open => view! { <Open invitation on_gone/> }.into_any(),
        InvitationState::Posted { name, six_words } => {
            view! { <Posted invitation name six_words on_gone/> }.into_any()
        }
        InvitationState::Spoiled => view! { <Spoiled id=invitation.id on_gone/> }.into_any(),
    }
}

/// Somebody else wrote into the mailbox: nobody can be let in through it.
#[component]
fn Spoiled(id: u32, on_gone: Callback<u32>) -> impl IntoView {
    let vault = use_vault();
    let task = Task::new();
    let drop_it = move |_| {
        task.run(
            vault.command(Command::CancelInvitation { invitation: id }),
            move |()| on_gone.run(id),
        );
    };
    view! {
        <section class="panel" data-test="spoiled">
            <p class="note bad"><Icon href="#i-triangle-alert"/><span>{t!("invitation-spoiled")}</span></p>
            <Problem failure=task.failure()/>
            <div class="actions">
                <button type="button" class="button danger" data-test="spoiled-drop" disabled=move || task.busy() on:click=drop_it>
                    <Icon href="#i-x"/>
                    {t!("invitation-cancel")}
                </button>
            </div>
        </section>
    }
}

#[component]
fn Open(invitation: Invitation, on_gone: Callback<u32>) -> impl IntoView {
    let vault = use_vault();
    let toasts = use_toasts();
    let Invitation {
        id, role, until, ..
    } = invitation;
    let link = whole_link(&invitation.fragment);
    let task = Task::new();
    let cancel = move |_| {
        task.run(
            vault.command(Command::CancelInvitation { invitation: id }),
            move |()| {
                toasts.say(text!("invitation-cancelled"));
                on_gone.run(id);
            },
        );
    };
    view! {
        <section class="panel invitation" data-test="invitation">
            <div class="invitation-words">
                <h2>{move || text!("invitation-title", role = role_name(role))}</h2>
                <p>{t!("invitation-hand-over")}</p>
                <div role="group" class="link-text" data-test="invitation-link" tabindex="0" aria-label=t!("invitation-link")>{link.clone()}</div>
                <div class="actions">
                    <CopyButton text=link.clone() test="invitation-copy"/>
                    <button type="button" class="button danger" data-test="invitation-cancel" disabled=move || task.busy() on:click=cancel>
                        <Icon href="#i-x"/>
                        {t!("invitation-cancel")}
                    </button>
                </div>
                <Problem failure=task.failure()/>
                <Busy text=Signal::derive(|| text!("invitation-waiting"))/>
                <p class="hint">{move || text!("invitation-until", day = day_text(until, today().max(until).saturating_add(30)))}</p>
            </div>
            <QrCode text=link/>
        </section>
    }
}

/// Whether the newcomer is somebody who was here, and has lost their words.
#[component]
fn Again(region: u16, chosen: RwSignal<Option<[u8; 32]>>) -> impl IntoView {
    let vault = use_vault();
    let people = RwSignal::new(Vec::<Person>::new());
    let task = Task::new();
    Effect::new(move |_| {
        vault.people_version().track();
        task.latest(vault.people(region), move |fresh| people.set(fresh));
    });
    let others = move || {
        let people = people.get().into_iter();
        let others = people.filter(|person| person.removable);
        others.filter_map(|person| Some((person.key, person.name?)))
    };
    let change = move |event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        chosen.set(at.and_then(|at| others().nth(at)).map(|(key, _)| key));
    };
    view! {
        <Show when=move || others().next().is_some()>
            <div class="field">
                <label for=format!("again-{region}")>{t!("posted-again")}</label>
                <select id=format!("again-{region}") data-test="grant-again" aria-describedby=format!("again-hint-{region}") on:change=change>
                    <option value="" prop:selected=move || chosen.get().is_none()>{t!("posted-again-no")}</option>
                    {move || others().enumerate().map(|(at, (key, name))| view! {
                        <option value=at.to_string() prop:selected=move || chosen.get() == Some(key)>{name}</option>
                    }).collect_view()}
                </select>
                <p class="hint" id=format!("again-hint-{region}")>{t!("posted-again-hint")}</p>
            </div>
        </Show>
    }
}

#[component]
fn Posted(
    invitation: Invitation,
    name: String,
    six_words: Vec<String>,
    on_gone: Callback<u32>,
) -> impl IntoView {
    let (vault, toasts) = (use_vault(), use_toasts());
    let id = invitation.id;
    let kept = RwSignal::new(name.clone());
    let role = RwSignal::new(invitation.role);
    let was = RwSignal::new(None::<[u8; 32]>);
    let task = Task::new();
    let grant = move |_| {
        let name = kept.get_untracked().trim().to_owned();
        let command = Command::Grant {
            invitation: id,
            name: name.clone(),
            role: role.get_untracked(),
            was: was.get_untracked(),
        };
        task.run(vault.command(command), move |()| {
            toasts.say(text!("people-grant-done", name = name));
            on_gone.run(id);
        });
    };
    let refuse = move |_| {
        task.run(
            vault.command(Command::CancelInvitation { invitation: id }),
            move |()| {
                toasts.say(text!("people-refused"));
                on_gone.run(id);
            },
        );
    };
    let input = format!("grant-name-{id}");
    view! {
        <section class="panel posted" data-test="posted">
            <h2>{move || text!("posted-title", name = name.as_str())}</h2>
            <p>{t!("posted-compare")}</p>
            <SixWords words=six_words/>
            <p class="note warn"><Icon href="#i-triangle-alert"/><span>{t!("posted-warn")}</span></p>
            <div class="field">
                <label for=input.clone()>{t!("posted-name")}</label>
                <input
                    id=input
                    data-test="grant-name"
                    type="text"
                    autocomplete="off"
                    maxlength="120"
                    prop:value=move || kept.get()
                    on:input=move |event| kept.set(event_target_value(&event))
                />
            </div>
            <RoleSelect chosen=role group=format!("grant-role-{id}")/>
            <Again region=invitation.region chosen=was/>
            <Problem failure=task.failure()/>
            <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("granting"))/></Show>
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    data-test="grant"
                    disabled=move || task.busy() || kept.with(|name| name.trim().is_empty())
                    on:click=grant
                >
                    <Icon href="#i-check"/>
                    {t!("grant")}
                </button>
                <button type="button" class="button danger" data-test="refuse" disabled=move || task.busy() on:click=refuse>
                    <Icon href="#i-x"/>
                    {t!("refuse")}
                </button>
            </div>
        </section>
    }
}
