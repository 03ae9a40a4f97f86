//! The whole page.

use leptos::prelude::*;

use super::inside::Inside;
use super::outside::Outside;
use crate::components::{LeaveDialog, Toasts};
use crate::state::{
    focus, provide_idle, provide_panic_key, provide_router, provide_theme, provide_toasts,
    provide_vault, soon, use_router,
};
use crate::t;
use crate::text::{language, language_of_browser, set_language, tag};

/// Everything: signed in or not.
#[component]
pub(crate) fn App() -> impl IntoView {
    set_language(language_of_browser());
    provide_theme();
    provide_toasts();
    let router = provide_router();
    let vault = provide_vault();
    provide_idle();
    provide_panic_key();
    // Whatever index.html showed while this was loading.
    if let Some(loading) = document().get_element_by_id("loading") {
        loading.remove();
    }
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", tag(language()));
        }
        document().set_title(&crate::text!("title"));
    });
    focus_headings();
    // An invitation opened on top of a session is answered by somebody new: the session ends first.
    Effect::new(move |_| {
        if router.link().is_some() && vault.session().with_untracked(Option::is_some) {
            vault.lock(false);
        }
    });
    let signed_in = Memo::new(move |_| vault.session().with(Option::is_some));
    view! {
        <a class="skip" href="#main" on:click=move |event| {
            event.prevent_default();
            focus("#main");
        }>{t!("skip")}</a>
        {move || if signed_in.get() { view! { <Inside/> }.into_any() } else { view! { <Outside/> }.into_any() }}
        <LeaveDialog/>
        <Toasts/>
    }
}

/// A new page begins at its heading, for eyes and for screen readers.
fn focus_headings() {
    let router = use_router();
    Effect::new(move |before: Option<_>| {
        let route = router.route();
        if before.is_some_and(|before| before != route) {
            soon(|| focus("h1"));
        }
        route
    });
}
