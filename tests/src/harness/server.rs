//! The server's own binary on a free port, with a data folder of its own.

use std::env;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::paths;
use super::process::Running;

/// A running storage server.
#[derive(Debug)]
pub struct Server {
    process: Running,
    address: String,
    data: TempDir,
    listen: String,
    bundle: PathBuf,
}

impl Server {
    /// Starts a server over an empty data folder, serving the bundle that `cargo xtask bundle` makes.
    pub fn start() -> Result<Self> {
        Self::start_with(&paths::target().join("bundle"))
    }

    /// Starts a server over an empty data folder, serving another bundle.
    pub fn start_with(bundle: &Path) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("skrynia-").tempdir()?;
        let listen = format!("127.0.0.1:{}", free_port()?);
        let bundle = paths::made(bundle.to_owned())?;
        let process = launch(data.path(), &bundle, &listen)?;
        Ok(Self {
            process,
            address: format!("http://{listen}/"),
            data,
            listen,
            bundle,
        })
    }

    /// Where the app is, with a slash at its end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The host and port alone.
    #[must_use]
    pub fn listen(&self) -> &str {
        &self.listen
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The process's number.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Everything the server has printed since it was last started.
    #[must_use]
    pub fn output(&self) -> Vec<u8> {
        self.process.output()
    }

    /// Mints tokens and gives the link that founds an organisation with them.
    pub fn founding_link(&self) -> Result<String> {
        self.founding_link_for(&self.address, 64)
    }

    /// The same, for people who reach the server at another address.
    pub fn founding_link_at(&self, address: &str) -> Result<String> {
        self.founding_link_for(address, 64)
    }

    /// The same, with tokens for so many spaces and keyrings.
    pub fn founding_link_for(&self, address: &str, tokens: u32) -> Result<String> {
        let data = self.data.path();
        let output = Command::new(binary()?)
            .args(["tokens", "--count", &tokens.to_string()])
            .args(["--link", address, "--data"])
            .arg(data)
            .output()
            .context("the server's `tokens` command can't be started")?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let link = printed
            .split_whitespace()
            .find(|word| word.starts_with(address));
        match link {
            Some(link) if output.status.success() => Ok(link.to_owned()),
            _ => bail!(
                "no founding link in:\n{printed}{}",
                String::from_utf8_lossy(&output.stderr)
            ),
        }
    }

    /// Runs another of the binary's commands over the data folder: `check`, `backup`, `restore`.
    pub fn command(&self, arguments: &[&str]) -> Result<std::process::Output> {
        Ok(Command::new(binary()?).args(arguments).output()?)
    }

    /// Ends the server in its own time.
    pub fn stop(&mut self) -> Result<()> {
        let status = self.process.stop()?;
        if !status.success() {
            bail!(
                "the server ended with {status}:\n{}",
                String::from_utf8_lossy(&self.process.output())
            );
        }
        Ok(())
    }

    /// Ends the server, puts a backup in the place of its data, and starts it again.
    pub fn restore(&mut self, from: &Path) -> Result<()> {
        self.stop()?;
        for entry in std::fs::read_dir(self.data())? {
            std::fs::remove_file(entry?.path())?;
        }
        let (from, data) = (from.to_string_lossy(), self.data().to_string_lossy());
        let output = self.command(&["restore", "--from", &from, "--data", &data])?;
        if !output.status.success() {
            bail!("no restore:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        self.restart()
    }

    /// Its bytes.
    pub fn program() -> Result<Vec<u8>> {
        Ok(std::fs::read(binary()?)?)
    }

    /// Ends the server as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()
    }

    /// Starts the server again, after [`Server::stop`] or [`Server::kill`], over the same data at the same address.
    pub fn restart(&mut self) -> Result<()> {
        self.process = launch(self.data.path(), &self.bundle, &self.listen)?;
        Ok(())
    }
}

fn launch(data: &Path, bundle: &Path, listen: &str) -> Result<Running> {
    let mut command = Command::new(binary()?);
    command
        .args(["serve", "--listen", listen, "--data"])
        .arg(data)
        .arg("--bundle")
        .arg(bundle);
    let process = Running::start(&mut command)?;
    process.wait_for(|printed| printed.contains(listen).then_some(()))?;
    Ok(process)
}

/// The program that is tested: what is shipped, or another one that was named.
fn binary() -> Result<PathBuf> {
    match env::var_os("SKRYNIA_SERVER") {
        Some(path) => Ok(path.into()),
        None => paths::made(paths::target().join("release/storage-server")),
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
