//! Connection and freshness, in words.

use leptos::prelude::*;

use super::Icon;
use crate::state::{Here, today, use_freshness, use_vault};
use crate::text;
use crate::text::{day_text, fresh_state, fresh_text};

/// “Up to date · last entry by others: 2 days ago”.
#[component]
pub(crate) fn SyncLine() -> impl IntoView {
    let vault = use_vault();
    let sync = vault.sync();
    let state = move || match sync.get() {
        _ if vault.is_distrusted() => "stopped",
        None => "syncing",
        Some(sync) if !sync.online => "offline",
        Some(sync) if sync.caught_up => "fresh",
        Some(_) => "syncing",
    };
    let newest = use_freshness();
    let freshness = move || {
        sync.get()
            .map(|_| fresh_text(newest.get().newest_other, today()))
    };
    let how_fresh = move || fresh_state(newest.get().newest_other, today());
    let words = move || match state() {
        "stopped" => text!("sync-stopped"),
        "offline" => match sync.get().and_then(|sync| sync.kept) {
            Some(day) => text!("sync-kept", day = day_text(day, today())),
            None => text!("sync-offline"),
        },
        "syncing" => text!("sync-syncing"),
        _ => text!("sync-fresh"),
    };
    let picture = move || match state() {
        "stopped" => view! { <Icon href="#i-triangle-alert"/> },
        "offline" => view! { <Icon href="#i-cloud-off"/> },
        "syncing" => view! { <Icon href="#i-refresh-cw"/> },
        _ => view! { <Icon href="#i-cloud-check"/> },
    };
    // Whoever reads nothing here is neither behind nor up to date.
    let reads = Memo::new(move |_| {
        let region = vault.region().get();
        vault.session().with(|session| {
            let here = session
                .as_ref()
                .and_then(|session| Here::of(session, region));
            here.is_some_and(Here::reads)
        })
    });
    view! {
        <p class="sync" role="status" data-test="sync" data-state=state>
            <Show when=move || reads.get() || matches!(state(), "offline" | "stopped")>
                {picture}
                <span class="sync-words">{words}</span>
                <span class="sync-fresh" data-test="freshness" data-fresh=how_fresh>{freshness}</span>
            </Show>
        </p>
    }
}
