//! Limits of entries and capabilities, wherever they come.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use keys::LOG_PAGE;
use wire::space::StagedPage;
use wire::{Blob, Capability, ProblemKind, Rights, limits};

use super::check::{at_most, sensible};

/// Each entry sealed in suite 1, of an allowed size, with an id of its own.
pub(super) fn entries(entries: &[Blob]) -> Result<(), ProblemKind> {
    at_most(entries.len(), limits::ENTRIES_MAX)?;
    sealed(entries, limits::ENTRY_MIN..=limits::ENTRY_MAX)
}

/// Each a page of a log, of an allowed size, with an id of its own: what a page says may stand for other entries is nobody's to
/// append.
pub(super) fn staged_pages(pages: &[StagedPage]) -> Result<(), ProblemKind> {
    at_most(pages.len(), limits::ENTRIES_MAX)?;
    let sizes = limits::ENTRY_MIN..=limits::ENTRY_MAX;
    sealed_after(
        &[LOG_PAGE, 1],
        pages.iter().map(|staged| &staged.page),
        sizes,
    )
}

/// Each version 1, of a size an inbox takes, with an id of its own.
pub(super) fn posted_blobs(blobs: &[Blob]) -> Result<(), ProblemKind> {
    at_most(blobs.len(), limits::INBOX_POST_MAX)?;
    sealed(blobs, limits::INBOX_BLOB_MIN..=limits::INBOX_BLOB_MAX)
}

fn sealed<'e>(
    entries: impl IntoIterator<Item = &'e Blob>,
    sizes: RangeInclusive<usize>,
) -> Result<(), ProblemKind> {
    sealed_after(&[1], entries, sizes)
}

fn sealed_after<'e>(
    head: &[u8],
    entries: impl IntoIterator<Item = &'e Blob>,
    sizes: RangeInclusive<usize>,
) -> Result<(), ProblemKind> {
    let mut ids = HashSet::new();
    for blob in entries {
        let Blob(entry) = blob;
        at_most(entry.len(), *sizes.end())?;
        sensible(sizes.contains(&entry.len()) && entry.starts_with(head) && ids.insert(blob.id()))?;
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
