//! `cargo xtask bench`: what is promised in numbers, measured on this machine.

use anyhow::Result;
use clap::Args;

use crate::bundle::bundle;
use crate::paths;
use crate::run::{cargo, run, step};
use crate::serve::build_server;
use crate::tools::ensure_programs;

#[derive(Args)]
pub(crate) struct Options {
    /// Figures to measure, such as `replay` or `sign-in`; all of them if none is named
    figures: Vec<String>,
}

/// Builds what is measured, all of it optimised, and measures it. `tests/bench` holds the figures.
pub(crate) fn bench(options: &Options) -> Result<()> {
    bundle()?;
    build_server()?;
    ensure_programs()?;
    let bench = |what: &'static str| {
        let mut command = cargo();
        command.args([
            what,
            "--quiet",
            "--release",
            "--package",
            "tests",
            "--bin",
            "bench",
        ]);
        command
    };
    step("building the figures", || run(&mut bench("build")))?;
    step("measuring", || {
        run(bench("run")
            .arg("--")
            .arg(paths::target().join("bench.json"))
            .args(&options.figures))
    })
}
