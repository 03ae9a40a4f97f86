//! Members of a region.

use leptos::prelude::*;
use vault::api::Person;

use super::remove::Subject;
use crate::components::{Busy, Problem, role_name};
use crate::state::{Task, today, use_vault};
use crate::text::day_text;
use crate::{t, text};

/// Everybody; names are there for leads only.
#[component]
pub(super) fn Roster(subject: RwSignal<Option<Subject>>) -> impl IntoView {
    let vault = use_vault();
    let people = RwSignal::new(None::<Vec<Person>>);
    let task = Task::new();
    Effect::new(move |_| {
        vault.people_version().track();
        task.latest(vault.people(vault.region().get()), move |fresh| {
            people.set(Some(fresh))
        });
    });
    view! {
        <section class="panel" data-test="roster">
            <h2>{t!("roster-title")}</h2>
            <Problem failure=task.failure()/>
            {move || match people.get() {
                None => view! { <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("roster-loading"))/></Show> }.into_any(),
                Some(people) => view! {
                    <ul class="people">
                        {people.into_iter().map(|person| view! { <Member person subject/> }).collect_view()}
                    </ul>
                }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Member(person: Person, subject: RwSignal<Option<Subject>>) -> impl IntoView {
    let Person {
        key,
        name,
        role,
        admin,
        since,
        by,
        me,
        removable,
    } = person;
    let leaver = Subject::Member {
        key,
        name: name.clone(),
        role,
    };
    // Whoever founded let themselves in.
    let by = by.filter(|by| name.as_ref() != Some(by));
    let joined = move || {
        let day = day_text(since, today());
        match &by {
            Some(by) => text!("member-since-by", day = day, name = by.as_str()),
            None => text!("member-since", day = day),
        }
    };
    view! {
        <li data-test="member">
            <span class="person">
                <strong>
                    {match name {
                        Some(name) => view! { <bdi data-test="member-name">{name}</bdi> }.into_any(),
                        None => view! { <span>{t!("member-unnamed")}</span> }.into_any(),
                    }}
                </strong>
                {me.then(|| view! { <span class="badge">{t!("member-me")}</span> })}
                {admin.then(|| view! { <span class="badge">{t!("member-admin")}</span> })}
                <small class="faint">{joined}</small>
            </span>
            <span class="role" data-test="member-role">{move || role_name(role)}</span>
            {removable.then(|| view! {
                <button
                    type="button"
                    class="button danger"
                    data-test="member-remove"
                    on:click=move |_| subject.set(Some(leaver.clone()))
                >
                    {t!("member-remove")}
                </button>
            })}
        </li>
    }
}
