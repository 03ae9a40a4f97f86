//! Everything before one is signed in.

use leptos::prelude::*;

use super::found::Found;
use super::help::Help;
use super::join::Join;
use super::start::Start;
use crate::components::{Icon, LanguageSwitch, ThemeSwitch};
use crate::state::{Route, use_router};
use crate::t;

/// A quiet frame around one card.
#[component]
pub(crate) fn Outside() -> impl IntoView {
    let router = use_router();
    let go = move |route: Route| {
        move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            router.go(route);
        }
    };
    view! {
        <div class="outside">
            <header class="outside-top">
                <LanguageSwitch/>
                <ThemeSwitch/>
            </header>
            <main id="main" tabindex="-1">
                {move || match router.route() {
                    Route::Found => view! { <Found/> }.into_any(),
                    Route::Join => view! { <Join/> }.into_any(),
                    Route::Help => view! { <Help/> }.into_any(),
                    _ => view! { <Start/> }.into_any(),
                }}
            </main>
            <footer class="outside-foot">
                <Show
                    when=move || router.route() == Route::Help
                    fallback=move || view! {
                        <a href=Route::Help.hash() data-test="help" on:click=go(Route::Help)>
                            <Icon href="#i-circle-question-mark"/>
                            {t!("help")}
                        </a>
                    }
                >
                    <a href=Route::Start.hash() data-test="help-back" on:click=go(Route::Start)>
                        <Icon href="#i-chevron-left"/>
                        {t!("back-to-start")}
                    </a>
                </Show>
            </footer>
        </div>
    }
}
