//! Limits of entries and capabilities, wherever they come.

use std::collections::HashSet;

use wire::{Blob, Capability, ProblemKind, Rights, limits};

use super::check::{at_most, sensible};

/// Each entry sealed in suite 1, of an allowed size, with an id of its own.
pub(super) fn entries(entries: &[Blob]) -> Result<(), ProblemKind> {
    sealed(entries.len(), entries.iter())
}

/// The same, or tombs among them.
pub(super) fn staged_entries(entries: &[Blob]) -> Result<(), ProblemKind> {
    let tomb = |Blob(entry): &&Blob| entry.len() == limits::TOMB_LEN && entry.first() == Some(&0);
    sealed(entries.len(), entries.iter().filter(|entry| !tomb(entry)))
}

fn sealed<'e>(count: usize, entries: impl Iterator<Item = &'e Blob>) -> Result<(), ProblemKind> {
    at_most(count, limits::ENTRIES_MAX)?;
    let mut ids = HashSet::new();
    for Blob(entry) in entries {
        at_most(entry.len(), limits::ENTRY_MAX)?;
        sensible(
            entry.len() >= limits::ENTRY_MIN
                && entry.first() == Some(&1)
                && ids.insert(entry.get(1..33)),
        )?;
    }
    Ok(())
}

/// Each key once, and somebody who may manage: a space nobody can change again is a mistake.
pub(super) fn capabilities(capabilities: &[Capability]) -> Result<(), ProblemKind> {
    at_most(capabilities.len(), limits::CAPABILITIES_MAX)?;
    let mut keys = HashSet::new();
    sensible(
        capabilities
            .iter()
            .all(|capability| keys.insert(capability.key)),
    )?;
    sensible(
        capabilities
            .iter()
            .any(|capability| capability.rights.allows(Rights::MANAGE)),
    )
}
