//! The contacts of a region.

mod acts;
mod asking;
mod card;
mod conflict;
mod erasing;
mod field;
mod form;
mod group;
mod list;
mod loader;
mod moving;
pub(crate) mod names;
mod new;
mod row;
mod rows;
mod value;

use leptos::prelude::*;

use self::card::Card;
use self::list::List;
use self::new::New;
use crate::components::Empty;
use crate::state::{Pane, Route, use_here, use_router};
use crate::text;

/// List and card: beside each other where there is room, one after the other where there isn't.
#[component]
pub(crate) fn Contacts() -> impl IntoView {
    let (router, here) = (use_router(), use_here());
    let pane = Memo::new(move |_| match router.route() {
        Route::Contacts(pane) => pane,
        _ => Pane::List,
    });
    let reads = Memo::new(move |_| here.get().reads());
    move || {
        if !reads.get() {
            return view! { <div class="page narrow"><New/></div> }.into_any();
        }
        view! {
            <div class="contacts" class:is-open=move || pane.get() != Pane::List>
                <List/>
                <section class="side">
                    {move || match pane.get() {
                        Pane::List => view! {
                            <Empty icon="#i-contact" text=Signal::derive(|| text!("card-none")) test="card-none"/>
                        }.into_any(),
                        Pane::Card => view! { <Card/> }.into_any(),
                        Pane::New => view! { <New/> }.into_any(),
                    }}
                </section>
            </div>
        }
        .into_any()
    }
}
