//! Entries into a space's log.

use keys::{Hash, sha256};
use rusqlite::{Connection, OptionalExtension};
use wire::space::AppendParams;
use wire::{Blob, Rights, limits};

use super::inbox::Waiting;
use super::log::{self, Log};
use crate::store::{Asker, StoreError};

/// A space as a write needs it.
pub(super) struct Space {
    pub(super) number: i64,
    pub(super) log: Log,
    pub(super) epoch: u32,
    pub(super) next_seq: u64,
    pub(super) bytes: u64,
    pub(super) inbox: Waiting,
    pub(super) frozen: bool,
}

impl Space {
    /// The space, if the asker has these rights there.
    pub(super) fn find(
        connection: &Connection,
        asker: &Asker,
        rights: Rights,
    ) -> Result<Option<Self>, StoreError> {
        let found = connection
            .prepare_cached(
                "SELECT number, log, epoch, next_seq, bytes, inbox_blobs, inbox_bytes, rights, frozen FROM spaces
                 JOIN capabilities ON space = number AND key = ?2 WHERE id = ?1",
            )?
            .query_row([asker.space.0, asker.capability.0], |row| {
                let space = Self {
                    number: row.get(0)?,
                    log: Log(row.get(1)?),
                    epoch: row.get(2)?,
                    next_seq: row.get(3)?,
                    bytes: row.get(4)?,
                    inbox: Waiting {
                        blobs: row.get(5)?,
                        bytes: row.get(6)?,
                    },
                    frozen: row.get(8)?,
                };
                Ok((space, row.get::<_, u8>(7)?))
            })
            .optional()?;
        Ok(
            found
                .and_then(|(space, bits)| Rights::from_bits(bits)?.allows(rights).then_some(space)),
        )
    }

    /// The space, unless it takes nothing because it was restored.
    pub(super) fn thawed(self) -> Result<Self, StoreError> {
        if self.frozen {
            Err(StoreError::Frozen)
        } else {
            Ok(self)
        }
    }

    /// Stores entries under the next seqs, up to this many bytes in all, and gives the first.
    pub(super) fn insert(
        &self,
        connection: &Connection,
        entries: &[Blob],
        quota: u64,
    ) -> Result<u64, StoreError> {
        let added = log::bytes(entries);
        if added > 0 && self.bytes + added > quota {
            return Err(StoreError::Quota);
        }
        self.log
            .insert(connection, (self.next_seq..).zip(entries))?;
        connection
            .prepare_cached(
                "UPDATE spaces SET next_seq = next_seq + ?2, bytes = bytes + ?3 WHERE number = ?1",
            )?
            .execute((self.number, entries.len(), added))?;
        Ok(self.next_seq)
    }
}

/// Appends for somebody with the right to.
pub(super) fn append(
    connection: &Connection,
    asker: &Asker,
    params: &AppendParams,
) -> Result<u64, StoreError> {
    let space = Space::find(connection, asker, Rights::APPEND)?.ok_or(StoreError::Refused)?;
    if let Some(seq) = repeated(connection, &space, &params.entries)? {
        return Ok(seq);
    }
    let space = space.thawed()?;
    if params.epoch != space.epoch {
        return Err(StoreError::Changed);
    }
    space.insert(connection, &params.entries, limits::SPACE_BYTES)
}

/// The first seq of entries that are all there already, in this order, one after the other.
/// If only some of them are, or others under their ids, nothing of the request can be stored.
fn repeated(
    connection: &Connection,
    space: &Space,
    entries: &[Blob],
) -> Result<Option<u64>, StoreError> {
    let mut find = connection.prepare_cached("SELECT place, hash FROM blob_ids WHERE id = ?1")?;
    let mut first = None;
    for (entry, index) in entries.iter().zip(0i64..) {
        let found: Option<(Option<i64>, Option<[u8; 32]>)> = find
            .query_row([log::blob_id(entry)?], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match (found, first, index) {
            (None, None, _) => {}
            (Some((Some(place), Some(hash))), _, _) if Hash(hash) == sha256(&[&entry.0]) => {
                let expected = match first {
                    Some(first) => first + index,
                    None if index == 0 && space.log.place(Log::seq(place)) == place => place,
                    None => return Err(StoreError::Changed),
                };
                if place != expected {
                    return Err(StoreError::Changed);
                }
                first = Some(expected - index);
            }
            _ => return Err(StoreError::Changed),
        }
    }
    Ok(first.map(Log::seq))
}
