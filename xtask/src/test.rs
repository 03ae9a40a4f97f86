//! `cargo xtask test`: everything, on this machine, as in CI.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;

use crate::bundle::bundle;
use crate::paths;
use crate::run::{cargo, command, run, step};
use crate::serve::build_server;
use crate::tools::{ensure_deny, ensure_programs, python};

/// How many tests and checks ended how.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    passed: u32,
    failed: u32,
}

impl Tally {
    /// Whether nothing failed.
    pub(crate) fn is_clean(self) -> bool {
        self.failed == 0
    }

    fn count(&mut self, name: &str, result: &Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => {
                self.failed += 1;
                println!("  {name} FAILED: {error:#}");
            }
        }
    }
}

#[derive(Args)]
pub(crate) struct Options {
    /// Repeats an earlier run's random histories of the reference model; each run prints its own seed
    #[arg(long)]
    seed: Option<u32>,
}

type Check = fn() -> Result<()>;

/// Runs everything and ends with the line 'N passed, N failed'.
pub(crate) fn test(options: &Options) -> Tally {
    let start = Instant::now();
    let mut tally = Tally::default();
    let checks: [(&str, Check); 6] = [
        ("formatting", || {
            run(cargo().args(["fmt", "--all", "--check"]))
        }),
        ("clippy", clippy),
        ("licences and sources of what we build on", deny),
        ("the bundle", || bundle().map(|bundle| bundle.describe())),
        ("the server", build_server),
        ("browsers, tor and Python for the tests", ensure_programs),
    ];
    for (name, check) in checks {
        tally.count(name, &step(name, check));
    }
    let seed = options.seed.unwrap_or_else(random);
    let histories = format!("the reference model's histories (repeat with --seed {seed})");
    tally.count(&histories, &step(&histories, || model(seed)));
    let reading = "the protocol in Python, on every vector";
    tally.count(reading, &step(reading, second_reading));
    tally.count("screens of an earlier run", &clear_screens());
    let tests = step("tests, attacks and journeys", || run_tests(&mut tally));
    if let Err(error) = tests {
        tally.failed += 1;
        println!("  the tests did not run to their end: {error:#}");
    }
    tally.count(
        "contact sheets",
        &step("contact sheets of all screens", contact_sheets),
    );
    println!("\nTook {} s.", start.elapsed().as_secs());
    println!("{} passed, {} failed", tally.passed, tally.failed);
    tally
}

fn clippy() -> Result<()> {
    run(cargo().args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn deny() -> Result<()> {
    // Advisories need a database from the network; they are looked at when dependencies are raised.
    run(command(ensure_deny()?).args([
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))
}

/// Random histories of the reference model, `tests/model`: honest people, lying servers, crashes, restores.
fn model(seed: u32) -> Result<()> {
    run(command(python())
        .args(["tests/model/model.py", "--histories", "300", "--seed"])
        .arg(seed.to_string()))
}

/// The protocol as its document tells it, in another language, on every committed vector.
fn second_reading() -> Result<()> {
    run(command(python()).arg("tests/python/vectors.py"))
}

/// A number that differs from run to run: the standard library seeds its hashers so.
fn random() -> u32 {
    let wide = RandomState::new().build_hasher().finish();
    u32::try_from(wide >> 32).unwrap_or_default()
}

fn clear_screens() -> Result<()> {
    let screens = paths::target().join("screens");
    if screens.exists() {
        fs::remove_dir_all(screens)?;
    }
    Ok(())
}

fn contact_sheets() -> Result<()> {
    // Cargo built it for the tests; asked for it alone, it would build half the tree again with fewer features.
    run(&mut command(paths::target().join("debug/contact-sheets")))
}

/// Runs every test of the workspace, showing what cargo shows and counting its results.
fn run_tests(tally: &mut Tally) -> Result<()> {
    let mut child = cargo()
        .args(["test", "--workspace", "--no-fail-fast"])
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo could not be started")?;
    let output = child.stdout.take().context("cargo gave no output")?;
    let before = *tally;
    // Bytes: a test may print what isn't text.
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        if let Some((passed, failed)) = parse(&line) {
            tally.passed += passed;
            tally.failed += failed;
        }
    }
    let status = child.wait()?;
    if !status.success() && tally.failed == before.failed {
        anyhow::bail!("cargo ended with {status}; what it said is above");
    }
    Ok(())
}

/// The counts in a line such as `test result: ok. 3 passed; 1 failed; 0 ignored; …`.
fn parse(line: &str) -> Option<(u32, u32)> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let mut numbers = counts
        .split("; ")
        .filter_map(|count| count.split(' ').next()?.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn counts_are_read_from_cargos_own_line() {
        assert_eq!(
            parse("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out"),
            Some((12, 0))
        );
        assert_eq!(
            parse("test result: FAILED. 3 passed; 2 failed; 0 ignored"),
            Some((3, 2))
        );
        assert_eq!(parse("test keys::sealing ... ok"), None);
    }
}
