//! “I have an invitation”: a link that was pasted, or a picture of its code.

use js_sys::Uint8Array;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::components::Icon;
use crate::logic::{PictureError, qr_text};
use crate::state::{Place, use_router};
use crate::{t, text};

/// A picture no camera makes.
const LARGEST: f64 = 40.0 * 1024.0 * 1024.0;

/// Why there was no link in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoLink {
    Text,
    Picture,
    Code,
}

async fn read(file: File) -> Result<Place, NoLink> {
    if file.size() > LARGEST {
        return Err(NoLink::Picture);
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| NoLink::Picture)?;
    let text = qr_text(&Uint8Array::new(&buffer).to_vec()).map_err(|error| match error {
        PictureError::NoPicture => NoLink::Picture,
        PictureError::NoCode => NoLink::Code,
    })?;
    Place::in_text(&text).ok_or(NoLink::Text)
}

/// Opens whatever link it is.
#[component]
pub(crate) fn OpenLink() -> impl IntoView {
    let router = use_router();
    let pasted = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<NoLink>);
    let picture = NodeRef::<html::Input>::new();
    let open = move || match Place::in_text(&pasted.get_untracked()) {
        Some(place) => router.open(place),
        None => problem.set(Some(NoLink::Text)),
    };
    let choose = move |_| {
        let file = picture
            .get()
            .and_then(|input| input.files())
            .and_then(|files| files.get(0));
        let Some(file) = file else { return };
        problem.set(None);
        spawn_local(async move {
            match read(file).await {
                Ok(place) => router.open(place),
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    };
    let sentence = move || {
        problem.get().map(|why| match why {
            NoLink::Text => text!("link-none"),
            NoLink::Picture => text!("link-no-picture"),
            NoLink::Code => text!("link-no-code"),
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
                            on:change=choose
                        />
                    </label>
                </div>
                <p class="hint">{t!("link-hint")}</p>
            </form>
        </details>
    }
}
