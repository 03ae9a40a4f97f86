//! geckodriver and chromedriver, one a browser, each on a port it finds itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::process::Running;
use super::{Kind, paths};

/// Starts a browser's driver and gives its address. Temporary profiles go under `scratch`.
pub(super) fn start(kind: Kind, scratch: &Path) -> Result<(Running, String)> {
    let (names, arguments): (&[&str], &[&str]) = match kind {
        // Reading the browser's own console and watching its requests needs the system's rights.
        Kind::Firefox => (
            &["geckodriver"],
            &[
                "--port",
                "0",
                "--websocket-port",
                "0",
                "--allow-system-access",
            ],
        ),
        Kind::Chromium => (&["chromedriver"], &["--port=0"]),
    };
    let mut command = Command::new(find(names)?);
    command
        .args(arguments)
        .env("TMPDIR", scratch)
        .env("HOME", scratch);
    let process = Running::start(&mut command)?;
    let port: u16 = process.wait_for(|printed| match kind {
        Kind::Firefox => after(printed, "Listening on 127.0.0.1:"),
        Kind::Chromium => after(printed, "started successfully on port "),
    })?;
    Ok((process, format!("http://127.0.0.1:{port}")))
}

fn after(text: &str, mark: &str) -> Option<u16> {
    let rest = text.split_once(mark)?.1;
    let (digits, _) = rest.split_once(|letter: char| !letter.is_ascii_digit())?;
    digits.parse().ok()
}

/// A program that `cargo xtask test` installs, or one on PATH.
pub(super) fn find(names: &[&str]) -> Result<PathBuf> {
    let own = paths::target().join("tools/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(own).chain(std::env::split_paths(&path));
    for folder in folders {
        for name in names {
            let program = folder.join(name);
            if program.is_file() {
                return Ok(program);
            }
        }
    }
    bail!(
        "there is no {} here; `cargo xtask test` installs it",
        names.join(" or ")
    )
}
