//! Moving between pages, asking first when something unsaved would be lost.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::browser::listen;
use super::{Place, Route};

type Leave = Box<dyn FnOnce()>;

/// Where the page is.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    route: RwSignal<Route>,
    link: RwSignal<Option<String>>,
    unsaved: RwSignal<bool>,
    asking: RwSignal<bool>,
    leaving: StoredValue<Option<Leave>, LocalStorage>,
}

impl Router {
    /// The page shown.
    #[must_use]
    pub(crate) fn route(self) -> Route {
        self.route.get()
    }

    /// The same, without following it.
    #[must_use]
    pub(crate) fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// The founding or invitation link that was opened.
    #[must_use]
    pub(crate) fn link(self) -> Option<String> {
        self.link.get()
    }

    /// Forgets the link.
    pub(crate) fn drop_link(self) {
        self.link.set(None);
    }

    /// Goes to a page, after asking if need be.
    pub(crate) fn go(self, route: Route) {
        self.leave(move || self.show(route));
    }

    /// Goes to a page with the link that was pasted or read from a picture.
    pub(crate) fn open(self, place: Place) {
        self.leave(move || {
            self.link.set(place.link);
            self.show(place.route);
        });
    }

    /// Runs this now, or after the user has agreed to lose what isn't saved.
    pub(crate) fn leave(self, run: impl FnOnce() + 'static) {
        if self.unsaved.get_untracked() {
            self.leaving.set_value(Some(Box::new(run)));
            self.asking.set(true);
        } else {
            run();
        }
    }

    /// Whether something unsaved is on the screen.
    pub(crate) fn set_unsaved(self, unsaved: bool) {
        if self.unsaved.get_untracked() != unsaved {
            self.unsaved.set(unsaved);
        }
    }

    /// Whether the question is on the screen.
    #[must_use]
    pub(crate) fn is_asking(self) -> bool {
        self.asking.get()
    }

    /// The answer to the question.
    pub(crate) fn answer(self, drop_changes: bool) {
        self.asking.set(false);
        let run = self.leaving.try_update_value(Option::take).flatten();
        if drop_changes {
            self.unsaved.set(false);
            if let Some(run) = run {
                run();
            }
        }
    }

    /// Shows a page without asking: what was unsaved is gone.
    pub(crate) fn show(self, route: Route) {
        self.set_unsaved(false);
        self.asking.set(false);
        if self.route.get_untracked() != route {
            push(route.hash());
            self.route.set(route);
        }
    }

    fn hash_changed(self) {
        let place = current();
        if place.link.is_some() {
            replace(place.route.hash());
        }
        if place.link.is_none() && place.route == self.route.get_untracked() {
            return;
        }
        if self.unsaved.get_untracked() {
            push(self.route.get_untracked().hash());
            self.open(place);
            return;
        }
        if place.link.is_some() {
            self.link.set(place.link);
        }
        self.route.set(place.route);
    }
}

fn current() -> Place {
    Place::of(&window().location().hash().unwrap_or_default())
}

fn push(hash: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

fn replace(hash: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Reads the address bar, takes the secret out of it, and follows it from now on.
pub(crate) fn provide_router() -> Router {
    let place = current();
    replace(place.route.hash());
    let router = Router {
        route: RwSignal::new(place.route),
        link: RwSignal::new(place.link),
        unsaved: RwSignal::new(false),
        asking: RwSignal::new(false),
        leaving: StoredValue::new_local(None),
    };
    provide_context(router);
    listen(&window(), "hashchange", move |_: web_sys::Event| {
        router.hash_changed()
    });
    listen(&window(), "beforeunload", move |event: web_sys::Event| {
        if router.unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    router
}

/// The router.
#[must_use]
pub(crate) fn use_router() -> Router {
    expect_context()
}
