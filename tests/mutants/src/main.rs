//! `cargo mutants` builds each mutant by itself, which for a thousand of them takes a night. Here all of them are woven into one
//! build, each behind a switch that an environment variable sets, and the tests run once for each.
//!
//! Works in a clone that nobody needs: it writes over the sources there.

mod build;
mod list;
mod run;
mod weave;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use list::Mutant;

/// Which of a package's mutants do its tests catch?
#[derive(Parser)]
struct Options {
    /// A clone of the project; its sources are written over
    clone: PathBuf,
    /// The package
    #[arg(long)]
    package: String,
    /// Its test programs, quick ones first: names of those in `tests/`, or `lib`
    #[arg(long, required = true)]
    test: Vec<String>,
    /// Only these files, as `cargo mutants` takes them
    #[arg(long)]
    file: Vec<String>,
    /// Tests left out at first: slow ones, which are asked about whatever the others miss
    #[arg(long)]
    later: Vec<String>,
    /// Tests left out altogether
    #[arg(long)]
    never: Vec<String>,
    /// Longer than this, in seconds, and it runs for ever
    #[arg(long, default_value_t = 120)]
    patience: u64,
    /// How many run side by side
    #[arg(long, default_value_t = 1)]
    at_once: usize,
    /// Where the outcome of each is written
    #[arg(long)]
    out: PathBuf,
}

/// What an earlier run with the same outcomes found not to build: finding out again takes as long.
fn known_unviable(out: &Path, mutants: &[Mutant]) -> BTreeSet<usize> {
    let before = fs::read_to_string(out).unwrap_or_default();
    let names: BTreeSet<&str> = before
        .lines()
        .filter_map(|line| line.strip_prefix("unviable\t"))
        .collect();
    let numbered = mutants.iter().zip(1..);
    numbered
        .filter(|(mutant, _)| names.contains(mutant.name.as_str()))
        .map(|(_, id)| id)
        .collect()
}

fn main() -> Result<()> {
    let options = Options::parse();
    let mutants = list::list(&options.clone, &options.package, &options.file)?;
    ensure!(!mutants.is_empty(), "there are no mutants to ask about");
    println!("{} mutants", mutants.len());
    let mut unviable = known_unviable(&options.out, &mutants);
    let mut elsewhere: BTreeSet<usize>;
    let programs = loop {
        elsewhere = weave::weave(&options.clone, &options.package, &mutants, &unviable)?;
        match build::build(&options.clone, &options.package, &options.test)? {
            Ok(programs) => break programs,
            Err(found) => {
                let before = unviable.len();
                unviable.extend(found);
                ensure!(
                    unviable.len() > before,
                    "it doesn't build, and no mutant is to blame"
                );
                println!("{} of them don't build", unviable.len());
                let names = mutants
                    .iter()
                    .zip(1..)
                    .filter(|(_, id)| unviable.contains(id));
                let lines: String = names
                    .map(|(mutant, _)| format!("unviable\t{}\n", mutant.name))
                    .collect();
                fs::write(&options.out, lines)?;
            }
        }
    };
    let asked = (1..=mutants.len())
        .filter(|id| !unviable.contains(id) && !elsewhere.contains(id))
        .collect();
    let outcomes = run::run(&programs, asked, &options)?;
    let mut lines = Vec::new();
    for (mutant, id) in mutants.iter().zip(1..) {
        let outcome = if unviable.contains(&id) {
            "unviable"
        } else if elsewhere.contains(&id) {
            "not woven"
        } else {
            outcomes.get(&id).context("an outcome")?
        };
        lines.push(format!("{outcome}\t{}", mutant.name));
    }
    lines.sort();
    fs::write(&options.out, lines.join("\n") + "\n")?;
    for line in lines.iter().filter(|line| !line.starts_with("caught")) {
        println!("{line}");
    }
    Ok(())
}
