//! The places a seizure looks in.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{Finding, Scanner};

pub(super) const CHUNK: usize = 4 << 20;

/// Every file under a folder, and every name.
pub(super) fn folder(scanner: &Scanner, folder: &Path) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))?
    {
        let path = entry?.path();
        found.extend(scanner.scan_part("a file's name", 0, path.as_os_str().as_encoded_bytes()));
        if path.is_dir() {
            found.extend(self::folder(scanner, &path)?);
        } else {
            found.extend(file(scanner, &path)?);
        }
    }
    Ok(found)
}

fn file(scanner: &Scanner, path: &Path) -> Result<Vec<Finding>> {
    let name = path.display().to_string();
    let mut file = File::open(path).with_context(|| format!("{name} can't be read"))?;
    through(scanner, &name, &mut file, 0, u64::MAX).map(|(found, _)| found)
}

/// The readable memory of a process, and what it holds open though it is deleted.
pub(super) fn process(scanner: &Scanner, pid: u32) -> Result<Vec<Finding>> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).context("the process has ended")?;
    let mut memory =
        File::open(format!("/proc/{pid}/mem")).context("no right to read the process's memory")?;
    let mut found = Vec::new();
    let mut total = 0;
    for region in maps.lines() {
        let mut words = region.split_whitespace();
        let (Some(range), Some(rights)) = (words.next(), words.next()) else {
            continue;
        };
        let Some((start, end)) = range.split_once('-') else {
            continue;
        };
        let (start, end) = (
            u64::from_str_radix(start, 16)?,
            u64::from_str_radix(end, 16)?,
        );
        let name = words.nth(3).unwrap_or("its own");
        // The kernel's own pages: they can't be read and hold nothing of the process.
        if !rights.starts_with('r') || name.starts_with("[vvar") || name.starts_with("[vsyscall") {
            continue;
        }
        memory.seek(SeekFrom::Start(start))?;
        let place = format!("memory {range} ({name})");
        let (here, read) = through(scanner, &place, &mut memory, start, end - start)?;
        found.extend(here);
        total += read;
    }
    ensure!(
        total > 1 << 20,
        "only {total} bytes of the process's memory could be read"
    );
    found.extend(deleted(scanner, pid)?);
    Ok(found)
}

fn deleted(scanner: &Scanner, pid: u32) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(format!("/proc/{pid}/fd"))? {
        let path = entry?.path();
        let target = fs::read_link(&path).unwrap_or_else(|_| PathBuf::new());
        if target.to_string_lossy().ends_with(" (deleted)")
            && path.metadata().is_ok_and(|data| data.is_file())
        {
            found.extend(file(scanner, &path)?);
        }
    }
    Ok(found)
}

/// Reads up to `length` bytes in chunks that overlap by the longest needle; stops where nothing more can be read.
fn through(
    scanner: &Scanner,
    place: &str,
    source: &mut File,
    start: u64,
    length: u64,
) -> Result<(Vec<Finding>, u64)> {
    let mut found: Vec<Finding> = Vec::new();
    let mut window = Vec::new();
    let mut window_start = start;
    let mut read = 0;
    loop {
        let wanted = (length - read).min(CHUNK as u64);
        let before = window.len();
        // A page of memory that goes away under our hands ends the region, not the scan.
        let result = source.by_ref().take(wanted).read_to_end(&mut window);
        let got = window.len() - before;
        read += got as u64;
        for finding in scanner.scan_part(place, window_start, &window) {
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
        if got == 0 || result.is_err() || read == length {
            return Ok((found, read));
        }
        let keep = scanner.longest.saturating_sub(1).min(window.len());
        window_start += (window.len() - keep) as u64;
        window.drain(..window.len() - keep);
    }
}
