//! A question that must be answered first.

use leptos::html;
use leptos::prelude::*;

use crate::state::{focus, soon};

/// The browser's own dialog: it keeps the focus, and Escape says no. The focus begins at the harmless answer, which has
/// `autofocus`; when the dialog goes on to something else, it begins anew at the heading.
#[component]
pub(crate) fn Dialog(
    /// Whether it is asked.
    #[prop(into)]
    open: Signal<bool>,
    /// Escape.
    on_close: Callback<()>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// Tells it from others.
    test: &'static str,
    /// More words and the answers.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = format!("{test}-title");
    let label = heading.clone();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let selector = format!("#{heading}");
    Effect::new(move |before: Option<Option<String>>| {
        let now = open.get().then(|| title.get());
        if before.flatten().is_some() && now.is_some() {
            let selector = selector.clone();
            soon(move || focus(&selector));
        }
        now
    });
    // Chromium closes a dialog at the second Escape without asking; it stays while it is wanted.
    let closed = move |_| {
        if !open.get_untracked() {
            return;
        }
        on_close.run(());
        if let Some(dialog) = node.get_untracked()
            && open.get_untracked()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    };
    view! {
        <dialog
            node_ref=node
            on:close=closed
            data-test=test
            aria-labelledby=label
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_close.run(());
            }
        >
            <h2 id=heading tabindex="-1">{move || title.get()}</h2>
            {move || open.get().then(|| children())}
        </dialog>
    }
}
