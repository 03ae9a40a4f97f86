//! A contact goes to another region: to which, what that means, and where its other half is.

use leptos::prelude::*;
use vault::api::{Contact, Elsewhere};

use super::super::inside::Selected;
use super::asking::{Asking, Subject};
use crate::components::{Dialog, Icon, Problem};
use crate::state::{Task, Writable, use_here, use_toasts, use_vault, use_writable};
use crate::{t, text};

/// Asks to which region, and moves it there.
#[component]
pub(super) fn MoveDialog() -> impl IntoView {
    let asked = expect_context::<Asking>().moving;
    let (vault, toasts) = (use_vault(), use_toasts());
    let Selected(selected) = expect_context();
    let place = use_here();
    let regions = use_writable();
    let chosen = RwSignal::new(None::<Writable>);
    let task = Task::new();
    let close = move || {
        if !task.busy_now() {
            asked.set(None);
            task.failure().set(None);
            chosen.set(None);
        }
    };
    let go = move |_| {
        let (Some(to), Some(Subject { id, .. })) = (chosen.get_untracked(), asked.get_untracked())
        else {
            return;
        };
        // The card stays where it is when the region on the screen is another one.
        let here = place.get_untracked().region;
        task.run(
            vault.move_contacts(here, vec![id], to.region),
            move |moved| {
                asked.set(None);
                chosen.set(None);
                // Back is a move like any other; it is still there when this card has been left.
                let back = move || {
                    let records = moved.records.clone();
                    leptos::task::spawn_local(async move {
                        let said = match vault.move_contacts(to.region, records, here).await {
                            Ok(back) => {
                                // It is another row than the one that went; whose card is still open shows the new one.
                                if selected.get_untracked() == Some(id) {
                                    selected.set(back.records.first().copied());
                                }
                                text!("card-brought-back")
                            }
                            Err(failure) => crate::text::failure_text(&failure),
                        };
                        toasts.say(said);
                    });
                };
                toasts.say_with_undo(text!("move-done"), back);
            },
        );
    };
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=Callback::new(move |()| close())
            title=Signal::derive(move || text!("move-title", name = Subject::name(asked)))
            test="move-dialog"
        >
            <fieldset class="roles">
                <legend>{t!("move-choose")}</legend>
                {move || regions.get().into_iter().map(|to| {
                    let (name, is) = (to.name.clone(), to.region);
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="move-to"
                                data-test="move-to"
                                disabled=move || task.busy()
                                prop:checked=move || chosen.with(|chosen| chosen.as_ref().is_some_and(|to| to.region == is))
                                on:change=move |_| chosen.set(Some(to.clone()))
                            />
                            <span><strong><bdi>{name}</bdi></strong></span>
                        </label>
                    }
                }).collect_view()}
            </fieldset>
            <p data-test="move-explain">{t!("move-explain")}</p>
            <Problem failure=task.failure()/>
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    data-test="move-go"
                    disabled=move || task.busy() || chosen.with(Option::is_none)
                    on:click=go
                >
                    <Icon href="#i-arrow-right"/>
                    {move || if task.busy() { text!("moving") } else { text!("move-go") }}
                </button>
                <button type="button" class="button" data-test="move-stay" autofocus disabled=move || task.busy() on:click=move |_| close()>
                    {t!("move-stay")}
                </button>
            </div>
        </Dialog>
    }
}

/// Where else it is, was, or went.
#[component]
pub(super) fn Whereabouts(contact: Contact) -> impl IntoView {
    let vault = use_vault();
    let name = move |region: u16| {
        vault.session().with(|session| {
            let regions = session.iter().flat_map(|session| &session.regions);
            let mut named = regions.filter(|other| other.index == region);
            named.next().map(|region| region.name.clone())
        })
    };
    let said = move || {
        let Contact {
            moved_from,
            moved_to,
            also,
            ..
        } = &contact;
        let named = |elsewhere: &Elsewhere| match elsewhere {
            Elsewhere::Here { region, .. } => name(*region),
            Elsewhere::Closed => None,
        };
        match (also, moved_to, moved_from) {
            (Some(also), ..) if moved_from.as_ref() == Some(also) => {
                Some((true, text!("card-also-from", region = named(also)?)))
            }
            (Some(also), ..) => Some((true, text!("card-also", region = named(also)?))),
            (None, Some(to), _) => Some(match named(to) {
                Some(region) => (true, text!("card-moved", region = region)),
                None => (true, text!("card-moved-closed")),
            }),
            (None, None, Some(from)) => Some(match named(from) {
                Some(region) => (false, text!("card-from", region = region)),
                None => (false, text!("card-from-closed")),
            }),
            (None, None, None) => None,
        }
    };
    move || {
        said().map(|(warns, said)| {
            if warns {
                view! {
                    <p class="note warn" data-test="card-moved"><Icon href="#i-arrow-right"/><span>{said}</span></p>
                }.into_any()
            } else {
                view! { <p class="hint" data-test="card-from">{said}</p> }.into_any()
            }
        })
    }
}
