//! One server a data directory: two of them would wake each other's clients late.

use std::fs::{File, TryLockError};
use std::path::Path;

use storage_server::store::sqlite::make_directory;

/// Held while the server runs; the system lets go of it even after a crash.
pub(super) struct Lock(
    #[expect(dead_code, reason = "the lock lasts as long as the file is open")] File,
);

/// Takes the directory, making it if need be; only its owner can look inside.
pub(super) fn lock(data: &Path) -> Result<Lock, Box<dyn std::error::Error>> {
    make_directory(data)?;
    let file = File::create(data.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err("another server uses this data directory".into()),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
