//! Entries into a space's log.

use keys::{Hash, sha256};
use rusqlite::{Connection, OptionalExtension};
use wire::space::AppendParams;
use wire::{Blob, Rights, limits};

use crate::store::{Asker, StoreError};

/// Bits of a place that are the seq; the space's number is above them.
const SEQ_BITS: u32 = 39;
/// Bits of a space's number.
pub(super) const NUMBER_BITS: u32 = 24;

/// A space as an append needs it.
pub(super) struct Space {
    pub(super) number: i64,
    pub(super) epoch: u32,
    pub(super) next_seq: u64,
    pub(super) bytes: u64,
}

impl Space {
    /// Where an entry lies.
    pub(super) fn place(&self, seq: u64) -> i64 {
        (self.number << SEQ_BITS) | seq.min((1 << SEQ_BITS) - 1).cast_signed()
    }

    /// Which seq lies there.
    pub(super) fn seq(place: i64) -> u64 {
        (place & ((1 << SEQ_BITS) - 1)).unsigned_abs()
    }

    /// The space, if the asker has these rights there.
    pub(super) fn find(
        connection: &Connection,
        asker: &Asker,
        rights: Rights,
    ) -> Result<Option<Self>, StoreError> {
        let found = connection
            .prepare_cached(
                "SELECT number, epoch, next_seq, bytes, rights FROM spaces
                 JOIN capabilities ON space = number AND key = ?2 WHERE id = ?1",
            )?
            .query_row([asker.space.0, asker.capability.0], |row| {
                let space = Self {
                    number: row.get(0)?,
                    epoch: row.get(1)?,
                    next_seq: row.get(2)?,
                    bytes: row.get(3)?,
                };
                Ok((space, row.get::<_, u8>(4)?))
            })
            .optional()?;
        Ok(
            found
                .and_then(|(space, bits)| Rights::from_bits(bits)?.allows(rights).then_some(space)),
        )
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
    if params.epoch != space.epoch {
        return Err(StoreError::Changed);
    }
    insert(connection, &space, &params.entries)
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
            .query_row([blob_id(entry)?], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match (found, first, index) {
            (None, None, _) => {}
            (Some((Some(place), Some(hash))), _, _) if Hash(hash) == sha256(&[&entry.0]) => {
                let expected = match first {
                    Some(first) => first + index,
                    None if index == 0 && space.place(Space::seq(place)) == place => place,
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
    Ok(first.map(Space::seq))
}

/// Stores entries under the next seqs; their ids must be new.
pub(super) fn insert(
    connection: &Connection,
    space: &Space,
    entries: &[Blob],
) -> Result<u64, StoreError> {
    let added: u64 = entries.iter().map(|entry| entry.0.len() as u64).sum();
    if space.bytes + added > limits::SPACE_BYTES {
        return Err(StoreError::Quota);
    }
    let mut insert_id = connection.prepare_cached(
        "INSERT INTO blob_ids (id, place, hash) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    let mut insert_entry =
        connection.prepare_cached("INSERT INTO entries (place, blob) VALUES (?1, ?2)")?;
    let mut seq = space.next_seq;
    for entry in entries {
        let place = space.place(seq);
        if insert_id.execute((blob_id(entry)?, place, sha256(&[&entry.0]).0))? == 0 {
            return Err(StoreError::Changed);
        }
        insert_entry.execute((place, &entry.0))?;
        seq += 1;
    }
    connection
        .prepare_cached("UPDATE spaces SET next_seq = ?2, bytes = bytes + ?3 WHERE number = ?1")?
        .execute((space.number, seq, added))?;
    Ok(space.next_seq)
}

fn blob_id(entry: &Blob) -> Result<[u8; 32], StoreError> {
    let id = entry.0.get(1..33).and_then(|id| id.try_into().ok());
    id.ok_or_else(|| StoreError::failed("an entry without an id got past the checks"))
}
