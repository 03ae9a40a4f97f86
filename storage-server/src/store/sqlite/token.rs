//! Admission tokens.

use keys::{Hash, Token};
use rusqlite::{Connection, OptionalExtension};

use crate::store::StoreError;

/// Whether a token still has to pay.
pub(super) enum Payment {
    /// It was spent on this very request: what it paid for is there.
    Repeat,
    /// It can pay.
    Valid,
}

/// Adds hashes.
pub(super) fn add(connection: &Connection, hashes: &[Hash]) -> Result<(), StoreError> {
    let mut insert = connection
        .prepare_cached("INSERT INTO tokens (hash) VALUES (?1) ON CONFLICT DO NOTHING")?;
    for hash in hashes {
        insert.execute([hash.0])?;
    }
    Ok(())
}

/// Looks at a token.
pub(super) fn look(
    connection: &Connection,
    token: &Token,
    digest: &Hash,
) -> Result<Payment, StoreError> {
    let spent: Option<Option<[u8; 32]>> = connection
        .prepare_cached("SELECT spent FROM tokens WHERE hash = ?1")?
        .query_row([token.hash().0], |row| row.get(0))
        .optional()?;
    match spent {
        Some(None) => Ok(Payment::Valid),
        Some(Some(spent)) if spent == digest.0 => Ok(Payment::Repeat),
        _ => Err(StoreError::Token),
    }
}

/// Spends a token that [`look`] found valid.
pub(super) fn spend(
    connection: &Connection,
    token: &Token,
    digest: &Hash,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE tokens SET spent = ?2 WHERE hash = ?1")?
        .execute([token.hash().0, digest.0])?;
    Ok(())
}
