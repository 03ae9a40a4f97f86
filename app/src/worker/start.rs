//! The vault's worker: frames in, commands to the vault, frames out.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use vault::Vault;
use vault::api::{Command, Failure, FileFault, Reply};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, MessageEvent};

use super::platform::BrowserPlatform;
use super::{halt, job, scope};
use crate::bridge::frame::{self, Message, Question};
use crate::bridge::spawn::{self, Kind};

/// Nobody keeps a bigger list in one file; reading it would only end the worker.
const LARGEST_FILE: f64 = 256.0 * 1024.0 * 1024.0;

/// Starts what this worker's name says.
pub(crate) fn start(name: &str) {
    halt::report_panics();
    match Kind::named(name) {
        Some(Kind::Vault) => serve_vault(),
        Some(Kind::Job) => job::serve(),
        None => return,
    }
    scope::post_ready();
}

fn serve_vault() {
    let Some(scope) = scope::worker() else { return };
    let vault = Vault::new(BrowserPlatform::new());
    spawn_local({
        let vault = Rc::clone(&vault);
        async move { vault.run().await }
    });
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let vault = Rc::clone(&vault);
        if let Some((Question(number, command), file)) = read(&event.data()) {
            spawn_local(async move {
                let answer = answer(&vault, command, file).await;
                scope::post(&Message::Answer(number, answer));
            });
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Lives as long as the worker.
    on_message.forget();
}

/// A frame, or a frame and a file. Anything else isn't from our page and is left unanswered.
fn read(data: &JsValue) -> Option<(Question, Option<File>)> {
    let (bytes, file) = match data.dyn_ref::<Array>() {
        Some(both) => (both.get(0), both.get(1).dyn_into::<File>().ok()),
        None => (data.clone(), None),
    };
    let bytes: Uint8Array = bytes.dyn_into().ok()?;
    Some((frame::decode(&spawn::take(&bytes)).ok()?, file))
}

async fn answer(
    vault: &Rc<Vault<BrowserPlatform>>,
    command: Command,
    file: Option<File>,
) -> Result<Reply, Failure> {
    let command = match (command, file) {
        (Command::ReadFile { name, .. }, Some(file)) => Command::ReadFile {
            name,
            bytes: read_file(&file).await?,
        },
        (command, _) => command,
    };
    vault.handle(command).await
}

async fn read_file(file: &File) -> Result<Vec<u8>, Failure> {
    if file.size() > LARGEST_FILE {
        return Err(Failure::File(FileFault::TooBig));
    }
    // Gone or changed since it was chosen.
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| Failure::File(FileFault::NotATable))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
