//! Bringing lists in.

mod choose;
mod columns;
mod past;
mod reasons;
mod report;
mod running;

use leptos::prelude::*;
use vault::api::{ImportPreview, ImportReport};

use self::choose::Choose;
use self::columns::Columns;
use self::past::Past;
use self::report::Finished;
use crate::t;

/// How far an import is.
#[derive(Clone, PartialEq, Eq)]
enum Stage {
    Choose,
    Columns(String, ImportPreview),
    Finished(ImportReport),
}

/// Choose, check, bring in; and what was brought in before.
#[component]
pub(crate) fn Import() -> impl IntoView {
    let stage = RwSignal::new(Stage::Choose);
    view! {
        <div class="page">
            <h1 tabindex="-1">{t!("import-title")}</h1>
            {move || match stage.get() {
                Stage::Choose => view! { <Choose stage/> }.into_any(),
                Stage::Columns(name, preview) => view! { <Columns stage name preview/> }.into_any(),
                Stage::Finished(report) => view! { <Finished stage report/> }.into_any(),
            }}
            <Show when=move || stage.with(|stage| !matches!(stage, Stage::Columns(..)))><Past/></Show>
        </div>
    }
}
