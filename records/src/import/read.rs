//! Telling files apart.

use super::{ReadError, Table};

/// Reads a file. `name` only helps to name what can't be read: the bytes decide.
///
/// # Errors
/// [`ReadError`] says why and what to do.
pub fn read_table(_name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    Err(ReadError::NotATable)
}
