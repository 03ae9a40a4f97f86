//! What collectors handed in: new contacts, until somebody looks at them.

use leptos::prelude::*;
use records::fields::{Values, display_name, place};
use vault::api::{Command, HandedIn};

use super::contacts::names::{name_of, value_text};
use crate::components::{Busy, Dialog, Empty, Icon, Problem};
use crate::state::{Task, focus, soon, today, use_here, use_in_tray, use_toasts, use_vault};
use crate::text::day_text;
use crate::{t, text};

/// An entry about to be discarded, and whose it is.
type Dropping = ([u8; 32], String);

/// Every entry, with what can be done about it.
#[component]
pub(crate) fn Incoming() -> impl IntoView {
    let (vault, here, toasts) = (use_vault(), use_here(), use_toasts());
    let tray = use_in_tray();
    let entries = tray.entries();
    let task = Task::new();
    let dropping = RwSignal::new(None::<Dropping>);
    let deal = move |accept: Vec<[u8; 32]>, drop: Vec<[u8; 32]>| {
        let added = u32::try_from(accept.len()).unwrap_or(u32::MAX);
        let region = here.get_untracked().region;
        let command = Command::Admit {
            region,
            accept,
            drop,
        };
        task.run(vault.command(command), move |()| {
            toasts.say(match added {
                0 => text!("incoming-dropped"),
                n => text!("incoming-added", n = n),
            });
            // The buttons just used are gone.
            soon(|| focus("h1"));
        });
    };
    let standing = Memo::new(move |_| {
        let entries = entries.get().unwrap_or_default();
        let standing = entries.iter().filter(|entry| entry.stands);
        standing.map(|entry| entry.id).collect::<Vec<_>>()
    });
    let one = Callback::new(move |id| deal(vec![id], Vec::new()));
    view! {
        <div class="page" data-test="incoming">
            <h1 tabindex="-1">{t!("menu-incoming")}</h1>
            <p class="hint">{t!("incoming-hint")}</p>
            <Problem failure=task.failure()/>
            <Problem failure=tray.failure()/>
            <Show when=move || task.busy()><Busy text=Signal::derive(|| text!("saving"))/></Show>
            {move || match entries.get() {
                None => view! {
                    <Show when=move || tray.failure().with(Option::is_none)>
                        <Busy text=Signal::derive(|| text!("incoming-loading"))/>
                    </Show>
                }.into_any(),
                Some(entries) if entries.is_empty() => view! {
                    <Empty icon="#i-inbox" text=Signal::derive(|| text!("incoming-none")) test="incoming-none"/>
                }.into_any(),
                Some(entries) => view! {
                    <Show when=move || standing.with(|standing| standing.len() > 1)>
                        <div class="actions">
                            <button
                                type="button"
                                class="button primary"
                                data-test="incoming-add-all"
                                disabled=move || task.busy()
                                on:click=move |_| deal(standing.get_untracked(), Vec::new())
                            >
                                <Icon href="#i-check"/>
                                {move || text!("incoming-add-all", n = standing.with(Vec::len))}
                            </button>
                        </div>
                    </Show>
                    <ul class="incoming">
                        {entries.into_iter().map(|entry| view! {
                            <Entry entry busy=Signal::derive(move || task.busy()) on_add=one dropping/>
                        }).collect_view()}
                    </ul>
                }.into_any(),
            }}
            <Dialog
                open=Signal::derive(move || dropping.get().is_some())
                on_close=Callback::new(move |()| dropping.set(None))
                title=Signal::derive(|| text!("incoming-drop-title"))
                test="drop-dialog"
            >
                <p><strong><bdi>{move || dropping.get().map(|(_, name)| name)}</bdi></strong></p>
                <p>{t!("incoming-drop-text")}</p>
                <div class="actions">
                    <button
                        type="button"
                        class="button danger solid"
                        data-test="drop-go"
                        on:click=move |_| {
                            let id = dropping.get_untracked();
                            dropping.set(None);
                            deal(Vec::new(), id.into_iter().map(|(id, _)| id).collect());
                        }
                    >
                        {t!("incoming-drop-go")}
                    </button>
                    <button type="button" class="button" data-test="drop-keep" autofocus on:click=move |_| dropping.set(None)>
                        {t!("incoming-drop-keep")}
                    </button>
                </div>
            </Dialog>
        </div>
    }
}

#[component]
fn Entry(
    entry: HandedIn,
    busy: Signal<bool>,
    on_add: Callback<[u8; 32]>,
    dropping: RwSignal<Option<Dropping>>,
) -> impl IntoView {
    let HandedIn {
        id,
        by,
        day,
        mut fields,
        stands,
    } = entry;
    fields.sort_by_key(|(field, _)| place(*field));
    let name = display_name(&fields.iter().cloned().collect::<Values>());
    let unnamed = name.is_empty();
    let whose = name.clone();
    let wrote = move || {
        let day = day_text(day, today());
        match &by {
            Some(by) => text!("incoming-by", day = day, name = by.as_str()),
            None => text!("incoming-day", day = day),
        }
    };
    view! {
        <li class="panel" data-test="incoming-entry">
            <header>
                <h2>
                    {if unnamed { view! { <span class="faint">{t!("row-unnamed")}</span> }.into_any() } else { view! { <bdi>{name}</bdi> }.into_any() }}
                </h2>
                <small class="faint">{wrote}</small>
            </header>
            <dl class="handed-in">
                {fields.into_iter().map(|(field, value)| view! {
                    <div>
                        <dt>{move || name_of(field)}</dt>
                        <dd><bdi>{move || value_text(field, &value)}</bdi></dd>
                    </div>
                }).collect_view()}
            </dl>
            {(!stands).then(|| view! {
                <p class="note warn"><Icon href="#i-triangle-alert"/><span>{t!("incoming-gone")}</span></p>
            })}
            <div class="actions">
                {stands.then(|| view! {
                    <button type="button" class="button" data-test="incoming-add" disabled=busy on:click=move |_| on_add.run(id)>
                        <Icon href="#i-check"/>
                        {t!("incoming-add")}
                    </button>
                })}
                <button type="button" class="button danger" data-test="incoming-drop" disabled=busy on:click=move |_| dropping.set(Some((id, whose.clone())))>
                    <Icon href="#i-trash-2"/>
                    {t!("incoming-drop")}
                </button>
            </div>
        </li>
    }
}
