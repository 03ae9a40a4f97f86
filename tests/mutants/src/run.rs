//! The tests, once for each mutant.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow, bail, ensure};
use wait_timeout::ChildExt;

use crate::{Known, Options};

/// Asks about all that isn't known: caught, missed, or it ran for ever.
pub(crate) fn run(programs: &[PathBuf], known: Known, options: &Options) -> Result<Known> {
    let whole = passes_all(programs, 0, true, options)?;
    ensure!(whole == Some(true), "without a mutant the tests fail");
    let asked = (1..=known.names.len()).filter(|id| !known.outcomes.contains_key(id));
    let left: Mutex<Vec<usize>> = Mutex::new(asked.collect());
    let known = Mutex::new(known);
    let work = || -> Result<()> {
        loop {
            let next = left.lock().map(|mut left| (left.pop(), left.len()));
            let Ok((Some(id), more)) = next else {
                return Ok(());
            };
            let mut outcome = passes_all(programs, id, false, options)?;
            if outcome == Some(true) && !options.later.is_empty() {
                outcome = passes_all(programs, id, true, options)?;
            }
            let outcome = match outcome {
                Some(true) => "missed",
                Some(false) => "caught",
                None => "for ever",
            };
            if let Ok(mut known) = known.lock() {
                known.learn(id, outcome)?;
            }
            if more % 25 == 0 {
                println!("{more} left");
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
                Err(_) => bail!("a worker panicked"),
            }
        }
        Ok(())
    })?;
    known.into_inner().map_err(|_| anyhow!("a worker panicked"))
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
        .args(["-Z", "unstable-options", "--fail-fast"])
        .arg(format!("--test-threads={}", options.threads))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.args(&options.only);
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
