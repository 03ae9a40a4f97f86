//! What each column is, what would come of it, and the button that does it.

use leptos::prelude::*;
use records::fields::{FIELDS, FieldId};
use vault::api::{Command, ImportColumn, ImportPreview, ImportReport};

use super::super::contacts::names::{GROUPS, group_name, name_in_group};
use super::Stage;
use super::report::Report;
use super::running::Running;
use crate::components::{Busy, Problem};
use crate::state::{Task, use_here, use_router, use_vault};
use crate::{t, text};

/// What each column is taken for.
type Mapping = Vec<Option<FieldId>>;

/// A preview that can be corrected; the dry run follows every correction.
#[component]
pub(super) fn Columns(
    stage: RwSignal<Stage>,
    name: String,
    preview: ImportPreview,
) -> impl IntoView {
    let (vault, router, here) = (use_vault(), use_router(), use_here());
    let ImportPreview {
        format,
        rows,
        columns,
    } = preview;
    let mapping = RwSignal::new(
        columns
            .iter()
            .map(|column| column.guess)
            .collect::<Mapping>(),
    );
    let report = RwSignal::new(None::<ImportReport>);
    let [checking, running, dropping] = [(); 3].map(|()| Task::new());
    check_on_change(mapping, report, checking);
    Effect::new(move |_| router.set_unsaved(running.busy()));
    on_cleanup(move || router.set_unsaved(false));
    let run = move |_| {
        vault.progress().set(None);
        running.run(
            vault.run_import(here.get_untracked().region, mapping.get_untracked()),
            move |done| {
                vault.progress().set(None);
                stage.set(Stage::Finished(done));
            },
        );
    };
    let stop = move |_| {
        dropping.run(vault.command(Command::CancelImport), move |()| {
            stage.set(Stage::Choose)
        });
    };
    let records = move || report.with(|report| report.as_ref().map_or(0, |report| report.records));
    let refused =
        move || report.with(|report| report.as_ref().map_or(0, |report| report.refused_total));
    let worth_a_look = move || {
        report.with(|report| {
            report
                .as_ref()
                .is_some_and(|report| report.refused_total > 0 || !report.notes.is_empty())
        })
    };
    let title = name.clone();
    view! {
        <div class="stack" hidden=move || running.busy()>
            <section class="panel">
                <h2><bdi>{name}</bdi></h2>
                <p class="faint"><bdi>{format}</bdi>" · "{t!("import-rows", n = rows)}</p>
                <p>{t!("import-columns")}</p>
                <ul class="columns" data-test="columns">
                    {columns.into_iter().enumerate().map(|(at, column)| view! { <Column at column mapping/> }).collect_view()}
                </ul>
            </section>
            <Problem failure=checking.failure()/>
            <div id="import-report" class="stack">
                {move || match report.get() {
                    Some(report) => view! { <Report report done=false/> }.into_any(),
                    None => view! { <Show when=move || checking.busy()><Busy text=Signal::derive(|| text!("import-checking"))/></Show> }.into_any(),
                }}
            </div>
            // What went wrong is said beside the button that was pressed: the page above is long.
            <div class="foot sticky">
                <Problem failure=running.failure()/>
                <div class="actions">
                    <button
                        type="button"
                        class="button primary"
                        data-test="import-run"
                        disabled=move || records() == 0 || checking.busy()
                        on:click=run
                    >
                        {move || if checking.busy() { text!("import-checking") } else { text!("import-run", n = records()) }}
                    </button>
                    <button type="button" class="button" data-test="import-drop-file" on:click=stop>{t!("cancel")}</button>
                    <Show when=worth_a_look>
                        <button type="button" class="button quiet" class:bad-text=move || refused() != 0 data-test="import-look" on:click=look>
                            {move || if refused() == 0 { text!("import-look") } else { text!("report-refused", n = refused()) }}
                        </button>
                    </Show>
                </div>
            </div>
        </div>
        <Show when=move || running.busy()><Running name=title.clone()/></Show>
    }
}

/// Shows what was mended and what is refused: below all columns, so out of sight of the button.
fn look(_: web_sys::MouseEvent) {
    if let Some(report) = document().get_element_by_id("import-report") {
        report.scroll_into_view();
    }
}

/// Runs the dry run after every change; the newest mapping wins.
fn check_on_change(mapping: RwSignal<Mapping>, report: RwSignal<Option<ImportReport>>, task: Task) {
    let vault = use_vault();
    Effect::new(move |_| {
        task.latest(vault.check_import(mapping.get()), move |fresh| {
            report.set(Some(fresh))
        });
    });
}

/// One column: its heading, its first values, and what it is.
#[component]
fn Column(at: usize, column: ImportColumn, mapping: RwSignal<Mapping>) -> impl IntoView {
    let ImportColumn {
        header, samples, ..
    } = column;
    let id = format!("column-{at}");
    let chosen = move || mapping.with(|mapping| mapping.get(at).copied().flatten());
    let change = move |event| {
        let field = event_target_value(&event).parse().ok().map(FieldId);
        mapping.update(|mapping| {
            if let Some(slot) = mapping.get_mut(at) {
                *slot = field;
            }
        });
    };
    let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let unnamed = header.trim().is_empty();
    view! {
        <li class:is-left-out=move || chosen().is_none()>
            <label for=id.clone()>
                {if unnamed { view! { <span class="faint">{t!("column-unnamed", n = number)}</span> }.into_any() } else { view! { <bdi>{header}</bdi> }.into_any() }}
            </label>
            <select id=id.clone() data-test=id on:change=change>
                <option value="" prop:selected=move || chosen().is_none()>{t!("column-leave-out")}</option>
                {GROUPS.into_iter().map(|group| view! {
                    <optgroup label=move || group_name(group)>
                        {FIELDS.iter().filter(|field| field.group == group).map(|field| view! {
                            <option value=field.id.0 prop:selected=move || chosen() == Some(field.id)>{move || name_in_group(field)}</option>
                        }).collect_view()}
                    </optgroup>
                }).collect_view()}
            </select>
            <p class="samples">
                {samples.into_iter().filter(|sample| !sample.trim().is_empty()).take(3).map(|sample| view! { <bdi>{sample}</bdi> }).collect_view()}
            </p>
        </li>
    }
}
