//! The way between pages: at the foot on a phone, at the side on a laptop.

use leptos::prelude::*;

use super::Icon;
use crate::state::{Pane, Route, use_here, use_in_tray, use_rotation_due, use_router};
use crate::{t, text};

/// One way.
#[component]
fn Way(
    route: Route,
    icon: &'static str,
    test: &'static str,
    #[prop(into)] name: Signal<String>,
    /// How much waits there.
    #[prop(optional, into)]
    count: Signal<usize>,
    /// Whether something there must be finished.
    #[prop(optional, into)]
    urgent: Signal<bool>,
) -> impl IntoView {
    let router = use_router();
    let same = move || match (router.route(), route) {
        (Route::Contacts(_), Route::Contacts(_)) => true,
        (here, there) => here == there,
    };
    view! {
        <li>
            <a
                href=route.hash()
                data-test=test
                aria-current=move || same().then_some("page")
                on:click=move |event| {
                    event.prevent_default();
                    router.go(route);
                }
            >
                <Icon href=icon/>
                <span>{move || name.get()}</span>
                <Show when=move || count.get().gt(&0)>
                    <span class="count" aria-hidden="true" data-test="incoming-count">{move || count_text(count.get())}</span>
                    <span class="unseen">{move || text!("menu-waiting", n = count.get())}</span>
                </Show>
                <Show when=move || urgent.get()>
                    <span class="count urgent" aria-hidden="true">"!"</span>
                    <span class="unseen">{t!("rotation-finish")}</span>
                </Show>
            </a>
        </li>
    }
}

/// A number that fits on the picture of a way.
fn count_text(count: usize) -> String {
    if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    }
}

/// The ways this member has.
#[component]
pub(crate) fn Menu() -> impl IntoView {
    let (here, tray, due) = (use_here(), use_in_tray(), use_rotation_due());
    view! {
        <nav class="menu" aria-label=t!("menu")>
            <ul>
                <Way
                    route=Route::Contacts(Pane::List)
                    icon="#i-contact"
                    test="menu-contacts"
                    name=Signal::derive(move || if here.get().reads() { text!("menu-contacts") } else { text!("new-title") })
                />
                <Show when=move || here.get().edits()>
                    <Way
                        route=Route::Incoming
                        icon="#i-inbox"
                        test="menu-incoming"
                        name=Signal::derive(|| text!("menu-incoming"))
                        count=Signal::derive(move || tray.count())
                    />
                    <Way route=Route::Import icon="#i-file-up" test="menu-import" name=Signal::derive(|| text!("menu-import"))/>
                </Show>
                <Show when=move || here.get().reads()>
                    <Way
                        route=Route::People
                        icon="#i-users"
                        test="menu-people"
                        name=Signal::derive(|| text!("menu-people"))
                        urgent=due
                    />
                </Show>
                <Way route=Route::Settings icon="#i-settings" test="menu-settings" name=Signal::derive(|| text!("menu-settings"))/>
            </ul>
        </nav>
    }
}
