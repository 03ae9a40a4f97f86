//! The tests, once for each mutant.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};
use wait_timeout::ChildExt;

use crate::Options;

/// What became of each: caught, missed, or it ran for ever.
pub(crate) fn run(
    programs: &[PathBuf],
    asked: Vec<usize>,
    options: &Options,
) -> Result<BTreeMap<usize, &'static str>> {
    let whole = passes_all(programs, 0, true, options)?;
    ensure!(whole == Some(true), "without a mutant the tests fail");
    let total = asked.len();
    let left = Mutex::new(asked);
    let outcomes = Mutex::new(BTreeMap::new());
    let work = || -> Result<()> {
        loop {
            let next = left.lock().map(|mut left| left.pop());
            let Ok(Some(id)) = next else { return Ok(()) };
            let mut outcome = passes_all(programs, id, false, options)?;
            if outcome == Some(true) && !options.later.is_empty() {
                outcome = passes_all(programs, id, true, options)?;
            }
            let outcome = match outcome {
                Some(true) => "missed",
                Some(false) => "caught",
                None => "for ever",
            };
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes.insert(id, outcome);
                if outcomes.len() % 25 == 0 {
                    println!("{} of {total}", outcomes.len());
                }
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..options.at_once.max(1))
            .map(|_| scope.spawn(work))
            .collect();
        for worker in workers {
            match worker.join() {
                Ok(done) => done?,
                Err(_) => anyhow::bail!("a worker panicked"),
            }
        }
        Ok(())
    })?;
    Ok(outcomes.into_inner().unwrap_or_default())
}

/// Whether it passes all of them.
fn passes_all(
    programs: &[PathBuf],
    id: usize,
    all: bool,
    options: &Options,
) -> Result<Option<bool>> {
    for program in programs {
        let outcome = passes(program, id, all, options)?;
        if outcome != Some(true) {
            return Ok(outcome);
        }
    }
    Ok(Some(true))
}

/// Whether the tests pass; nothing if they don't end.
fn passes(program: &Path, id: usize, all: bool, options: &Options) -> Result<Option<bool>> {
    let folder = options.clone.join(&options.package);
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("MUTANT", id.to_string())
        // For --fail-fast, which libtest still calls unstable.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("PROPTEST_FAILURE_PERSISTENCE", "off")
        .args(["-Z", "unstable-options", "--fail-fast", "--test-threads=1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let later = options.later.iter().filter(|_| !all);
    for name in options.never.iter().chain(later) {
        command.args(["--skip", name]);
    }
    let mut child = command.spawn()?;
    let status = child.wait_timeout(Duration::from_secs(options.patience))?;
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    Ok(status.map(|status| status.success()))
}
