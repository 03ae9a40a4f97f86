//! `cargo xtask test`: everything, on this machine, as in CI.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow};
use clap::Args;

use crate::bundle::bundle;
use crate::paths;
use crate::run::{cargo, command, run, step};
use crate::serve::build_server;
use crate::suites::{self, Show, Suite};
use crate::tally::Tally;
use crate::tools::{ensure_deny, ensure_programs, python};

/// Attacks at once: they wait for each other's requests and for what a client does only after a while, as much as they work.
const ATTACKS: u32 = 4;
/// All tests of the suite behind Tor at once: they share one network, and wait for dead lines most of the time.
const THROUGH_TOR: u32 = 8;

#[derive(Args)]
pub(crate) struct Options {
    /// Repeats an earlier run's random histories of the reference model; each run prints its own seed
    #[arg(long)]
    seed: Option<u32>,
}

type Check = fn() -> Result<()>;

/// Runs everything and ends with the line 'N passed, N failed'. What is optimised is built, and browsers are waited for, beside all
/// else: neither keeps more than one core busy for long.
pub(crate) fn test(options: &Options) -> Tally {
    let start = Instant::now();
    let seed = options.seed.unwrap_or_else(random);
    let mut tally = Tally::default();
    tally.count("screens of an earlier run", &clear_screens());
    thread::scope(|scope| {
        // The attacks wait for the server, the journeys for both.
        let (server_built, server) = channel();
        let (tests_built, in_browsers) = channel();
        let browsers = scope.spawn(move || beside(&server_built, &in_browsers));
        let checks: [(&str, Check); 5] = [
            ("browsers, tor and Python for the tests", ensure_programs),
            ("formatting", || {
                run(cargo().args(["fmt", "--all", "--check"]))
            }),
            ("clippy", clippy),
            ("licences and sources of what we build on", deny),
            ("the protocol in Python, on every vector", second_reading),
        ];
        for (name, check) in checks {
            tally.count(name, &step(name, check));
        }
        // Python needs one core and nothing that is built here.
        let histories = scope.spawn(move || {
            let name = format!("the reference model's histories (repeat with --seed {seed})");
            let mut tally = Tally::default();
            tally.count(&name, &step(&name, || model(seed)));
            tally
        });
        match step("building the tests", suites::build)
            .and_then(|suites| suites::part(suites, ["attacks", "journeys", "tor"]))
        {
            Ok(([attacks, in_browsers, through_tor], others)) => {
                let _ = tests_built.send([in_browsers, through_tor]);
                for suite in others {
                    tally.add_tests(&suite.name, suite.run(None, Show::AtOnce));
                }
                tally.add_tests("examples", step("examples", suites::run_examples));
                // Whether or not it could be built: without it they fail, and say so.
                let _ = server.recv();
                let run = step("attacks", || attacks.run(Some(ATTACKS), Show::AtOnce));
                tally.add_tests("attacks", run);
            }
            Err(error) => tally.count("building the tests", &Err(error)),
        }
        drop(tests_built);
        for beside in [browsers, histories] {
            match beside.join() {
                Ok(others) => tally.add(others),
                Err(_) => tally.count("what runs beside", &Err(anyhow!("it panicked"))),
            }
        }
    });
    let sheets = step("contact sheets of all screens", contact_sheets);
    tally.count("contact sheets", &sheets);
    println!("\nTook {} s.", start.elapsed().as_secs());
    println!("{} passed, {} failed", tally.passed, tally.failed);
    tally
}

/// Server and bundle, and then the journeys, with what goes through Tor beside them.
fn beside(server_built: &Sender<()>, tests_built: &Receiver<[Suite; 2]>) -> Tally {
    let mut tally = Tally::default();
    let server = step("the server", build_server);
    tally.count("the server", &server);
    let _ = server_built.send(());
    let bundled = step("the bundle", || bundle().map(|bundle| bundle.describe()));
    tally.count("the bundle", &bundled);
    // None, if the tests could not be built.
    if let Ok([journeys, tor]) = tests_built.recv() {
        thread::scope(|scope| {
            let tor = scope
                .spawn(move || step("through Tor", || tor.run(Some(THROUGH_TOR), Show::AtItsEnd)));
            let run = step("journeys", || journeys.run(None, Show::AtItsEnd));
            tally.add_tests("journeys", run);
            let run = tor.join().unwrap_or_else(|_| Err(anyhow!("it panicked")));
            tally.add_tests("through Tor", run);
        });
    }
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
        .args(["tests/model/model.py", "--histories", "1400", "--seed"])
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
