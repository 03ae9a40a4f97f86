//! Light and dark: the system's choice, until the user makes another for this session.

use leptos::prelude::*;

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// The system's.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Starts with the system's colours.
pub(crate) fn provide_theme() {
    let theme = RwSignal::new(Theme::System);
    provide_context(theme);
    Effect::new(move |_| {
        let Some(root) = document().document_element() else {
            return;
        };
        let _ = match theme.get() {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        };
    });
}

/// The choice.
#[must_use]
pub(crate) fn use_theme() -> RwSignal<Theme> {
    expect_context()
}
