//! Everything once one is signed in.

use leptos::prelude::*;
use vault::api::{RecordId, RegionState};

use super::contacts::Contacts;
use super::help::Help;
use super::import::Import;
use super::incoming::Incoming;
use super::people::People;
use super::restored::Restored;
use super::settings::Settings;
use super::waiting::{Removed, Waiting};
use crate::components::{Alarms, Menu, TopBar};
use crate::state::{Pane, Route, provide_in_tray, use_here, use_router, use_toasts, use_vault};
use crate::text;

/// Which contact is open. It stays in memory: the address bar doesn't tell.
#[derive(Clone, Copy)]
pub(crate) struct Selected(pub(crate) RwSignal<Option<RecordId>>);

/// The bar, the menu, the page.
#[component]
pub(crate) fn Inside() -> impl IntoView {
    let vault = use_vault();
    provide_context(Selected(RwSignal::new(None)));
    provide_in_tray();
    let state = Memo::new(move |_| {
        let index = vault.region().get();
        vault.session().with(|session| {
            let regions = &session.as_ref()?.regions;
            regions
                .iter()
                .find(|region| region.index == index)
                .map(|region| region.state.clone())
        })
    });
    let toasts = use_toasts();
    let name_of = move |index| {
        let region = vault.session().with_untracked(|session| {
            let mut regions = session.iter().flat_map(|session| &session.regions);
            regions
                .find(|region| region.index == index)
                .map(|region| region.name.clone())
        });
        region.unwrap_or_default()
    };
    Effect::new(move |_| {
        let Some((index, by)) = vault.renewed().get() else {
            return;
        };
        vault.renewed().set(None);
        let region = name_of(index);
        toasts.say(match by {
            Some(by) => text!("renewed-by", region = region, name = by),
            None => text!("renewed", region = region),
        });
    });
    Effect::new(move |_| {
        let Some((index, by)) = vault.resumed().get() else {
            return;
        };
        vault.resumed().set(None);
        let region = name_of(index);
        toasts.say(match by {
            Some(by) => text!("resumed-by", region = region, name = by),
            None => text!("resumed", region = region),
        });
    });
    let member = Memo::new(move |_| matches!(state.get(), Some(RegionState::Member { .. })));
    view! {
        <div class="inside" class:has-menu=move || member.get()>
            <TopBar/>
            <Show when=move || member.get()><Menu/></Show>
            <main id="main" tabindex="-1">
                <Alarms/>
                <Restored/>
                {move || if member.get() {
                    view! { <Member/> }.into_any()
                } else {
                    match state.get() {
                        Some(RegionState::Waiting { six_words }) => view! { <Waiting six_words/> }.into_any(),
                        _ => view! { <Removed/> }.into_any(),
                    }
                }}
            </main>
        </div>
    }
}

/// The pages of a member.
#[component]
fn Member() -> impl IntoView {
    let (router, here) = (use_router(), use_here());
    let page = Memo::new(move |_| match router.route() {
        Route::People if here.get().reads() => Route::People,
        Route::Import if here.get().edits() => Route::Import,
        Route::Incoming if here.get().edits() => Route::Incoming,
        Route::Settings => Route::Settings,
        Route::Help => Route::Help,
        // One page for all panes: the list stays while a card opens beside it.
        _ => Route::Contacts(Pane::List),
    });
    move || match page.get() {
        Route::People => view! { <People/> }.into_any(),
        Route::Import => view! { <Import/> }.into_any(),
        Route::Incoming => view! { <Incoming/> }.into_any(),
        Route::Settings => view! { <Settings/> }.into_any(),
        Route::Help => view! { <Help/> }.into_any(),
        _ => view! { <Contacts/> }.into_any(),
    }
}
