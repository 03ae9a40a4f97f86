//! geckodriver and chromedriver, one a browser.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::{Context, Result, bail};

use super::process::Running;
use super::{Kind, paths};

/// Starts a browser's driver and gives its address. Temporary profiles go under `scratch`.
pub(super) fn start(kind: Kind, scratch: &Path) -> Result<(Running, String)> {
    let (name, arguments) = match kind {
        // Reading the browser's own console and watching its requests needs the system's rights.
        Kind::Firefox => (
            "geckodriver",
            "--port=0 --websocket-port=0 --allow-system-access".to_owned(),
        ),
        Kind::Chromium => ("chromedriver", format!("--port={}", port()?)),
    };
    let mut command = Command::new(find(&[name])?);
    command
        .args(arguments.split(' '))
        .env("TMPDIR", scratch)
        .env("HOME", scratch);
    let process = Running::start(&mut command)?;
    let port: u16 = process.wait_for(|printed| match kind {
        Kind::Firefox => after(printed, "Listening on 127.0.0.1:"),
        Kind::Chromium => after(printed, "started successfully on port "),
    })?;
    Ok((process, format!("http://127.0.0.1:{port}")))
}

/// A port for chromedriver, below those that the system hands out. Asked for a port of its own it takes the one that
/// the system gives it for IPv6 and then wants the same for IPv4, where another program may have it by now.
fn port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(21_000);
    std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed))
        .take_while(|port| *port < 32_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .context("no port between 21,000 and 32,000 is free")
}

fn after(text: &str, mark: &str) -> Option<u16> {
    let rest = text.split_once(mark)?.1;
    let (digits, _) = rest.split_once(|letter: char| !letter.is_ascii_digit())?;
    digits.parse().ok()
}

/// A program that `cargo xtask test` installs, or one on PATH.
pub(crate) fn find(names: &[&str]) -> Result<PathBuf> {
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
