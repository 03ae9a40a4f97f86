//! Keyrings.

use keys::{LookupId, PublicKey, sha256};
use rusqlite::{Connection, OptionalExtension};
use wire::Blob;

use super::random::random_number;
use super::token::{self, Payment};
use super::writer::Work;
use crate::store::{FakeKeyrings, KeyringMove, KeyringWrite, StoreError};

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

impl Current {
    fn find(connection: &Connection, lookup: &LookupId) -> Result<Option<Self>, StoreError> {
        let found = connection
            .prepare_cached("SELECT number, write_key, hash FROM keyrings WHERE lookup = ?1")?
            .query_row([lookup.0], |row| {
                Ok(Self {
                    number: row.get(0)?,
                    write_key: row.get(1)?,
                    hash: row.get(2)?,
                })
            })
            .optional()?;
        Ok(found)
    }
}

/// Writes. Without a valid token every refusal is the same, so that it doesn't tell whether the lookup exists.
pub(super) fn write(work: &mut Work<'_>, write: &KeyringWrite) -> Result<(), StoreError> {
    let connection = work.connection;
    let params = &write.params;
    let hash = sha256(&[&params.keyring.0]).0;
    if let Some(token) = &params.token
        && let Payment::Repeat = token::look(connection, token, &write.digest)?
    {
        return Ok(());
    }
    let current = Current::find(connection, &write.lookup)?;
    match (current, &params.token, &params.previous) {
        (None, Some(token), None) => {
            token::spend(connection, token, &write.digest)?;
            insert(connection, &write.lookup, &write.key, &params.keyring)
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

fn insert(
    connection: &Connection,
    lookup: &LookupId,
    key: &PublicKey,
    keyring: &Blob,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO keyrings (number, lookup, write_key, hash, blob) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((random_number(62)?, lookup.0, key.0, sha256(&[&keyring.0]).0, &keyring.0))?;
    Ok(())
}

/// Puts the keyring under another lookup, and erases it where it was. To whoever doesn't have the old key every refusal is the same.
pub(super) fn change_place(work: &mut Work<'_>, change: &KeyringMove) -> Result<(), StoreError> {
    let connection = work.connection;
    let params = &change.params;
    let target = Current::find(connection, &params.lookup)?;
    let Some(current) = Current::find(connection, &change.lookup)? else {
        // Only the move that was made leaves this behind.
        return match target {
            Some(target)
                if target.write_key == params.key.0
                    && target.hash == sha256(&[&params.keyring.0]).0 =>
            {
                Ok(())
            }
            _ => Err(StoreError::Changed),
        };
    };
    if current.write_key != change.key.0 || current.hash != params.previous.0 {
        return Err(StoreError::Changed);
    }
    if target.is_some() {
        return Err(StoreError::Taken);
    }
    insert(connection, &params.lookup, &params.key, &params.keyring)?;
    connection
        .prepare_cached("DELETE FROM keyrings WHERE number = ?1")?
        .execute([current.number])?;
    work.erased = true;
    Ok(())
}
