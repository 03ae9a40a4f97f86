//! What people post who may do nothing else.

use keys::{BlobId, Day, SpaceId};
use rusqlite::{Connection, OptionalExtension};
use wire::inbox::{InboxAnswer, PostParams};
use wire::{Blob, Rights, limits};

use super::append::Space;
use super::log;
use super::writer::Work;
use crate::store::{Asker, StoreError, posted_name};

/// So many blobs, of so many bytes.
#[derive(Default, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) blobs: u32,
    pub(super) bytes: u64,
}

impl Waiting {
    /// Both together, if that isn't more than this.
    fn with(self, added: Self, blobs_max: u32, bytes_max: u64) -> Result<Self, StoreError> {
        let (blobs, bytes) = (self.blobs + added.blobs, self.bytes + added.bytes);
        if blobs > blobs_max || bytes > bytes_max {
            return Err(StoreError::Quota);
        }
        Ok(Self { blobs, bytes })
    }
}

/// Puts in what isn't there, or wasn't, for somebody with the right to.
pub(super) fn post(
    connection: &Connection,
    asker: &Asker,
    params: &PostParams,
    today: Day,
) -> Result<(), StoreError> {
    let space = Space::find(connection, asker, Rights::POST)?.ok_or(StoreError::Refused)?;
    let space = space.thawed()?;
    let new = unknown(connection, &asker.space, &params.blobs)?;
    if new.is_empty() {
        return Ok(());
    }
    // Nothing that only a retired key opens is ever stored.
    if params.epoch != space.epoch {
        return Err(StoreError::Changed);
    }
    let mut added = Waiting::default();
    for (_, Blob(blob)) in &new {
        added.blobs += 1;
        added.bytes += blob.len() as u64;
    }
    let waiting = space
        .inbox
        .with(added, limits::INBOX_BLOBS, limits::INBOX_BYTES)?;
    set_waiting(connection, &space, waiting)?;
    count(connection, &space, asker, added, today)?;
    let mut insert_id =
        connection.prepare_cached("INSERT INTO blob_ids (id, hash) VALUES (?1, ?2)")?;
    let mut insert_blob =
        connection.prepare_cached("INSERT INTO inbox (space, id, blob) VALUES (?1, ?2, ?3)")?;
    for ((id, name), Blob(blob)) in new {
        insert_id.execute((id, name))?;
        insert_blob.execute((space.number, id, blob))?;
    }
    Ok(())
}

/// An id, and the name of its blob.
type Named = ([u8; 32], [u8; 32]);

/// Those blobs that were never posted here; other bytes under a known id are refused.
fn unknown<'b>(
    connection: &Connection,
    space: &SpaceId,
    blobs: &'b [Blob],
) -> Result<Vec<(Named, &'b Blob)>, StoreError> {
    let mut find = connection.prepare_cached(
        "SELECT place IS NULL AND hash IS NOT NULL AND hash = ?2 FROM blob_ids WHERE id = ?1",
    )?;
    let mut new = Vec::new();
    for blob in blobs {
        let named = (log::blob_id(blob)?, posted_name(space, blob).0);
        match find.query_row(named, |row| row.get(0)).optional()? {
            Some(true) => {}
            Some(false) => return Err(StoreError::Changed),
            None => new.push((named, blob)),
        }
    }
    Ok(new)
}

fn set_waiting(connection: &Connection, space: &Space, waiting: Waiting) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE spaces SET inbox_blobs = ?2, inbox_bytes = ?3 WHERE number = ?1")?
        .execute((space.number, waiting.blobs, waiting.bytes))?;
    Ok(())
}

/// Counts what a capability posts on a day.
fn count(
    connection: &Connection,
    space: &Space,
    asker: &Asker,
    added: Waiting,
    today: Day,
) -> Result<(), StoreError> {
    let before = connection
        .prepare_cached(
            "SELECT blobs, bytes FROM posts WHERE space = ?1 AND key = ?2 AND day = ?3",
        )?
        .query_row((space.number, asker.capability.0, today), |row| {
            Ok(Waiting {
                blobs: row.get(0)?,
                bytes: row.get(1)?,
            })
        })
        .optional()?;
    let posted = before.unwrap_or_default().with(
        added,
        limits::POST_BLOBS_A_DAY,
        limits::POST_BYTES_A_DAY,
    )?;
    connection
        .prepare_cached(
            "REPLACE INTO posts (space, key, day, blobs, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            space.number,
            asker.capability.0,
            today,
            posted.blobs,
            posted.bytes,
        ))?;
    Ok(())
}

/// What is there after an id, as much as one answer carries.
pub(super) fn read(
    connection: &Connection,
    asker: &Asker,
    after: Option<BlobId>,
) -> Result<InboxAnswer, StoreError> {
    let space = Space::find(connection, asker, Rights::READ)?.ok_or(StoreError::Refused)?;
    let mut answer = InboxAnswer {
        epoch: space.epoch,
        ..InboxAnswer::default()
    };
    let mut room = limits::INBOX_READ_BYTES;
    let after = after.map_or(Vec::new(), |id| id.0.to_vec());
    let mut select = connection
        .prepare_cached("SELECT blob FROM inbox WHERE space = ?1 AND id > ?2 ORDER BY id")?;
    let mut rows = select.query((space.number, after))?;
    while let Some(row) = rows.next()? {
        let blob = row
            .get_ref(0)?
            .as_blob()
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        if blob.len() > room {
            answer.more = true;
            break;
        }
        room -= blob.len();
        answer.blobs.push(Blob(blob.to_vec()));
    }
    Ok(answer)
}

/// Erases those of these that are there. Their ids and names stay known.
pub(super) fn remove(work: &mut Work<'_>, asker: &Asker, ids: &[BlobId]) -> Result<(), StoreError> {
    let connection = work.connection;
    let space = Space::find(connection, asker, Rights::APPEND)?.ok_or(StoreError::Refused)?;
    let space = space.thawed()?;
    let mut delete = connection
        .prepare_cached("DELETE FROM inbox WHERE space = ?1 AND id = ?2 RETURNING length(blob)")?;
    let mut waiting = space.inbox;
    for id in ids {
        let erased: Option<u64> = delete
            .query_row((space.number, id.0), |row| row.get(0))
            .optional()?;
        if let Some(bytes) = erased {
            waiting.blobs -= 1;
            waiting.bytes -= bytes;
            work.erased = true;
        }
    }
    set_waiting(connection, &space, waiting)
}

/// Erases all that waits. Ids and names stay known.
pub(super) fn clear(connection: &Connection, space: &Space) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM inbox WHERE space = ?1")?
        .execute([space.number])?;
    set_waiting(connection, space, Waiting::default())
}

/// Forgets what those have posted who may not any more.
pub(super) fn cut_off(connection: &Connection, space: &Space) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM posts WHERE space = ?1 AND NOT EXISTS
             (SELECT 1 FROM capabilities c WHERE c.space = posts.space AND c.key = posts.key AND c.rights & 1)",
        )?
        .execute([space.number])?;
    Ok(())
}

/// Forgets what was posted on other days.
pub(super) fn purge(connection: &Connection, today: Day) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM posts WHERE day <> ?1")?
        .execute([today])?;
    Ok(())
}
