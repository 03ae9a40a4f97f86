//! What somebody must know before going on.

use leptos::prelude::*;

use super::Icon;
use crate::state::use_vault;
use crate::t;
use crate::text::alarm_text;
use vault::api::{Alarm, Session};

fn region_of(alarm: &Alarm) -> u16 {
    match alarm {
        Alarm::HistoryBroken { region }
        | Alarm::Refused { region, .. }
        | Alarm::Fork { region, .. }
        | Alarm::FalsePages { region, .. }
        | Alarm::FalseErasure { region, .. }
        | Alarm::Withheld { region, .. }
        | Alarm::FalseEnvelope { region } => *region,
    }
}

fn region_name(session: &Session, region: u16) -> String {
    session
        .regions
        .iter()
        .find(|other| other.index == region)
        .map(|region| region.name.clone())
        .unwrap_or_default()
}

/// One banner an alarm; each can be put away once read.
#[component]
pub(crate) fn Alarms() -> impl IntoView {
    let vault = use_vault();
    let sentence = move |alarm: &Alarm| {
        let name = vault.session().with(|session| {
            session
                .as_ref()
                .map(|session| region_name(session, region_of(alarm)))
        });
        alarm_text(alarm, &name.unwrap_or_default())
    };
    let outdated = move || {
        vault.session().with(|session| {
            let regions = session.as_ref().map(|session| session.regions.as_slice());
            regions
                .unwrap_or_default()
                .iter()
                .any(|region| region.outdated)
        })
    };
    view! {
        <div role="alert" class="alarms">
            <Show when=move || vault.sync().get().is_some_and(|sync| sync.clock_wrong)>
                <p class="note warn" data-test="clock-wrong"><Icon href="#i-clock"/><span>{t!("clock-wrong")}</span></p>
            </Show>
            <Show when=outdated>
                <p class="note warn" data-test="outdated"><Icon href="#i-triangle-alert"/><span>{t!("failure-outdated")}</span></p>
            </Show>
            {move || vault.alarms().get().into_iter().map(|alarm| {
                let shown = alarm.clone();
                view! {
                    <div class="note bad" data-test="alarm">
                        <Icon href="#i-triangle-alert"/>
                        <p>{sentence(&shown)}</p>
                        <button
                            type="button"
                            class="button"
                            data-test="alarm-read"
                            on:click=move |_| vault.alarms().update(|alarms| alarms.retain(|other| *other != alarm))
                        >
                            {t!("alarm-read")}
                        </button>
                    </div>
                }
            }).collect_view()}
        </div>
    }
}
