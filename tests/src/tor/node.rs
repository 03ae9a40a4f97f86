//! One tor process.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Error, Result};

use super::control::Control;
use crate::harness::{Running, find_program};

/// A running tor; it ends with this value.
#[derive(Debug)]
pub(super) struct Node {
    name: String,
    folder: PathBuf,
    process: Running,
}

/// What every tor of a private network is told.
const EVERYWHERE: &str = "\
TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.67
CookieAuthentication 0
GeoIPFile
GeoIPv6File
SafeLogging 0
ShutdownWaitLength 0
Log notice stdout
";

impl Node {
    /// Its folder, which only its owner may read, with these lines for a torrc.
    pub(super) fn prepare(root: &Path, name: &str, lines: &str) -> Result<PathBuf> {
        let folder = root.join(name);
        DirBuilder::new().mode(0o700).create(&folder)?;
        let shown = folder.display();
        let torrc = format!(
            "{EVERYWHERE}Nickname {name}\nDataDirectory {shown}\nControlSocket {shown}/control\n{lines}\n"
        );
        fs::write(folder.join("torrc"), torrc)?;
        Ok(folder)
    }

    /// More lines for the torrc.
    pub(super) fn add(folder: &Path, lines: &str) -> Result<()> {
        let mut torrc = OpenOptions::new().append(true).open(folder.join("torrc"))?;
        Ok(torrc.write_all(lines.as_bytes())?)
    }

    /// Starts tor in a folder that was prepared.
    pub(super) fn start(folder: PathBuf) -> Result<Self> {
        let name = folder.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        Ok(Self {
            process: Running::start(&mut tor(&folder)?)?,
            name,
            folder,
        })
    }

    pub(super) async fn control(&self) -> Result<Control> {
        let control = Control::open(&self.folder.join("control")).await;
        control.with_context(|| format!("tor '{}'", self.name))
    }

    /// What it said last, for people who look for the reason of a failure.
    pub(super) fn explain(&self, error: Error) -> Error {
        let said = String::from_utf8_lossy(&self.process.output()).into_owned();
        let lines: Vec<&str> = said.lines().collect();
        let last = lines.get(lines.len().saturating_sub(25)..);
        let last = last.unwrap_or_default().join("\n");
        error.context(format!("tor '{}' said last:\n{last}", self.name))
    }
}

/// The program, told where its settings are.
pub(super) fn tor(folder: &Path) -> Result<Command> {
    let mut command = Command::new(find_program(&["tor"])?);
    // The system's own settings are none of ours.
    command
        .args(["--defaults-torrc", "/dev/null", "-f"])
        .arg(folder.join("torrc"));
    Ok(command)
}
