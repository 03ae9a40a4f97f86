//! Logs: where entries lie. A space has one, and so has each of its stagings and sets of pages.

use std::ops::RangeInclusive;

use keys::sha256;
use rusqlite::Connection;
use wire::Blob;

use super::random::random_number;
use super::writer::Work;
use crate::store::StoreError;

/// Bits of a place that are the seq; the log's number is above them.
const SEQ_BITS: u32 = 39;
/// Bits of a log's number.
const NUMBER_BITS: u32 = 24;
const SEQ_MAX: u64 = (1 << SEQ_BITS) - 1;

/// A log's number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Log(pub(super) i64);

impl Log {
    /// One that nothing has.
    pub(super) fn free(connection: &Connection) -> Result<Self, StoreError> {
        let mut taken = connection.prepare_cached(
            "SELECT 1 FROM spaces WHERE log = ?1 UNION ALL SELECT 1 FROM stagings WHERE log = ?1
             UNION ALL SELECT 1 FROM page_sets WHERE log = ?1
             UNION ALL SELECT 1 FROM retired WHERE log = ?1",
        )?;
        // Sixteen million numbers: a free one is found at once, or the server is far beyond its size.
        for _ in 0..64 {
            let number = random_number(NUMBER_BITS)?;
            if !taken.exists([number])? {
                return Ok(Self(number));
            }
        }
        Err(StoreError::Busy)
    }

    /// Where an entry lies.
    pub(super) fn place(self, seq: u64) -> i64 {
        (self.0 << SEQ_BITS) | seq.min(SEQ_MAX).cast_signed()
    }

    /// Which seq lies there.
    pub(super) fn seq(place: i64) -> u64 {
        (place & SEQ_MAX.cast_signed()).unsigned_abs()
    }

    /// Stores entries at their seqs; their ids must be new.
    pub(super) fn insert<'e>(
        self,
        connection: &Connection,
        entries: impl Iterator<Item = (u64, &'e Blob)>,
    ) -> Result<(), StoreError> {
        let mut insert_id = connection.prepare_cached(
            "INSERT INTO blob_ids (id, place, hash) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?;
        let mut insert_entry =
            connection.prepare_cached("INSERT INTO entries (place, blob) VALUES (?1, ?2)")?;
        for (seq, entry) in entries {
            let place = self.place(seq);
            if insert_id.execute((blob_id(entry)?, place, sha256(&[&entry.0]).0))? == 0 {
                return Err(StoreError::Changed);
            }
            insert_entry.execute((place, &entry.0))?;
        }
        Ok(())
    }

    /// Whether these very entries lie there.
    pub(super) fn holds<'e>(
        self,
        connection: &Connection,
        entries: impl Iterator<Item = (u64, &'e Blob)>,
    ) -> Result<bool, StoreError> {
        let mut select =
            connection.prepare_cached("SELECT 1 FROM entries WHERE place = ?1 AND blob = ?2")?;
        for (seq, entry) in entries {
            if !select.exists((self.place(seq), &entry.0))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// It is nobody's any more: all of it is erased before anybody is told.
    pub(super) fn retire(self, work: &mut Work<'_>) -> Result<(), StoreError> {
        work.connection
            .prepare_cached("INSERT INTO retired (log) VALUES (?1)")?
            .execute([self.0])?;
        work.retires = true;
        Ok(())
    }

    /// Where all of it lies.
    pub(super) fn places(self) -> RangeInclusive<i64> {
        self.place(0)..=self.place(SEQ_MAX)
    }
}

/// Retires the logs that a query names, and forgets whose they were.
pub(super) fn retire_all(
    work: &mut Work<'_>,
    query: &str,
    params: impl rusqlite::Params,
    forget: &str,
) -> Result<(), StoreError> {
    let logs: Vec<i64> = work
        .connection
        .prepare_cached(query)?
        .query_map(params, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for log in logs {
        Log(log).retire(work)?;
        work.connection.prepare_cached(forget)?.execute([log])?;
    }
    Ok(())
}

/// How much room entries take.
pub(super) fn bytes<'e>(entries: impl IntoIterator<Item = &'e Blob>) -> u64 {
    entries.into_iter().map(|entry| entry.0.len() as u64).sum()
}

/// An entry's id.
pub(super) fn blob_id(entry: &Blob) -> Result<[u8; 32], StoreError> {
    let id = entry.id().map(|id| id.0);
    id.ok_or_else(|| StoreError::failed("an entry without an id got past the checks"))
}
