//! What an import would do, or did.

use leptos::prelude::*;
use vault::api::{ImportReport, Note, RefusedRow};

use super::Stage;
use super::past::undo_import;
use super::reasons::{note_text, reason_text};
use crate::components::{Busy, Icon, Problem};
use crate::state::{Pane, Route, Task, use_here, use_router, use_toasts, use_vault};
use crate::{t, text};

/// Counts first, then what was mended, then what is refused and why.
#[component]
pub(super) fn Report(report: ImportReport, done: bool) -> impl IntoView {
    let ImportReport {
        batch: _,
        records,
        refused,
        refused_total,
        notes,
    } = report;
    // A third of the file left behind is rarely what anybody wants.
    let many = refused_total > 0 && refused_total >= (records + refused_total) / 3;
    view! {
        <section class="panel" data-test="import-report">
            // Once it is done the line above says how many.
            <p class="figures" hidden=done && refused_total == 0>
                <span class="figure good" data-test="report-records">
                    <Icon href="#i-check"/>
                    {move || if done { text!("report-done", n = records) } else { text!("report-new", n = records) }}
                </span>
                <span class="figure" class:bad=refused_total != 0 data-test="report-refused">
                    {if refused_total == 0 { view! { <Icon href="#i-check"/> } } else { view! { <Icon href="#i-triangle-alert"/> } }}
                    {t!("report-refused", n = refused_total)}
                </span>
            </p>
            {(many && !done).then(|| view! {
                <p class="note warn" data-test="report-many"><Icon href="#i-triangle-alert"/><span>{t!("report-many")}</span></p>
            })}
            {(!notes.is_empty()).then(|| view! { <Notes notes/> })}
            {(!refused.is_empty()).then(|| view! { <Refused refused total=refused_total/> })}
        </section>
    }
}

#[component]
fn Notes(notes: Vec<Note>) -> impl IntoView {
    let line = |note: Note| {
        let Note {
            kind,
            count,
            sample: (before, after),
        } = note;
        let look = kind.needs_a_look();
        let changed = !after.is_empty() && after != before;
        view! {
            <li class:warn-text=look data-test="report-note">
                {if look { view! { <Icon href="#i-triangle-alert"/> } } else { view! { <Icon href="#i-check"/> } }}
                <span>
                    {move || note_text(kind, count)}
                    {(!before.is_empty()).then(|| view! {
                        <small class="example"><bdi>{before}</bdi>{changed.then(|| view! { " → "<bdi>{after}</bdi> })}</small>
                    })}
                </span>
            </li>
        }
    };
    view! {
        <h2>{t!("report-notes")}</h2>
        <ul class="notes">{notes.into_iter().map(line).collect_view()}</ul>
    }
}

#[component]
fn Refused(refused: Vec<RefusedRow>, total: u32) -> impl IntoView {
    let shown = u32::try_from(refused.len()).unwrap_or(u32::MAX);
    let line = |row: RefusedRow| {
        view! {
            <tr data-test="refused-row">
                <td class="number"><span class="number-of" aria-hidden="true">{t!("refused-row")}" "</span>{row.row}</td>
                <td>{move || reason_text(row.reason)}</td>
                <td class="cells">
                    {row.cells.into_iter().filter(|cell| !cell.is_empty()).map(|cell| view! { <bdi>{cell}</bdi> }).collect_view()}
                </td>
            </tr>
        }
    };
    view! {
        <h2>{t!("report-refused-rows")}</h2>
        <div class="table-room" tabindex="0" role="region" aria-label=t!("report-refused-rows")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t!("refused-row")}</th>
                        <th scope="col">{t!("refused-why")}</th>
                        <th scope="col">{t!("refused-what")}</th>
                    </tr>
                </thead>
                <tbody>{refused.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
        {(shown < total).then(|| view! { <p class="hint">{t!("refused-more", n = total - shown)}</p> })}
    }
}

/// It is in. One press takes it all back.
#[component]
pub(super) fn Finished(stage: RwSignal<Stage>, report: ImportReport) -> impl IntoView {
    let (vault, router, here, toasts) = (use_vault(), use_router(), use_here(), use_toasts());
    let task = Task::new();
    let batch = report.batch;
    let undo = move |_| {
        if let Some(id) = batch {
            let region = here.get_untracked().region;
            task.run(undo_import(vault, region, id, true), move |()| {
                toasts.say(text!("import-undone"));
                stage.set(Stage::Choose);
            });
        }
    };
    view! {
        <p class="note good" role="status" data-test="import-done"><Icon href="#i-check"/><span>{t!("import-done", n = report.records)}</span></p>
        <Report report done=true/>
        <Problem failure=task.failure()/>
        <div class="actions">
            <button type="button" class="button primary" data-test="import-show" on:click=move |_| router.go(Route::Contacts(Pane::List))>
                {t!("import-show")}
            </button>
            <button type="button" class="button" data-test="import-undo" disabled=move || batch.is_none() || task.busy() on:click=undo>
                <Icon href="#i-undo-2"/>
                {t!("import-undo")}
            </button>
            <button type="button" class="button" data-test="import-another" on:click=move |_| stage.set(Stage::Choose)>
                {t!("import-another")}
            </button>
        </div>
        <Show when=move || task.busy()>
            <Busy text=Signal::derive(|| text!("import-undoing"))/>
        </Show>
    }
}
