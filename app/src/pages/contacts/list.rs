//! Finding people.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::loader::Loader;
use super::rows::Rows;
use crate::components::{Busy, Empty, Icon, Problem};
use crate::state::{Pane, Route, use_here, use_router, use_vault};
use crate::{t, text};

/// What the list has to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Loading,
    Failed,
    NobodyYet,
    NothingFound,
    Rows,
}

/// The search box, how many there are, the rows.
#[component]
pub(super) fn List() -> impl IntoView {
    let (vault, router, here) = (use_vault(), use_router(), use_here());
    let loader = Loader::new();
    let active = RwSignal::new(None);
    let first = RwSignal::new(0);
    Effect::new(move |before: Option<u16>| {
        vault.records_version().track();
        let region = vault.region().get();
        loader.reload(if before == Some(region) {
            first.get_untracked()
        } else {
            0
        });
        region
    });
    Effect::new(move |before: Option<()>| {
        loader.query.track();
        active.set(None);
        if before.is_some() {
            loader.reload(0);
        }
    });
    let shown = Memo::new(move |_| {
        let failed = loader.failure.with(Option::is_some);
        loader
            .pages
            .with(|pages| match (pages.total, pages.records) {
                (None, _) if failed => Shown::Failed,
                (None, _) => Shown::Loading,
                (Some(0), 0) => Shown::NobodyYet,
                (Some(0), _) => Shown::NothingFound,
                (Some(_), _) => Shown::Rows,
            })
    });
    view! {
        <section class="list">
            <h1 class="unseen" tabindex="-1">{t!("menu-contacts")}</h1>
            <div class="list-top">
                <Search loader active/>
                <Show when=move || here.get().adds()>
                    <button
                        type="button"
                        class="button primary add"
                        data-test="add"
                        on:click=move |_| router.go(Route::Contacts(Pane::New))
                    >
                        <Icon href="#i-plus"/>
                        <span>{t!("add")}</span>
                    </button>
                </Show>
            </div>
            <Counts loader/>
            <Problem failure=loader.failure/>
            {move || match shown.get() {
                Shown::Loading => view! { <Busy text=Signal::derive(|| text!("list-loading"))/> }.into_any(),
                Shown::Failed => ().into_any(),
                Shown::NobodyYet => view! { <NobodyYet/> }.into_any(),
                Shown::NothingFound => view! {
                    <Empty icon="#i-search" text=Signal::derive(|| text!("list-nothing")) test="list-nothing">
                        <button type="button" class="button" data-test="search-clear-empty" on:click=move |_| loader.query.set(String::new())>
                            {t!("search-clear")}
                        </button>
                    </Empty>
                }.into_any(),
                Shown::Rows => view! { <Rows loader active first/> }.into_any(),
            }}
        </section>
    }
}

/// The search box. Arrow down goes on into the list.
#[component]
fn Search(loader: Loader, active: RwSignal<Option<u32>>) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let keydown = move |event: KeyboardEvent| {
        let wanted = matches!(event.key().as_str(), "ArrowDown" | "Enter");
        let list = document().get_element_by_id("rows");
        if let (true, Some(list)) = (wanted, list) {
            use wasm_bindgen::JsCast;
            event.prevent_default();
            active.set(Some(0));
            if let Ok(list) = list.dyn_into::<web_sys::HtmlElement>() {
                let _ = list.focus();
            }
        }
    };
    view! {
        <div class="search">
            <Icon href="#i-search"/>
            <input
                node_ref=node
                type="search"
                data-test="search"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-label=t!("search")
                placeholder=t!("search-hint")
                prop:value=move || loader.query.get()
                on:input=move |event| loader.query.set(event_target_value(&event))
                on:keydown=keydown
            />
            <Show when=move || loader.query.with(|query| !query.is_empty())>
                <button
                    type="button"
                    class="icon-button"
                    data-test="search-clear"
                    aria-label=t!("search-clear")
                    on:click=move |_| {
                        loader.query.set(String::new());
                        if let Some(input) = node.get_untracked() {
                            let _ = input.focus();
                        }
                    }
                >
                    <Icon href="#i-x"/>
                </button>
            </Show>
        </div>
    }
}

/// “12 of 113 220 contacts”.
#[component]
fn Counts(loader: Loader) -> impl IntoView {
    view! {
        <p class="counts" role="status" data-test="counts">
            {move || loader.pages.with(|pages| pages.total.map(|total| {
                if loader.query.with(|query| query.trim().is_empty()) {
                    text!("contacts-total", n = total)
                } else {
                    text!("contacts-found", n = total, all = pages.records)
                }
            }))}
        </p>
    }
}

/// The region is new: what to do first.
#[component]
fn NobodyYet() -> impl IntoView {
    let (router, here) = (use_router(), use_here());
    view! {
        <Empty icon="#i-contact" text=Signal::derive(|| text!("list-empty")) test="list-empty">
            <Show when=move || here.get().edits()>
                <button type="button" class="button primary" data-test="empty-import" on:click=move |_| router.go(Route::Import)>
                    <Icon href="#i-file-up"/>
                    {t!("empty-import")}
                </button>
            </Show>
        </Empty>
    }
}
