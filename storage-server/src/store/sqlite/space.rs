//! Making spaces, and changing who may do what in them.

use keys::{Hash, sha256};
use rusqlite::{Connection, OptionalExtension};
use wire::space::{CreateSpace, ManageParams};
use wire::{Capability, Rights, limits};

use super::append::Space;
use super::inbox::{self, Waiting};
use super::log::Log;
use super::pages;
use super::random::random_number;
use super::rotation;
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
        number: random_number(62)?,
        log: Log::free(connection)?,
        epoch: request.epoch,
        next_seq: 1,
        bytes: 0,
        inbox: Waiting::default(),
        frozen: false,
    };
    connection
        .prepare_cached(
            "INSERT INTO spaces (number, id, log, epoch, next_seq, bytes, inbox_blobs, inbox_bytes) VALUES (?1, ?2, ?3, ?4, 1, 0, 0, 0)",
        )?
        .execute((space.number, request.space.0, space.log.0, space.epoch))?;
    connection
        .prepare_cached("INSERT INTO envelopes (space, block_hash, managed_seq, card, block) VALUES (?1, ?2, 0, ?3, ?4)")?
        .execute((space.number, sha256(&[&request.block.0]).0, &request.card.0, &request.block.0))?;
    insert_capabilities(connection, &space, &request.capabilities)?;
    space.insert(connection, &request.entries, limits::SPACE_BYTES)?;
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
    if let Some(seq) = managed(work, asker, digest)? {
        return Ok(seq);
    }
    let space = Space::find(connection, asker, Rights::MANAGE)?.ok_or(StoreError::Refused)?;
    let space = space.thawed()?;
    if params.epoch != space.epoch || params.previous != block_hash(connection, &space)? {
        return Err(StoreError::Changed);
    }
    let first_seq = space.insert(
        connection,
        &params.entries,
        limits::SPACE_BYTES + limits::SPACE_RESERVE,
    )?;
    connection
        .prepare_cached("UPDATE envelopes SET block_hash = ?2, managed = ?3, managed_seq = ?4, block = ?5 WHERE space = ?1")?
        .execute((space.number, sha256(&[&params.block.0]).0, digest.0, first_seq, &params.block.0))?;
    if let Some(card) = &params.card {
        connection
            .prepare_cached("UPDATE envelopes SET card = ?2 WHERE space = ?1")?
            .execute((space.number, &card.0))?;
    }
    replace_capabilities(connection, &space, &params.capabilities)?;
    rotation::cut_off(work, &space)?;
    pages::cut_off(work, &space)?;
    work.erased = true;
    Ok(first_seq)
}

/// The first seq of the last change, if it was this very one. The digest covers the key that signed,
/// so this needs no right: the change may have taken its own maker's away.
pub(super) fn managed(
    work: &mut Work<'_>,
    asker: &Asker,
    digest: &Hash,
) -> Result<Option<u64>, StoreError> {
    let found: Option<u64> = work
        .connection
        .prepare_cached("SELECT managed_seq FROM envelopes JOIN spaces ON space = number WHERE id = ?1 AND managed = ?2")?
        .query_row([asker.space.0, digest.0], |row| row.get(0))
        .optional()?;
    // Its answer is that all is erased.
    work.retires |= found.is_some();
    Ok(found)
}

/// SHA-256 of the block there is.
pub(super) fn block_hash(connection: &Connection, space: &Space) -> Result<Hash, StoreError> {
    let hash = connection
        .prepare_cached("SELECT block_hash FROM envelopes WHERE space = ?1")?
        .query_row([space.number], |row| row.get(0))?;
    Ok(Hash(hash))
}

/// These and no others may do something from now on.
pub(super) fn replace_capabilities(
    connection: &Connection,
    space: &Space,
    capabilities: &[Capability],
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM capabilities WHERE space = ?1")?
        .execute([space.number])?;
    insert_capabilities(connection, space, capabilities)?;
    inbox::cut_off(connection, space)
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
