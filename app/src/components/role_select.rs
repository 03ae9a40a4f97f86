//! Roles, in words that say what each can do.

use leptos::prelude::*;
use vault::api::Role;

use crate::{t, text};

/// From the least to the most.
pub(crate) const ROLES: [Role; 4] = [Role::Collector, Role::Viewer, Role::Editor, Role::Lead];

/// Its name.
pub(crate) fn role_name(role: Role) -> String {
    match role {
        Role::Collector => text!("role-collector"),
        Role::Viewer => text!("role-viewer"),
        Role::Editor => text!("role-editor"),
        Role::Lead => text!("role-lead"),
    }
}

/// What it can.
pub(crate) fn role_can(role: Role) -> String {
    match role {
        Role::Collector => text!("role-collector-can"),
        Role::Viewer => text!("role-viewer-can"),
        Role::Editor => text!("role-editor-can"),
        Role::Lead => text!("role-lead-can"),
    }
}

fn role_key(role: Role) -> &'static str {
    match role {
        Role::Collector => "collector",
        Role::Viewer => "viewer",
        Role::Editor => "editor",
        Role::Lead => "lead",
    }
}

/// One of the four.
#[component]
pub(crate) fn RoleSelect(
    /// The choice.
    chosen: RwSignal<Role>,
    /// Tells this group from another on the same page.
    group: String,
) -> impl IntoView {
    view! {
        <fieldset class="roles">
            <legend>{t!("role-choose")}</legend>
            {ROLES.into_iter().map(|role| view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=group.clone()
                        data-test=format!("role-{}", role_key(role))
                        prop:checked=move || chosen.get() == role
                        on:change=move |_| chosen.set(role)
                    />
                    <span>
                        <strong>{move || role_name(role)}</strong>
                        <small>{move || role_can(role)}</small>
                    </span>
                </label>
            }).collect_view()}
        </fieldset>
    }
}
