//! `cargo xtask bench`: what is promised in numbers, measured on this machine.

use std::path::PathBuf;

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
    /// Measure on these contacts: a CSV file in UTF-8 with a header, instead of generated ones
    #[arg(long)]
    data: Option<PathBuf>,
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
        let mut measured = bench("run");
        measured
            .args(["--", "--out"])
            .arg(paths::target().join("bench.json"))
            .args(&options.figures);
        if let Some(data) = &options.data {
            measured.arg("--data").arg(std::path::absolute(data)?);
        }
        run(&mut measured)
    })
}
