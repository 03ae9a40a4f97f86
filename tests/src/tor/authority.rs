//! The one directory authority: its keys, and how everybody else knows it.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::node::{Node, tor};
use crate::harness::find_program;

/// An authority with keys, not started yet.
pub(super) struct Authority {
    pub(super) folder: PathBuf,
    /// The line that everybody's settings have.
    pub(super) line: String,
    /// Both of its ports, nobody else's until it starts.
    held: [TcpListener; 2],
}

/// It votes alone, soon and often.
const VOTING: &str = "\
SocksPort 0
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ExitPolicy reject *:*
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 20
V3AuthVoteDelay 4
V3AuthDistDelay 4
V3AuthNIntervalsValid 3
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
TestingMinExitFlagThreshold 0
";

impl Authority {
    pub(super) fn prepare(root: &Path) -> Result<Self> {
        let held = [free()?, free()?];
        let [or_port, directory] = &held;
        let (or_port, directory) = (or_port.local_addr()?, directory.local_addr()?);
        let lines = format!(
            "Address 127.0.0.1\nORPort {or_port} IPv4Only\nDirPort {directory}\nContactInfo nobody@invalid\n{VOTING}"
        );
        let folder = Node::prepare(root, "authority", &lines)?;
        let identity = identity(&folder, &directory.to_string())?;
        let fingerprint = fingerprint(&folder)?;
        let line = format!(
            "DirAuthority authority orport={} v3ident={identity} {directory} {fingerprint}\n",
            or_port.port()
        );
        Node::add(&folder, &line)?;
        Ok(Self { folder, line, held })
    }

    pub(super) fn start(self) -> Result<Node> {
        drop(self.held);
        Node::start(self.folder)
    }
}

/// Makes the key that signs what the network agrees on; gives its name.
fn identity(folder: &Path, address: &str) -> Result<String> {
    let keys = folder.join("keys");
    fs::create_dir(&keys)?;
    let mut made = Command::new(find_program(&["tor-gencert"])?)
        .args(["--create-identity-key", "--passphrase-fd", "0"])
        .args(["-m", "12", "-a", address])
        .current_dir(&keys)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // It has no passphrase.
    let mut passphrase = made.stdin.take().context("no way to tell a passphrase")?;
    passphrase.write_all(b"\n")?;
    drop(passphrase);
    let output = made.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "tor-gencert said: {said}");
    let certificate = fs::read_to_string(keys.join("authority_certificate"))?;
    let mut lines = certificate.lines();
    let identity = lines.find_map(|line| line.strip_prefix("fingerprint "));
    Ok(identity.context("no identity")?.to_owned())
}

/// Makes its key as a relay; gives its name.
fn fingerprint(folder: &Path) -> Result<String> {
    // Nobody is an authority without naming one, though only for this.
    let nobody = "x 127.0.0.1:1 ffffffffffffffffffffffffffffffffffffffff";
    let output = tor(folder)?
        .args(["--list-fingerprint", "--quiet", "--DirAuthority", nobody])
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = said.lines().next_back().unwrap_or_default();
    let (_, spaced) = last.split_once(' ').with_context(|| {
        format!(
            "no fingerprint in: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    })?;
    Ok(spaced.replace(' ', ""))
}

fn free() -> Result<TcpListener> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?)
}
