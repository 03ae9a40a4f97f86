//! Making spaces, and changing who may do what in them.

use keys::{Hash, sha256};
use rusqlite::{Connection, OptionalExtension};
use wire::space::{CreateSpace, ManageParams};
use wire::{Capability, Rights};

use super::append::{NUMBER_BITS, Space, insert};
use super::random::random_number;
use super::token::{self, Payment};
use super::writer::Work;
use crate::store::{Asker, StoreError};

/// Makes a space, for a token.
pub(super) fn create(
    connection: &Connection,
    request: &CreateSpace,
    digest: &Hash,
) -> Result<(), StoreError> {
    match token::look(connection, &request.token, digest)? {
        Payment::Repeat => return Ok(()),
        Payment::Valid => {}
    }
    let taken = connection
        .prepare_cached("SELECT 1 FROM spaces WHERE id = ?1")?
        .exists([request.space.0])?;
    if taken {
        return Err(StoreError::Taken);
    }
    token::spend(connection, &request.token, digest)?;
    let space = Space {
        number: free_number(connection)?,
        epoch: request.epoch,
        next_seq: 1,
        bytes: 0,
    };
    connection
        .prepare_cached(
            "INSERT INTO spaces (number, id, epoch, next_seq, bytes) VALUES (?1, ?2, ?3, 1, 0)",
        )?
        .execute((space.number, request.space.0, space.epoch))?;
    connection
        .prepare_cached("INSERT INTO envelopes (space, block_hash, managed_seq, card, block) VALUES (?1, ?2, 0, ?3, ?4)")?
        .execute((space.number, sha256(&[&request.block.0]).0, &request.card.0, &request.block.0))?;
    insert_capabilities(connection, &space, &request.capabilities)?;
    insert(connection, &space, &request.entries)?;
    Ok(())
}

/// Replaces block and capabilities, if the block is the one the change was made from.
pub(super) fn manage(
    work: &mut Work<'_>,
    asker: &Asker,
    params: &ManageParams,
    digest: &Hash,
) -> Result<u64, StoreError> {
    let connection = work.connection;
    if let Some(seq) = managed(connection, asker, digest)? {
        return Ok(seq);
    }
    let space = Space::find(connection, asker, Rights::MANAGE)?.ok_or(StoreError::Refused)?;
    let current: [u8; 32] = connection
        .prepare_cached("SELECT block_hash FROM envelopes WHERE space = ?1")?
        .query_row([space.number], |row| row.get(0))?;
    if params.epoch != space.epoch || params.previous.0 != current {
        return Err(StoreError::Changed);
    }
    let first_seq = insert(connection, &space, &params.entries)?;
    connection
        .prepare_cached("UPDATE envelopes SET block_hash = ?2, managed = ?3, managed_seq = ?4, block = ?5 WHERE space = ?1")?
        .execute((space.number, sha256(&[&params.block.0]).0, digest.0, first_seq, &params.block.0))?;
    connection
        .prepare_cached("DELETE FROM capabilities WHERE space = ?1")?
        .execute([space.number])?;
    insert_capabilities(connection, &space, &params.capabilities)?;
    work.erased = true;
    Ok(first_seq)
}

/// The first seq of the last change, if it was this very one. The digest covers the key that signed,
/// so this needs no right: the change may have taken its own maker's away.
fn managed(
    connection: &Connection,
    asker: &Asker,
    digest: &Hash,
) -> Result<Option<u64>, StoreError> {
    let found: Option<u64> = connection
        .prepare_cached("SELECT managed_seq FROM envelopes JOIN spaces ON space = number WHERE id = ?1 AND managed = ?2")?
        .query_row([asker.space.0, digest.0], |row| row.get(0))
        .optional()?;
    Ok(found)
}

fn insert_capabilities(
    connection: &Connection,
    space: &Space,
    capabilities: &[Capability],
) -> Result<(), StoreError> {
    let mut insert = connection
        .prepare_cached("INSERT INTO capabilities (space, key, rights) VALUES (?1, ?2, ?3)")?;
    for capability in capabilities {
        insert.execute((space.number, capability.key.0, capability.rights.bits()))?;
    }
    Ok(())
}

fn free_number(connection: &Connection) -> Result<i64, StoreError> {
    let mut taken = connection.prepare_cached("SELECT 1 FROM spaces WHERE number = ?1")?;
    // Sixteen million numbers: a free one is found at once, or the server is far beyond its size.
    for _ in 0..64 {
        let number = random_number(NUMBER_BITS)?;
        if !taken.exists([number])? {
            return Ok(number);
        }
    }
    Err(StoreError::Busy)
}
