//! Who is in a region, and letting people in.

mod invitation;
mod invite;
mod roster;

use leptos::prelude::*;

use self::invite::Invite;
use self::roster::Roster;
use crate::state::use_here;
use crate::t;

/// Invitations for leads, the roster for all.
#[component]
pub(crate) fn People() -> impl IntoView {
    let here = use_here();
    let leads = Memo::new(move |_| here.get().leads());
    view! {
        <div class="page">
            <h1 tabindex="-1">{t!("menu-people")}</h1>
            <Show when=move || leads.get()><Invite/></Show>
            <Roster/>
        </div>
    }
}
