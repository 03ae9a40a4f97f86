//! The seizure: looking for what must not be there, in every byte that is, in every form it could take.

mod forms;
mod places;

use std::fmt;
use std::path::Path;

use aho_corasick::AhoCorasick;
use anyhow::Result;

/// A canary that was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// What was planted.
    pub canary: String,
    /// The form it was found in.
    pub form: &'static str,
    /// Where: a file, a memory region, an output.
    pub place: String,
    /// How far into it.
    pub offset: u64,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "'{}' as {} in {} at {}",
            self.canary, self.form, self.place, self.offset
        )
    }
}

/// Looks for a set of canaries, each in every form.
#[derive(Debug)]
pub struct Scanner {
    needles: Vec<(String, &'static str)>,
    automaton: AhoCorasick,
    longest: usize,
}

impl Scanner {
    /// A scanner for these canaries. One of fewer than six letters would be found by chance and is refused.
    pub fn new(canaries: &[&str]) -> Result<Self> {
        let mut needles = Vec::new();
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        for canary in canaries {
            anyhow::ensure!(
                canary.chars().count() >= 6,
                "'{canary}' is too short to look for"
            );
            for (form, bytes) in forms::of(canary) {
                if !patterns.contains(&bytes) {
                    needles.push(((*canary).to_owned(), form));
                    patterns.push(bytes);
                }
            }
        }
        let longest = patterns.iter().map(Vec::len).max().unwrap_or_default();
        Ok(Self {
            needles,
            automaton: AhoCorasick::new(&patterns)?,
            longest,
        })
    }

    /// Looks through bytes in memory.
    #[must_use]
    pub fn scan_bytes(&self, place: &str, bytes: &[u8]) -> Vec<Finding> {
        self.scan_part(place, 0, bytes)
    }

    /// Looks through every file under a folder, their names too, whatever they are called.
    pub fn scan_folder(&self, folder: &Path) -> Result<Vec<Finding>> {
        places::folder(self, folder)
    }

    /// Looks through the memory of a live process, and the deleted files it still holds open.
    pub fn scan_process(&self, pid: u32) -> Result<Vec<Finding>> {
        places::process(self, pid)
    }

    fn scan_part(&self, place: &str, start: u64, bytes: &[u8]) -> Vec<Finding> {
        let mut found = Vec::new();
        for hit in self.automaton.find_overlapping_iter(bytes) {
            if let Some((canary, form)) = self.needles.get(hit.pattern().as_usize()) {
                let offset = start + hit.start() as u64;
                found.push(Finding {
                    canary: canary.clone(),
                    form,
                    place: place.to_owned(),
                    offset,
                });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
