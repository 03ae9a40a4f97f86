//! How new what is shown is, and whether somebody else is shown the same: six words to read to each other.

use leptos::prelude::*;
use vault::api::{Compared, HeadCode, Language};

use crate::components::{Icon, Problem, SixWords, WordsLanguage};
use crate::state::{Task, today, use_freshness, use_vault};
use crate::text::{day_text, fresh_state, fresh_text, language};
use crate::{t, text};

/// A panel for everybody who reads here.
#[component]
pub(super) fn Compare() -> impl IntoView {
    let freshness = use_freshness();
    let newest = move || freshness.get().newest_other;
    let keys = move || {
        let since = freshness.get().keys_since;
        since.map(|day| text!("fresh-keys", day = day_text(day, today())))
    };
    view! {
        <section class="panel" data-test="compare">
            <h2>{t!("compare-title")}</h2>
            <p class="fresh-line" data-test="compare-fresh" data-fresh=move || fresh_state(newest(), today())>
                <Icon href="#i-clock"/>
                <span>{move || fresh_text(newest(), today())}</span>
            </p>
            <p class="hint" data-test="compare-keys">{keys}</p>
            <Show when=move || fresh_state(newest(), today()) == "still">
                <p class="note warn" data-test="compare-still"><Icon href="#i-triangle-alert"/><span>{t!("fresh-still-do")}</span></p>
            </Show>
            <p>{t!("compare-why")}</p>
            <Mine/>
            <Theirs/>
        </section>
    }
}

/// The words of this device, when asked for.
#[component]
fn Mine() -> impl IntoView {
    let (vault, task) = (use_vault(), Task::new());
    let chosen = RwSignal::new(untrack(language));
    let shown = RwSignal::new(None::<HeadCode>);
    let ask = move |language: Language| {
        let region = vault.region().get_untracked();
        task.latest(vault.head_code(region, language), move |code| {
            shown.set(Some(code));
        });
    };
    // In another language, or of another region, they are other words.
    Effect::new(move |before: Option<()>| {
        vault.region().track();
        let language = chosen.get();
        if before.is_some() && shown.with_untracked(Option::is_some) {
            shown.set(None);
            ask(language);
        }
    });
    view! {
        <Problem failure=task.failure()/>
        {move || shown.get().map(|code| view! {
            <p data-test="compare-number">{text!("compare-number", n = small(code.seq))}</p>
            <SixWords words=code.words/>
        })}
        <div class="actions">
            <button
                type="button"
                class="button"
                data-test="compare-show"
                disabled=move || task.busy()
                on:click=move |_| ask(chosen.get_untracked())
            >
                {move || if shown.with(Option::is_some) { text!("compare-again") } else { text!("compare-show") }}
            </button>
            <WordsLanguage chosen/>
        </div>
    }
}

/// Somebody else's, typed.
#[component]
fn Theirs() -> impl IntoView {
    let (vault, task) = (use_vault(), Task::new());
    let (number, words) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let result = RwSignal::new(None::<Compared>);
    let compare = move |_| {
        let digits: String = number
            .get_untracked()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        // A number that isn't one is further than anybody's.
        let seq = digits.parse().unwrap_or(u64::MAX);
        let region = vault.region().get_untracked();
        result.set(None);
        let asked = vault.compare_head(region, seq, words.get_untracked());
        task.latest(asked, move |compared| result.set(Some(compared)));
    };
    let typed = move || {
        let any = |field: RwSignal<String>| field.with(|text| !text.trim().is_empty());
        any(number) && any(words)
    };
    view! {
        <h3>{t!("compare-theirs")}</h3>
        <div class="compare-fields">
            <label class="field">
                <span>{t!("compare-their-number")}</span>
                <input
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    data-test="compare-their-number"
                    prop:value=move || number.get()
                    on:input=move |event| number.set(event_target_value(&event))
                />
            </label>
            <label class="field">
                <span>{t!("compare-their-words")}</span>
                <textarea
                    rows="2"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    data-test="compare-their-words"
                    prop:value=move || words.get()
                    on:input=move |event| words.set(event_target_value(&event))
                ></textarea>
            </label>
        </div>
        <div class="actions">
            <button
                type="button"
                class="button"
                data-test="compare-go"
                disabled=move || task.busy() || !typed()
                on:click=compare
            >
                {t!("compare-go")}
            </button>
        </div>
        <Problem failure=task.failure()/>
        <div role="status">
            {move || result.get().map(|compared| view! { <Verdict compared/> })}
        </div>
    }
}

#[component]
fn Verdict(compared: Compared) -> impl IntoView {
    let (kind, state, sentence) = match compared {
        Compared::Same => ("note good", "same", text!("compare-same")),
        Compared::Other => ("note bad", "other", text!("compare-other")),
        Compared::Ahead => ("note warn", "ahead", text!("compare-ahead")),
        Compared::Unknown => ("note", "unknown", text!("compare-unknown")),
    };
    let icon = match compared {
        Compared::Same => view! { <Icon href="#i-check"/> },
        Compared::Other | Compared::Ahead | Compared::Unknown => {
            view! { <Icon href="#i-triangle-alert"/> }
        }
    };
    view! {
        <p class=kind data-test="compared" data-state=state>{icon}<span>{sentence}</span></p>
    }
}

fn small(seq: u64) -> u32 {
    u32::try_from(seq).unwrap_or(u32::MAX)
}
