//! Reading what spaces hold.

use keys::{Hash, SpaceId};
use rusqlite::{Connection, OptionalExtension};
use wire::above::{Asked, Slot};
use wire::limits::SLOT_LEN;
use wire::space::EnvelopesAnswer;
use wire::sync::{SyncEntry, SyncItem};
use wire::{Blob, Rights};

use super::append::Space;
use super::log::Log;
use crate::store::{Read, StoreError};

/// Card and block.
pub(super) fn envelopes(
    connection: &Connection,
    space: &SpaceId,
) -> Result<EnvelopesAnswer, StoreError> {
    connection
        .prepare_cached(
            "SELECT epoch, card, block FROM spaces JOIN envelopes ON space = number WHERE id = ?1",
        )?
        .query_row([space.0], |row| {
            Ok(EnvelopesAnswer {
                epoch: row.get(0)?,
                card: Blob(row.get(1)?),
                block: Blob(row.get(2)?),
            })
        })
        .optional()?
        .ok_or(StoreError::Unknown)
}

/// One slot of each block.
pub(super) fn above(
    connection: &Connection,
    asked: &[Asked],
) -> Result<Vec<Option<Slot>>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT epoch, substr(block, length(block) % ?2 + ?3 * ?2 + 1, ?2) FROM spaces JOIN envelopes ON space = number WHERE id = ?1",
    )?;
    let slots = asked.iter().map(|asked| {
        let found = select.query_row((asked.space.0, SLOT_LEN, asked.slot), |row| {
            Ok(Slot {
                epoch: row.get(0)?,
                slot: Blob(row.get(1)?),
            })
        });
        let found = found.optional()?;
        Ok(found.filter(|found| found.slot.0.len() == SLOT_LEN))
    });
    slots.collect()
}

/// The block's hash alone, for those who wait for it to change.
pub(super) fn block_hash(connection: &Connection, space: &SpaceId) -> Result<Hash, StoreError> {
    connection
        .prepare_cached(
            "SELECT block_hash FROM spaces JOIN envelopes ON space = number WHERE id = ?1",
        )?
        .query_row([space.0], |row| row.get(0).map(Hash))
        .optional()?
        .ok_or(StoreError::Unknown)
}

/// New entries of many spaces, as many as fit.
pub(super) fn entries(
    connection: &Connection,
    reads: &[Read],
    max_bytes: usize,
) -> Result<Vec<Option<SyncItem>>, StoreError> {
    let mut room = max_bytes;
    reads
        .iter()
        .map(|read| item(connection, read, &mut room))
        .collect()
}

fn item(
    connection: &Connection,
    read: &Read,
    room: &mut usize,
) -> Result<Option<SyncItem>, StoreError> {
    let Some(space) = Space::find(connection, &read.asker, Rights::READ)? else {
        return Ok(None);
    };
    let last_seq = space.next_seq - 1;
    let mut item = SyncItem {
        epoch: space.epoch,
        last_seq,
        entries: Vec::new(),
        more: false,
        inbox: space.inbox.blobs,
    };
    if read.since >= last_seq {
        return Ok(Some(item));
    }
    if *room == 0 {
        item.more = true;
        return Ok(Some(item));
    }
    let mut select = connection.prepare_cached(
        "SELECT place, blob FROM entries WHERE place > ?1 AND place <= ?2 ORDER BY place",
    )?;
    let mut rows = select.query((space.log.place(read.since), space.log.place(last_seq)))?;
    while let Some(row) = rows.next()? {
        let blob = row
            .get_ref(1)?
            .as_blob()
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        if blob.len() > *room {
            // Nothing smaller gets in behind it either: the next request goes on from here.
            *room = 0;
            item.more = true;
            break;
        }
        *room -= blob.len();
        item.entries.push(SyncEntry {
            seq: Log::seq(row.get(0)?),
            entry: Blob(blob.to_vec()),
        });
    }
    Ok(Some(item))
}
