//! Making invitations, and those under way.

use leptos::prelude::*;
use vault::api::{Invitation, Role};

use super::invitation::InvitationCard;
use crate::components::{Busy, Icon, Problem, RoleSelect, WordsLanguage};
use crate::state::{Task, use_here, use_vault};
use crate::text::language;
use crate::{t, text};

/// Choose a role, get a link.
#[component]
pub(super) fn Invite() -> impl IntoView {
    let (vault, here) = (use_vault(), use_here());
    let open = RwSignal::new(false);
    let role = RwSignal::new(Role::Viewer);
    let words_in = RwSignal::new(untrack(language));
    let invitations = RwSignal::new(Vec::<Invitation>::new());
    let (listing, making) = (Task::new(), Task::new());
    let list = move || {
        let region = here.get_untracked().region;
        listing.latest(vault.invitations(region), move |fresh| {
            invitations.set(fresh)
        });
    };
    Effect::new(move |_| {
        vault.people_version().track();
        here.track();
        list();
    });
    let make = move || {
        let region = here.get_untracked().region;
        making.run(
            vault.invite(region, role.get_untracked(), words_in.get_untracked()),
            move |fresh| {
                open.set(false);
                invitations.update(|all| {
                    all.retain(|other| other.id != fresh.id);
                    all.insert(0, fresh);
                });
            },
        );
    };
    view! {
        <Show when=move || !open.get()>
            <div class="actions">
                <button type="button" class="button primary" data-test="invite" on:click=move |_| open.set(true)>
                    <Icon href="#i-plus"/>
                    {t!("invite")}
                </button>
            </div>
        </Show>
        <Show when=move || open.get()>
            <section class="panel">
                <form data-test="invite-form" on:submit=move |event| {
                    event.prevent_default();
                    make();
                }>
                    <h2>{t!("invite-title")}</h2>
                    <RoleSelect chosen=role group="invite-role".to_owned()/>
                    <WordsLanguage chosen=words_in/>
                    <p class="hint">{t!("invite-language-hint")}</p>
                    <Problem failure=making.failure()/>
                    <Show when=move || making.busy()><Busy text=Signal::derive(|| text!("inviting"))/></Show>
                    <div class="actions">
                        <button type="submit" class="button primary" data-test="invite-make" disabled=move || making.busy()>
                            {t!("invite-make")}
                        </button>
                        <button type="button" class="button" data-test="invite-cancel" on:click=move |_| open.set(false)>
                            {t!("cancel")}
                        </button>
                    </div>
                </form>
            </section>
        </Show>
        <Problem failure=listing.failure()/>
        <For each=move || invitations.get() key=|invitation| (invitation.id, format!("{:?}", invitation.state)) let:invitation>
            <InvitationCard invitation on_gone=Callback::new(move |id| invitations.update(|all| all.retain(|other| other.id != id)))/>
        </For>
    }
}
