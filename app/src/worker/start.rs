//! The vault's worker: frames in, commands to the vault, frames out.

use std::rc::Rc;

use vault::Vault;
use vault::api::{Command, Failure, FileFault, Reply};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::platform::BrowserPlatform;
use super::{halt, scope, stretch};
use crate::bridge::frame::{Message, Question};
use crate::bridge::spawn::Kind;

/// Nobody keeps a bigger list in one file; reading it would only end the worker.
const LARGEST_FILE: f64 = 256.0 * 1024.0 * 1024.0;

/// Starts what this worker's name says.
pub(crate) fn start(name: &str) {
    halt::report_panics();
    match Kind::named(name) {
        Some(Kind::Vault) => serve_vault(),
        Some(Kind::Stretch) => stretch::serve(),
        Some(Kind::Reader) | None => return,
    }
    scope::post_ready();
}

fn serve_vault() {
    let vault = Vault::new(BrowserPlatform::new());
    spawn_local({
        let vault = Rc::clone(&vault);
        async move { vault.run().await }
    });
    scope::on_message(move |message| {
        // What isn't from our page is left unanswered.
        let Some((Question(number, command), file)) = message else {
            return;
        };
        let vault = Rc::clone(&vault);
        spawn_local(async move {
            let answer = answer(&vault, command, file).await;
            scope::post(&Message::Answer(number, answer));
        });
    });
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
    scope::bytes_of(file)
        .await
        .ok_or(Failure::File(FileFault::NotATable))
}
