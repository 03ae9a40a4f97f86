//! Keyrings.

use keys::{LookupId, sha256};
use rusqlite::{Connection, OptionalExtension};

use super::random::random_number;
use super::token::{self, Payment};
use super::writer::Work;
use crate::store::{FakeKeyrings, KeyringWrite, StoreError};

/// The keyring, or a made-up one. Both ways do the same: the fake is computed whether it is needed or not.
pub(super) fn read(
    connection: &Connection,
    lookup: &LookupId,
    fakes: &FakeKeyrings,
) -> Result<Vec<u8>, StoreError> {
    let fake = fakes.keyring(lookup);
    let stored = connection
        .prepare_cached("SELECT blob FROM keyrings WHERE lookup = ?1")?
        .query_row([lookup.0], |row| row.get(0))
        .optional()?;
    Ok(stored.unwrap_or(fake))
}

struct Current {
    number: i64,
    write_key: [u8; 32],
    hash: [u8; 32],
}

/// Writes. Without a valid token every refusal is the same, so that it doesn't tell whether the lookup exists.
pub(super) fn write(work: &mut Work<'_>, write: &KeyringWrite) -> Result<(), StoreError> {
    let connection = work.connection;
    let (lookup, params) = (write.lookup.0, &write.params);
    let hash = sha256(&[&params.keyring.0]).0;
    if let Some(token) = &params.token
        && let Payment::Repeat = token::look(connection, token, &write.digest)?
    {
        return Ok(());
    }
    let current = connection
        .prepare_cached("SELECT number, write_key, hash FROM keyrings WHERE lookup = ?1")?
        .query_row([lookup], |row| {
            Ok(Current {
                number: row.get(0)?,
                write_key: row.get(1)?,
                hash: row.get(2)?,
            })
        })
        .optional()?;
    match (current, &params.token, &params.previous) {
        (None, Some(token), None) => {
            token::spend(connection, token, &write.digest)?;
            connection
                .prepare_cached("INSERT INTO keyrings (number, lookup, write_key, hash, blob) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute((random_number(62)?, lookup, write.key.0, hash, &params.keyring.0))?;
            Ok(())
        }
        (Some(current), None, Some(previous)) if current.write_key == write.key.0 => {
            if current.hash == hash {
                return Ok(());
            }
            if current.hash != previous.0 {
                return Err(StoreError::Changed);
            }
            connection
                .prepare_cached("UPDATE keyrings SET hash = ?2, blob = ?3 WHERE number = ?1")?
                .execute((current.number, hash, &params.keyring.0))?;
            work.erased = true;
            Ok(())
        }
        _ => Err(StoreError::Changed),
    }
}
