//! Who is in a region; letting people in and putting them out.

mod compare;
mod invitation;
mod invite;
mod remove;
mod roster;

use leptos::prelude::*;

use self::compare::Compare;
use self::invite::Invite;
pub(super) use self::remove::Running;
use self::remove::{RemoveDialog, Subject, Unfinished};
use self::roster::Roster;
use crate::state::use_here;
use crate::t;

/// Invitations and removals for leads; the roster, and words to compare, for all.
#[component]
pub(crate) fn People() -> impl IntoView {
    let here = use_here();
    let leads = Memo::new(move |_| here.get().leads());
    let subject = RwSignal::new(None::<Subject>);
    view! {
        <div class="page">
            <h1 tabindex="-1">{t!("menu-people")}</h1>
            <Show when=move || leads.get()>
                <Unfinished subject/>
                <Invite/>
            </Show>
            <Roster subject/>
            <Compare/>
            <RemoveDialog subject/>
        </div>
    }
}
