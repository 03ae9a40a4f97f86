//! `cargo mutants` builds each mutant by itself, which for a thousand of them takes a night. Here all of them are woven into one
//! build, each behind a switch that an environment variable sets, and the tests run once for each.
//!
//! Works in a clone that nobody needs: it writes over the sources there.

mod build;
mod list;
mod run;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
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
    /// Only these tests: names, or parts of them
    #[arg(long)]
    only: Vec<String>,
    /// Tests left out altogether
    #[arg(long)]
    never: Vec<String>,
    /// Longer than this, in seconds, and it runs for ever
    #[arg(long, default_value_t = 120)]
    patience: u64,
    /// How many run side by side
    #[arg(long, default_value_t = 1)]
    at_once: usize,
    /// How many tests of a program run side by side: more than one where they wait more than they work
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Where the outcome of each is written; those that are there already aren't asked about again
    #[arg(long)]
    out: PathBuf,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let mutants = list::list(&options.clone, &options.package, &options.file)?;
    ensure!(!mutants.is_empty(), "there are no mutants to ask about");
    let mut known = Known::read(&options.out, &mutants)?;
    println!("{} mutants, {} known", mutants.len(), known.outcomes.len());
    let programs = loop {
        let unviable = known.of("unviable");
        let elsewhere = weave::weave(&options.clone, &options.package, &mutants, &unviable)?;
        match build::build(&options.clone, &options.package, &options.test)? {
            Ok(programs) => {
                for id in elsewhere {
                    known.learn(id, "not woven")?;
                }
                break programs;
            }
            Err(found) => {
                for id in &found {
                    known.learn(*id, "unviable")?;
                }
                let more = known.of("unviable").len() - unviable.len();
                ensure!(more > 0, "it doesn't build, and no mutant is to blame");
                println!("{more} more of them don't build");
            }
        }
    };
    let known = run::run(&programs, known, &options)?;
    for (id, outcome) in &known.outcomes {
        if let Some(mutant) = mutants.get(id - 1).filter(|_| outcome != "caught") {
            println!("{outcome}\t{}", mutant.name);
        }
    }
    Ok(())
}

/// What became of each, by its number from 1, written down as it becomes known: a run that is cut short goes on where it was.
struct Known {
    file: File,
    names: Vec<String>,
    outcomes: BTreeMap<usize, String>,
}

impl Known {
    fn read(path: &Path, mutants: &[Mutant]) -> Result<Self> {
        let names: Vec<String> = mutants.iter().map(|mutant| mutant.name.clone()).collect();
        let before = fs::read_to_string(path).unwrap_or_default();
        let before: BTreeMap<&str, &str> = before
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(outcome, name)| (name, outcome))
            .collect();
        let outcomes = (1..).zip(&names).filter_map(|(id, name)| {
            let outcome = before.get(name.as_str())?;
            Some((id, (*outcome).to_owned()))
        });
        Ok(Self {
            file: File::options().create(true).append(true).open(path)?,
            outcomes: outcomes.collect(),
            names,
        })
    }

    fn of(&self, outcome: &str) -> BTreeSet<usize> {
        let these = self.outcomes.iter().filter(|(_, other)| *other == outcome);
        these.map(|(id, _)| *id).collect()
    }

    fn learn(&mut self, id: usize, outcome: &str) -> Result<()> {
        let name = self.names.get(id - 1).context("a mutant of this number")?;
        if self.outcomes.insert(id, outcome.to_owned()).is_none() {
            writeln!(self.file, "{outcome}\t{name}")?;
        }
        Ok(())
    }
}
