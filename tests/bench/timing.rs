//! Best of five: on a machine that does other things too, the fastest run is the one least disturbed.

use std::time::Instant;

use anyhow::{Context, Result};

/// How often everything is measured.
pub(crate) const RUNS: usize = 5;

/// Seconds that the fastest of five runs took.
pub(crate) fn best(mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        times.push(seconds(&mut work)?);
    }
    least(&times)
}

/// Seconds of two kinds of work. Both are cut into parts and take turns, so that what disturbs one disturbs the other as
/// much; of five runs the one counts that took least in all.
pub(crate) fn best_of_both(
    parts: usize,
    mut ours: impl FnMut(usize) -> Result<()>,
    mut theirs: impl FnMut(usize) -> Result<()>,
) -> Result<(f64, f64)> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let (mut our_time, mut their_time) = (0.0, 0.0);
        for part in 0..parts {
            our_time += seconds(|| ours(part))?;
            their_time += seconds(|| theirs(part))?;
        }
        runs.push((our_time, their_time));
    }
    let in_all = |run: &(f64, f64)| run.0 + run.1;
    let least = runs
        .into_iter()
        .min_by(|a, b| in_all(a).total_cmp(&in_all(b)));
    least.context("nothing was measured")
}

/// The least of some times.
pub(crate) fn least(times: &[f64]) -> Result<f64> {
    times
        .iter()
        .copied()
        .reduce(f64::min)
        .context("nothing was measured")
}

/// Seconds that something takes, once.
pub(crate) fn seconds(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64())
}
