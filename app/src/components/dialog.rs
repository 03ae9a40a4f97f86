//! A question that must be answered first.

use leptos::html;
use leptos::prelude::*;

/// The browser's own dialog: it keeps the focus, and Escape says no.
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
    view! {
        <dialog
            node_ref=node
            data-test=test
            aria-labelledby=label
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_close.run(());
            }
        >
            <h2 id=heading>{move || title.get()}</h2>
            {move || open.get().then(|| children())}
        </dialog>
    }
}
