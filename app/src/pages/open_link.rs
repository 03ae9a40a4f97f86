//! “I have an invitation”: a link that was pasted, or a picture of its code.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vault::api::Failure;
use web_sys::File;

use crate::components::{Busy, Icon};
use crate::reader::{PictureError, read_picture};
use crate::state::{Place, use_router};
use crate::text::failure_text;
use crate::{t, text};

/// A picture no camera makes.
const LARGEST: f64 = 40.0 * 1024.0 * 1024.0;

/// Why there was no link in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoLink {
    Text,
    Picture,
    Code,
    /// What reads pictures could not be fetched.
    Offline,
}

async fn read(file: File) -> Result<Place, NoLink> {
    if file.size() > LARGEST {
        return Err(NoLink::Picture);
    }
    let text = match read_picture(&file).await.ok_or(NoLink::Offline)? {
        Ok(text) => text,
        Err(PictureError::NoPicture) => return Err(NoLink::Picture),
        Err(PictureError::NoCode) => return Err(NoLink::Code),
    };
    Place::in_text(&text).ok_or(NoLink::Text)
}

/// Opens whatever link it is.
#[component]
pub(crate) fn OpenLink() -> impl IntoView {
    let router = use_router();
    let pasted = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<NoLink>);
    let reading = RwSignal::new(false);
    let picture = NodeRef::<html::Input>::new();
    let open = move || match Place::in_text(&pasted.get_untracked()) {
        Some(place) => router.open(place),
        None => problem.set(Some(NoLink::Text)),
    };
    let choose = move |_| {
        let Some(input) = picture.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // So that the same picture can be chosen again.
        input.set_value("");
        let Some(file) = file else { return };
        problem.set(None);
        reading.set(true);
        spawn_local(async move {
            let read = read(file).await;
            // Whoever left the screen wants no other one.
            if reading.try_set(false).is_some() {
                return;
            }
            match read {
                Ok(place) => router.open(place),
                Err(why) => problem.set(Some(why)),
            }
        });
    };
    let sentence = move || {
        problem.get().map(|why| match why {
            NoLink::Text => text!("link-none"),
            NoLink::Picture => text!("link-no-picture"),
            NoLink::Code => text!("link-no-code"),
            NoLink::Offline => failure_text(&Failure::Offline),
        })
    };
    view! {
        <details class="card fold" data-test="have-link">
            <summary data-test="have-link-open"><Icon href="#i-link"/>{t!("have-link")}</summary>
            <form on:submit=move |event| {
                event.prevent_default();
                open();
            }>
                <label for="link">{t!("link-paste")}</label>
                <input
                    id="link"
                    data-test="link"
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || pasted.get()
                    on:input=move |event| {
                        problem.set(None);
                        pasted.set(event_target_value(&event));
                    }
                />
                <div role="alert" class="alert-room">
                    <Show when=move || problem.get().is_some()>
                        <p class="note bad" data-test="link-problem">
                            <Icon href="#i-triangle-alert"/>
                            <span>{sentence}</span>
                        </p>
                    </Show>
                </div>
                <div class="actions">
                    <button type="submit" class="button primary" data-test="link-open">{t!("link-open")}</button>
                    <label class="button file">
                        <Icon href="#i-qr-code"/>
                        {t!("link-picture")}
                        <input
                            node_ref=picture
                            type="file"
                            class="unseen"
                            accept="image/png,image/jpeg"
                            data-test="link-picture"
                            disabled=move || reading.get()
                            on:change=choose
                        />
                    </label>
                </div>
                <Show when=move || reading.get()><Busy text=Signal::derive(|| text!("import-reading"))/></Show>
                <p class="hint">{t!("link-hint")}</p>
            </form>
        </details>
    }
}
