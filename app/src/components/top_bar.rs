//! Where one is, how fresh it is, and the two ways out.

use leptos::prelude::*;
use vault::api::RegionState;

use super::{Icon, SyncLine};
use crate::state::{Pane, Route, use_router, use_toasts, use_vault};
use crate::{t, text};

/// The bar above every page inside.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let (vault, router, toasts) = (use_vault(), use_router(), use_toasts());
    let lock = move |_| {
        router.leave(move || {
            toasts.clear();
            vault.lock(false);
            router.show(Route::Start);
        });
    };
    view! {
        <header class="top">
            <div class="where">
                <p class="organisation" data-test="organisation">
                    <bdi>{move || vault.session().with(|session| session.as_ref().map(|session| session.organisation.clone()))}</bdi>
                </p>
                <RegionSwitch/>
            </div>
            <SyncLine/>
            <div class="outs">
                <button
                    type="button"
                    class="icon-button"
                    data-test="panic"
                    aria-label=t!("panic")
                    title=t!("panic-title")
                    on:click=move |_| vault.panic()
                >
                    <Icon href="#i-eye-off"/>
                </button>
                <button type="button" class="button" data-test="lock" title=t!("lock-title") on:click=lock>
                    <Icon href="#i-lock"/>
                    <span>{t!("lock")}</span>
                </button>
            </div>
        </header>
    }
}

/// The region's name, or a choice when there are several.
#[component]
fn RegionSwitch() -> impl IntoView {
    let (vault, router) = (use_vault(), use_router());
    let regions = Memo::new(move |_| {
        vault
            .session()
            .with(|session| session.as_ref().map(|session| session.regions.clone()))
            .unwrap_or_default()
    });
    let change = move |event| {
        let Ok(index) = event_target_value(&event).parse::<u16>() else {
            return;
        };
        router.leave(move || {
            vault.region().set(index);
            router.show(Route::Contacts(Pane::List));
        });
    };
    let name = |region: &vault::api::Region| match (&region.state, region.name.is_empty()) {
        (_, false) => region.name.clone(),
        (RegionState::Waiting { .. }, true) => text!("region-waiting"),
        (RegionState::Removed, true) => text!("removed-title"),
        (_, true) => text!("region-unnamed"),
    };
    move || {
        let regions = regions.get();
        if let [only] = regions.as_slice() {
            return view! { <p class="region" data-test="region"><bdi>{name(only)}</bdi></p> }
                .into_any();
        }
        view! {
            <select class="region" data-test="region" aria-label=t!("region") on:change=change>
                {regions.into_iter().map(|region| {
                    let index = region.index;
                    view! {
                        <option value=index prop:selected=move || vault.region().get() == index>{name(&region)}</option>
                    }
                }).collect_view()}
            </select>
        }
        .into_any()
    }
}
