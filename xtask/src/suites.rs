//! The workspace's test programs: built by cargo in one go, run by us, so that those that wait and those that work can run side
//! by side.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run::cargo;
use crate::tally::Tally;

/// A test program.
#[derive(Debug)]
pub(crate) struct Suite {
    /// What cargo calls it.
    pub(crate) name: String,
    program: PathBuf,
    /// Its package's folder, which it runs in.
    package: PathBuf,
}

/// Builds every test of the workspace, with the features that all of it has together.
pub(crate) fn build() -> Result<Vec<Suite>> {
    let mut child = cargo()
        .args(["test", "--quiet", "--workspace", "--no-run"])
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo could not be started")?;
    let output = child.stdout.take().context("cargo gave no output")?;
    let mut suites = Vec::new();
    for line in BufReader::new(output).lines() {
        suites.extend(suite(&serde_json::from_str(&line?)?));
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("the tests did not build ({status}); what cargo said is above");
    }
    Ok(suites)
}

/// The test program that a message of cargo's tells of, if it does.
fn suite(message: &Value) -> Option<Suite> {
    let is_test = message["reason"] == "compiler-artifact" && message["profile"]["test"] == true;
    let program = message["executable"].as_str().filter(|_| is_test)?;
    Some(Suite {
        name: message["target"]["name"].as_str()?.to_owned(),
        program: program.into(),
        package: Path::new(message["manifest_path"].as_str()?)
            .parent()?
            .to_owned(),
    })
}

/// Where a program's lines go.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Show {
    /// As they come.
    AtOnce,
    /// All of them once it has ended: something else is printing meanwhile.
    AtItsEnd,
}

impl Suite {
    /// Runs it, on so many threads of its own if that is said. A program that ends badly without counting a failure is one.
    pub(crate) fn run(&self, threads: Option<u32>, show: Show) -> Result<Tally> {
        let mut command = Command::new(&self.program);
        // As cargo does; it has set this to our own folder.
        command
            .current_dir(&self.package)
            .env("CARGO_MANIFEST_DIR", &self.package);
        if let Some(threads) = threads {
            command.arg(format!("--test-threads={threads}"));
        }
        let name = format!("{} of {}", self.name, self.package.display());
        counted(&mut command, &name, show)
    }
}

/// Runs the examples in the documentation.
pub(crate) fn run_examples() -> Result<Tally> {
    let mut command = cargo();
    command.args(["test", "--quiet", "--workspace", "--doc", "--no-fail-fast"]);
    counted(&mut command, "examples in the documentation", Show::AtOnce)
}

fn counted(command: &mut Command, name: &str, show: Show) -> Result<Tally> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{name} could not be started"))?;
    let output = child.stdout.take().context("no output")?;
    let (mut tally, mut kept) = (Tally::default(), Vec::new());
    // Bytes: a test may print what isn't text.
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        tally.add(Tally::parse(&line));
        match show {
            Show::AtOnce => println!("{line}"),
            Show::AtItsEnd => kept.push(line),
        }
    }
    let status = child.wait()?;
    if !kept.is_empty() {
        println!("\n{name}:\n{}", kept.join("\n"));
    }
    if !status.success() && tally.is_clean() {
        bail!("{name} ended with {status}; what it said is above");
    }
    Ok(tally)
}

/// These names' suites, in this order, and all the others.
pub(crate) fn part<const N: usize>(
    suites: Vec<Suite>,
    names: [&str; N],
) -> Result<([Suite; N], Vec<Suite>)> {
    let (mut named, mut rest) = (BTreeMap::new(), Vec::new());
    for suite in suites {
        match names.iter().find(|name| **name == suite.name) {
            Some(name) => drop(named.insert(*name, suite)),
            None => rest.push(suite),
        }
    }
    let mut found = Vec::new();
    for name in names {
        found.push(
            named
                .remove(name)
                .with_context(|| format!("no tests are called {name}"))?,
        );
    }
    let found = found.try_into();
    Ok((
        found.map_err(|_| anyhow::anyhow!("other tests than were asked for"))?,
        rest,
    ))
}

#[cfg(test)]
mod tests {
    use super::suite;

    #[test]
    fn a_test_program_is_told_from_whatever_else_was_built() {
        let message = |profile: bool| {
            serde_json::json!({
                "reason": "compiler-artifact",
                "manifest_path": "/x/keys/Cargo.toml",
                "target": { "name": "suite" },
                "profile": { "test": profile },
                "executable": "/x/target/debug/deps/suite-1",
            })
        };
        let found = suite(&message(true)).map(|suite| (suite.name, suite.package));
        assert_eq!(found, Some(("suite".to_owned(), "/x/keys".into())));
        assert!(suite(&message(false)).is_none());
        assert!(suite(&serde_json::json!({ "reason": "build-finished" })).is_none());
    }
}
