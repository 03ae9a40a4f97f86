//! Building what was woven; where that fails, which mutants are to blame.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The test programs, or the numbers of those that don't compile.
pub(crate) fn build(
    clone: &Path,
    package: &str,
    tests: &[String],
) -> Result<core::result::Result<Vec<PathBuf>, BTreeSet<usize>>> {
    let mut command = Command::new("cargo");
    command
        .current_dir(clone)
        .args([
            "test",
            "--no-run",
            "--message-format=json",
            "--package",
            package,
        ])
        // Nobody debugs a mutant.
        .args(["--config", "profile.dev.debug=false"])
        .stderr(Stdio::null());
    for test in tests {
        match test.as_str() {
            "lib" => command.arg("--lib"),
            test => command.args(["--test", test]),
        };
    }
    let output = command.output()?;
    let mut programs = BTreeMap::new();
    let mut blamed = BTreeSet::new();
    let mut sources = BTreeMap::new();
    let mut said = String::new();
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        if let Some(path) = message["executable"]
            .as_str()
            .filter(|_| message["profile"]["test"] == true)
        {
            let target = &message["target"];
            let is_lib = target["kind"] == serde_json::json!(["lib"]);
            let name = if is_lib {
                "lib"
            } else {
                target["name"].as_str().unwrap_or_default()
            };
            programs.insert(name.to_owned(), PathBuf::from(path));
        }
        let message = &message["message"];
        if message["level"] == "error" {
            said.push_str(message["rendered"].as_str().unwrap_or_default());
            blamed.extend(to_blame(clone, message, &mut sources)?);
        }
    }
    if output.status.success() {
        let found = tests
            .iter()
            .map(|test| programs.remove(test).context("a test program"));
        return Ok(Ok(found.collect::<Result<_>>()?));
    }
    for line in said.lines().filter(|line| line.starts_with("error")) {
        println!("  {line}");
    }
    if blamed.is_empty() {
        bail!("it doesn't build:\n{said}");
    }
    Ok(Err(blamed))
}

/// The numbers that lie nearest to where an error is: in its lines, or the last one before them.
fn to_blame(
    clone: &Path,
    message: &Value,
    sources: &mut BTreeMap<String, Vec<String>>,
) -> Result<BTreeSet<usize>> {
    let mut found = BTreeSet::new();
    for span in message["spans"].as_array().into_iter().flatten() {
        let Some(file) = span["file_name"].as_str() else {
            continue;
        };
        if span["is_primary"] != true || !clone.join(file).is_file() {
            continue;
        }
        if !sources.contains_key(file) {
            let text = fs::read_to_string(clone.join(file))?;
            sources.insert(file.to_owned(), text.lines().map(str::to_owned).collect());
        }
        let Some(lines) = sources.get(file) else {
            continue;
        };
        let number = |name: &str| span[name].as_u64().and_then(|n| usize::try_from(n).ok());
        let (first, last) = (
            number("line_start").unwrap_or(1),
            number("line_end").unwrap_or(1),
        );
        let own: BTreeSet<usize> = (first..=last)
            .filter_map(|line| lines.get(line - 1))
            .flat_map(|line| numbers(line))
            .collect();
        if own.is_empty() {
            let before = lines.get(..first).unwrap_or_default();
            let nearest = before.iter().rev().map(|line| numbers(line));
            found.extend(
                nearest
                    .into_iter()
                    .find(|numbers| !numbers.is_empty())
                    .unwrap_or_default(),
            );
        } else {
            found.extend(own);
        }
    }
    Ok(found)
}

/// Numbers of mutants on a line: `== 17usize`, `17usize =>`.
fn numbers(line: &str) -> Vec<usize> {
    let parts = line.match_indices("usize").filter_map(|(end, _)| {
        let digits = line
            .get(..end)?
            .rsplit(|c: char| !c.is_ascii_digit())
            .next()?;
        digits.parse().ok()
    });
    parts.collect()
}
