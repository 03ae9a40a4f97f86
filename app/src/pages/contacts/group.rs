//! One group of the form.

use leptos::prelude::*;
use records::fields::{Field, Group, Spelling};

use super::field::FieldInput;
use super::names::group_name;
use crate::components::Icon;
use crate::logic::{Draft, OFFERS, Offer, Taken, shown};
use crate::state::{focus, soon};
use crate::t;
use crate::text::say;

/// Its fields, those of the other spelling apart, and what can be added.
#[component]
pub(super) fn GroupFields(
    group: Group,
    draft: RwSignal<Draft>,
    /// The offers that were taken.
    taken: RwSignal<Taken>,
) -> impl IntoView {
    let of = move |spelling| Memo::new(move |_| taken.with(|taken| shown(group, spelling, taken)));
    let (first, other) = (of(Spelling::First), of(Spelling::Other));
    let nothing = move || first.with(Vec::is_empty) && other.with(Vec::is_empty);
    view! {
        <Show when=move || !nothing()>
            <fieldset class="group">
                <legend>{move || group_name(group)}</legend>
                <Inputs fields=first draft/>
                <Show when=move || !other.with(Vec::is_empty)>
                    <fieldset class="spelled">
                        <legend>{t!("other-spelling-title")}</legend>
                        <Inputs fields=other draft/>
                    </fieldset>
                </Show>
                <Offers group taken/>
            </fieldset>
        </Show>
    }
}

#[component]
fn Inputs(fields: Memo<Vec<&'static Field>>, draft: RwSignal<Draft>) -> impl IntoView {
    view! {
        <div class="fields">
            <For each=move || fields.get() key=|field| field.id let:field>
                <FieldInput field draft/>
            </For>
        </div>
    }
}

/// Buttons that add something to the form and begin to type it.
#[component]
fn Offers(group: Group, taken: RwSignal<Taken>) -> impl IntoView {
    let left = Memo::new(move |_| taken.with(|taken| Offer::left(group, taken)));
    let take = move |at: usize| {
        taken.update(|taken| {
            taken.insert(at);
        });
        soon(move || focus(&format!("#field-{}", OFFERS[at].first())));
    };
    view! {
        <Show when=move || !left.with(Vec::is_empty)>
            <div class="offers">
                <For each=move || left.get() key=|at| *at let:at>
                    <button type="button" class="offer" data-test=format!("add-{}", OFFERS[at].first()) on:click=move |_| take(at)>
                        <Icon href="#i-plus"/>
                        {move || say(OFFERS[at].key, &[])}
                    </button>
                </For>
            </div>
        </Show>
    }
}
