//! The rows in sight, of however many there are.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{KeyboardEvent, ResizeObserver};

use super::super::inside::Selected;
use super::loader::Loader;
use super::row::RowView;
use crate::logic::{Step, Window, moved};
use crate::state::{Pane, Route, use_router};
use crate::t;

/// Height of a row; the style sheet says the same.
const ROW: f64 = 58.0;

/// A list box that holds only what is seen and a little more.
#[component]
pub(super) fn Rows(
    loader: Loader,
    /// The row the keyboard is at.
    active: RwSignal<Option<u32>>,
    /// The rows that are in the page.
    first: RwSignal<u32>,
) -> impl IntoView {
    let router = use_router();
    let Selected(selected) = expect_context();
    let node = NodeRef::<html::Div>::new();
    let (top, height) = (RwSignal::new(0.0), RwSignal::new(600.0));
    let total = Memo::new(move |_| loader.pages.with(|pages| pages.total.unwrap_or(0)));
    let window = move || Window {
        total: total.get(),
        row: ROW,
        height: height.get(),
        top: top.get(),
    };
    let rows = Memo::new(move |_| window().rows());
    observe_height(node, height);
    Effect::new(move |_| {
        let rows = rows.get();
        first.set(rows.start);
        loader.pages.track();
        loader.more(rows);
    });
    // Another search begins at the top.
    Effect::new(move |before: Option<String>| {
        let query = loader.query.get();
        if before.is_some_and(|before| before != query)
            && let Some(list) = node.get_untracked()
        {
            list.set_scroll_top(0);
        }
        query
    });
    let open = move |at: u32| {
        let id = loader
            .pages
            .with_untracked(|pages| pages.row(at).map(|row| row.id));
        if let Some(id) = id {
            router.leave(move || {
                selected.set(Some(id));
                router.show(Route::Contacts(Pane::Card));
            });
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let at = active.get_untracked();
        if let Some(step) = Step::of(&event.key()) {
            event.prevent_default();
            let now = untrack(window);
            let to = moved(at, step, now.total, (now.height / ROW) as u32);
            active.set(to);
            if let (Some(to), Some(list)) =
                (to.and_then(|to| now.scroll_to(to)), node.get_untracked())
            {
                list.set_scroll_top(to as i32);
            }
        } else if event.key() == "Enter"
            && let Some(at) = at
        {
            event.prevent_default();
            open(at);
        }
    };
    let focused = move |_| {
        if active.get_untracked().is_none() && total.get_untracked() > 0 {
            active.set(Some(first_seen(top.get_untracked())));
        }
    };
    view! {
        <div
            node_ref=node
            class="rows"
            id="rows"
            role="listbox"
            tabindex="0"
            data-test="rows"
            aria-label=t!("menu-contacts")
            aria-activedescendant=move || active.get().map(|at| format!("row-{at}"))
            on:scroll=move |_| {
                if let Some(list) = node.get_untracked() {
                    top.set(f64::from(list.scroll_top()));
                }
            }
            on:keydown=keydown
            on:focus=focused
        >
            <div class="rows-all" role="presentation" style:height=move || format!("{}px", f64::from(total.get()) * ROW)>
                <For each=move || rows.get() key=|at| *at let:at>
                    <Line loader at active on_open=Callback::new(move |()| {
                        active.set(Some(at));
                        open(at);
                    })/>
                </For>
            </div>
        </div>
    }
}

fn first_seen(top: f64) -> u32 {
    (top / ROW).ceil() as u32
}

/// A place in the list, filled once its page is here.
#[component]
fn Line(
    loader: Loader,
    at: u32,
    active: RwSignal<Option<u32>>,
    on_open: Callback<()>,
) -> impl IntoView {
    let Selected(selected) = expect_context();
    let row = Memo::new(move |_| loader.pages.with(|pages| pages.row(at).cloned()));
    let chosen = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref()
                .is_some_and(|row| selected.get() == Some(row.id))
        })
    });
    view! {
        <div
            id=format!("row-{at}")
            class="row"
            class:is-active=move || active.get() == Some(at)
            role="option"
            data-test="row"
            aria-setsize=move || loader.pages.with(|pages| pages.total)
            aria-posinset=at + 1
            aria-selected=move || chosen.get().to_string()
            style:top=move || format!("{}px", f64::from(at) * ROW)
            on:click=move |_| on_open.run(())
        >
            {move || row.get().map_or_else(
                || view! { <p class="row-coming">{t!("row-coming")}</p> }.into_any(),
                |row| view! { <RowView row/> }.into_any(),
            )}
        </div>
    }
}

/// Keeps the height of what is seen.
fn observe_height(node: NodeRef<html::Div>, height: RwSignal<f64>) {
    Effect::new(move |_| {
        let Some(list) = node.get() else { return };
        let watched = list.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let _ = height.try_set(f64::from(watched.client_height()));
        });
        let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&list);
        let kept = StoredValue::new_local((observer, changed));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
}
