//! Opening the database, and the settings that keep promises.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::random::random_bytes;
use crate::store::StoreError;

/// "skry": tells our files from other databases.
pub(super) const APPLICATION_ID: i32 = 0x736b_7279;
const VERSION: i32 = 1;

/// The database's file in a data directory.
#[must_use]
pub fn database_file(data: &Path) -> PathBuf {
    data.join("storage.sqlite")
}

/// Makes a directory that only its owner can look into.
///
/// # Errors
/// Whatever the file system says.
pub fn make_directory(data: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
}

/// Opens the database, making it if it isn't there.
pub(super) fn open_writer(file: &Path) -> Result<Connection, StoreError> {
    let fresh = !file.exists();
    let connection = Connection::open(file)?;
    private(file)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    if fresh {
        // The schema counts on it.
        connection.pragma_update(None, "page_size", 4096)?;
        // Must come before the first table. FULL: a page that is freed leaves the file with the same commit, so none lies about.
        connection.pragma_update(None, "auto_vacuum", "FULL")?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // An acknowledged write is on disk.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten with zeros.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    settings(&connection)?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => create(&connection)?,
        VERSION => {}
        _ => {
            return Err(StoreError::failed(
                "this data was written by another version of the server",
            ));
        }
    }
    Ok(connection)
}

/// One more connection that can only read.
pub(super) fn open_reader(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    settings(&connection)?;
    Ok(connection)
}

fn settings(connection: &Connection) -> Result<(), StoreError> {
    // No temporary file ever holds what the database holds.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn create(connection: &Connection) -> Result<(), StoreError> {
    let mut key = [0; 32];
    random_bytes(&mut key)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.execute_batch(include_str!("schema.sql"))?;
    connection.execute("INSERT INTO server (one, key) VALUES (1, ?1)", [key])?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute_batch("COMMIT")?;
    Ok(())
}

/// Nobody but the server's own account reads the file; SQLite gives its WAL the same mode.
fn private(file: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
        .map_err(|error| StoreError::Failed(Box::new(error)))
}
