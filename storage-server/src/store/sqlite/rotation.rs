//! The next epoch: put aside part by part, then begun at once.

use keys::{Day, Hash, sha256};
use rusqlite::{Connection, OptionalExtension};
use wire::space::{CommitParams, StageParams};
use wire::{Rights, limits};

use super::append::Space;
use super::inbox;
use super::log::{self, Log};
use super::pages;
use super::space::{block_hash, managed, replace_capabilities};
use super::writer::Work;
use crate::store::{Asker, StoreError, staging_name};

/// One capability's staging.
struct Staging {
    log: Log,
    id: [u8; 16],
    next_seq: u64,
    bytes: u64,
}

impl Staging {
    fn find(
        connection: &Connection,
        space: &Space,
        asker: &Asker,
    ) -> Result<Option<Self>, StoreError> {
        let found = connection
            .prepare_cached(
                "SELECT log, id, next_seq, bytes FROM stagings WHERE space = ?1 AND capability = ?2",
            )?
            .query_row((space.number, asker.capability.0), |row| {
                Ok(Self {
                    log: Log(row.get(0)?),
                    id: row.get(1)?,
                    next_seq: row.get(2)?,
                    bytes: row.get(3)?,
                })
            })
            .optional()?;
        Ok(found)
    }

    /// Begins one, if the space may have one more and this one never was.
    fn begin(
        connection: &Connection,
        space: &Space,
        asker: &Asker,
        id: [u8; 16],
        today: Day,
    ) -> Result<Self, StoreError> {
        let count: usize = connection
            .prepare_cached("SELECT count(*) FROM stagings WHERE space = ?1")?
            .query_row([space.number], |row| row.get(0))?;
        if count >= limits::SPACE_STAGINGS {
            return Err(StoreError::Quota);
        }
        let new = connection
            .prepare_cached("INSERT INTO blob_ids (id) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([staging_name(asker, &id).0])?;
        if new == 0 {
            return Err(StoreError::Changed);
        }
        let staging = Self {
            log: Log::free(connection)?,
            id,
            next_seq: 1,
            bytes: 0,
        };
        connection
            .prepare_cached(
                "INSERT INTO stagings (log, space, capability, id, next_seq, bytes, day) VALUES (?1, ?2, ?3, ?4, 1, 0, ?5)",
            )?
            .execute((staging.log.0, space.number, asker.capability.0, id, today))?;
        Ok(staging)
    }
}

/// Puts pages aside.
pub(super) fn stage(
    work: &mut Work<'_>,
    asker: &Asker,
    params: &StageParams,
    today: Day,
) -> Result<(), StoreError> {
    let connection = work.connection;
    let space = Space::find(connection, asker, Rights::MANAGE)?.ok_or(StoreError::Refused)?;
    if params.epoch != space.epoch {
        return Err(StoreError::Changed);
    }
    let after = params.after;
    let pages = || params.pages.iter().map(|staged| (staged.seq, &staged.page));
    let staging = match Staging::find(connection, &space, asker)? {
        Some(staging) if staging.id == params.staging.0 => {
            if staging.log.holds(connection, pages())? {
                work.retires = true;
                return Ok(());
            }
            staging
        }
        older => {
            if after != 0 {
                return Err(StoreError::Changed);
            }
            if let Some(older) = older {
                remove_all(
                    work,
                    "SELECT log FROM stagings WHERE log = ?1",
                    [older.log.0],
                )?;
            }
            Staging::begin(connection, &space, asker, params.staging.0, today)?
        }
    };
    if after + 1 != staging.next_seq {
        return Err(StoreError::Changed);
    }
    let added = log::bytes(pages().map(|(_, page)| page));
    if staging.bytes + added > limits::SPACE_BYTES + limits::SPACE_RESERVE {
        return Err(StoreError::Quota);
    }
    staging.log.insert(connection, pages())?;
    let last = pages().next_back().map_or(after, |(seq, _)| seq);
    connection
        .prepare_cached("UPDATE stagings SET next_seq = ?2, bytes = bytes + ?3 WHERE log = ?1")?
        .execute((staging.log.0, last + 1, added))?;
    Ok(())
}

/// Begins the next epoch with what was staged, if the space is the one it was made from; or, after a restore, a later one.
pub(super) fn commit(
    work: &mut Work<'_>,
    asker: &Asker,
    params: &CommitParams,
    resumed: Option<u32>,
    digest: &Hash,
) -> Result<u64, StoreError> {
    let connection = work.connection;
    if let Some(seq) = managed(work, asker, digest)? {
        return Ok(seq);
    }
    let space = Space::find(connection, asker, Rights::MANAGE)?.ok_or(StoreError::Refused)?;
    let space = if resumed.is_none() {
        space.thawed()?
    } else {
        space
    };
    let epoch = space.epoch.checked_add(1).ok_or(StoreError::Changed)?;
    let epoch = resumed.unwrap_or(epoch);
    if params.epoch != space.epoch
        || epoch <= space.epoch
        || params.next_seq != space.next_seq
        || (space.inbox.blobs > 0 && !space.frozen)
        || params.previous != block_hash(connection, &space)?
    {
        return Err(StoreError::Changed);
    }
    let staging = Staging::find(connection, &space, asker)?.ok_or(StoreError::Changed)?;
    let whole = match resumed {
        Some(_) => staging.next_seq > space.next_seq,
        None => staging.next_seq == space.next_seq,
    };
    if staging.id != params.staging.0 || !whole {
        return Err(StoreError::Changed);
    }
    if space.inbox.blobs > 0 {
        inbox::clear(connection, &space)?;
    }
    space.log.retire(work)?;
    connection
        .prepare_cached("DELETE FROM stagings WHERE log = ?1")?
        .execute([staging.log.0])?;
    remove_all(
        work,
        "SELECT log FROM stagings WHERE space = ?1",
        [space.number],
    )?;
    pages::end_epoch(work, &space)?;
    connection
        .prepare_cached("UPDATE spaces SET log = ?2, epoch = ?3, bytes = ?4, next_seq = ?5, frozen = 0 WHERE number = ?1")?
        .execute((space.number, staging.log.0, epoch, staging.bytes, staging.next_seq))?;
    let space = Space {
        log: staging.log,
        epoch,
        bytes: staging.bytes,
        next_seq: staging.next_seq,
        ..space
    };
    let first_seq = space.insert(
        connection,
        &params.entries,
        limits::SPACE_BYTES + limits::SPACE_RESERVE,
    )?;
    connection
        .prepare_cached(
            "UPDATE envelopes SET block_hash = ?2, managed = ?3, managed_seq = ?4, card = ?5, block = ?6 WHERE space = ?1",
        )?
        .execute((
            space.number,
            sha256(&[&params.block.0]).0,
            digest.0,
            first_seq,
            &params.card.0,
            &params.block.0,
        ))?;
    replace_capabilities(connection, &space, &params.capabilities)?;
    work.erased = true;
    Ok(first_seq)
}

/// Removes the stagings of those who may not manage any more: they would only be in the way of others.
pub(super) fn cut_off(work: &mut Work<'_>, space: &Space) -> Result<(), StoreError> {
    remove_all(
        work,
        "SELECT log FROM stagings s WHERE space = ?1 AND NOT EXISTS
         (SELECT 1 FROM capabilities c WHERE c.space = s.space AND c.key = s.capability AND c.rights & 8)",
        [space.number],
    )
}

/// Removes stagings that have lived their days.
pub(super) fn purge(work: &mut Work<'_>, today: Day) -> Result<(), StoreError> {
    // The day it began doesn't count: it may have been nearly over.
    let query = "SELECT log FROM stagings WHERE day + ?2 < ?1";
    remove_all(
        work,
        query,
        [i64::from(today), i64::from(limits::STAGING_DAYS)],
    )?;
    // And what the disk's failure may have left. Whoever asked is told when nothing of what a purge removes is in any file.
    work.retires = true;
    Ok(())
}

/// Removes the stagings a query names.
fn remove_all(
    work: &mut Work<'_>,
    query: &str,
    params: impl rusqlite::Params,
) -> Result<(), StoreError> {
    log::retire_all(work, query, params, "DELETE FROM stagings WHERE log = ?1")
}
