//! Copies of a database, taken while the server runs.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::check::{Counts, check_file};
use super::open::{APPLICATION_ID, database_file, make_directory};
use super::retired;
use crate::store::StoreError;

/// Copies the store of a directory into a new file, and checks the copy.
///
/// # Errors
/// If the file is there already, or the copy isn't whole.
pub fn backup(data: &Path, to: &Path) -> Result<Counts, StoreError> {
    let from = Connection::open_with_flags(database_file(data), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    copy(&from, to)
}

/// Puts a backup into a data directory that holds no store.
///
/// # Errors
/// If the backup is damaged, or the directory isn't empty.
pub fn restore(from: &Path, data: &Path) -> Result<Counts, StoreError> {
    let io = |error: std::io::Error| StoreError::Failed(Box::new(error));
    make_directory(data).map_err(io)?;
    if std::fs::read_dir(data).map_err(io)?.next().is_some() {
        return Err(StoreError::failed("the data directory isn't empty"));
    }
    let from = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let counts = copy(&from, &database_file(data))?;
    // Whoever was put out since can still do in it what they could: nothing is taken before a lead has seen to that.
    let restored = Connection::open(database_file(data))?;
    restored.pragma_update(None, "secure_delete", "ON")?;
    restored.execute("UPDATE spaces SET frozen = 1", [])?;
    Ok(counts)
}

fn copy(from: &Connection, to: &Path) -> Result<Counts, StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    // Made by us and readable by nobody else, before anything is in it.
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to);
    made.map_err(|error| StoreError::Failed(Box::new(error)))?;
    let result = fill(from, to).and_then(|()| check_file(to));
    if result.is_err() {
        // Half a backup is worse than none.
        let _ = std::fs::remove_file(to);
    }
    result
}

fn fill(from: &Connection, to: &Path) -> Result<(), StoreError> {
    from.busy_timeout(Duration::from_secs(10))?;
    let mut target = Connection::open(to)?;
    // All pages in one step: a consistent state, and writers go on in their log meanwhile.
    Backup::new(from, &mut target)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)?;
    target.pragma_update(None, "secure_delete", "ON")?;
    retired::finish(&mut target)?;
    // Backups outlive the day these are for.
    target.execute("DELETE FROM posts", [])?;
    // One file, nothing beside it.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

/// Whether a file is a database of ours, by its first bytes.
#[must_use]
pub fn is_ours(file: &Path) -> bool {
    let mut head = [0; 72];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok()
        && head.starts_with(b"SQLite format 3\0")
        && head[68..] == APPLICATION_ID.to_be_bytes()
}
