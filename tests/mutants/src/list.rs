//! The mutants that `cargo mutants` would make.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use serde::Deserialize;

/// One of them.
#[derive(Debug, Deserialize)]
pub(crate) struct Mutant {
    pub(crate) file: String,
    pub(crate) genre: String,
    pub(crate) name: String,
    pub(crate) replacement: String,
    pub(crate) span: Span,
}

/// Where the text lies that it replaces.
#[derive(Debug, Deserialize)]
pub(crate) struct Span {
    pub(crate) start: Place,
}

/// Counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// All of a package's, or those of some files. They are numbered in this order, from 1.
pub(crate) fn list(clone: &Path, package: &str, files: &[String]) -> Result<Vec<Mutant>> {
    let restored = Command::new("git")
        .current_dir(clone)
        .args(["checkout", "--quiet", "."])
        .status()?;
    ensure!(restored.success(), "the clone can't be restored");
    let files = files.iter().flat_map(|file| ["--file", file]);
    let output = Command::new("cargo")
        .current_dir(clone)
        .args(["mutants", "--list", "--json", "--package", package])
        .args(files)
        .output()?;
    ensure!(output.status.success(), "cargo mutants lists none");
    Ok(serde_json::from_slice(&output.stdout)?)
}
