//! Nothing here, said kindly.

use leptos::prelude::*;

use super::Icon;

/// A picture, a sentence, and what to do next.
#[component]
pub(crate) fn Empty(
    /// The picture.
    icon: &'static str,
    /// The sentence.
    #[prop(into)]
    text: Signal<String>,
    /// Tells it from other empty places.
    test: &'static str,
    /// What to do next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-test=test>
            <Icon href=icon/>
            <p>{move || text.get()}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}
