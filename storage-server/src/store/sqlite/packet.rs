//! Packets: read by a key of their own, until their last day.

use keys::{Day, PacketId, PublicKey};
use rusqlite::{Connection, OptionalExtension};
use wire::packet::{PacketHead, PutPacketParams};
use wire::{Blob, Rights, limits};

use super::append::Space;
use super::random::random_number;
use super::writer::Work;
use crate::store::{Asker, StoreError, packet_day, packet_name};

/// Keeps one. What was there once is never there again.
pub(super) fn put(
    connection: &Connection,
    asker: &Asker,
    params: &PutPacketParams,
    today: Day,
) -> Result<(), StoreError> {
    let space = Space::find(connection, asker, Rights::MANAGE)?.ok_or(StoreError::Refused)?;
    packet_day(today, params.last_day)?;
    let (id, name) = (params.packet.0, packet_name(&asker.space, params).0);
    let known: Option<bool> = connection
        .prepare_cached(
            "SELECT hash = ?2 AND EXISTS (SELECT 1 FROM packets p WHERE p.id = b.id) FROM blob_ids b WHERE b.id = ?1",
        )?
        .query_row((id, name), |row| row.get::<_, Option<bool>>(0))
        .optional()?
        .map(|same| same.unwrap_or(false));
    match known {
        Some(true) => return Ok(()),
        Some(false) => return Err(StoreError::Changed),
        None => {}
    }
    let count: usize = connection
        .prepare_cached("SELECT count(*) FROM packets WHERE space = ?1")?
        .query_row([space.number], |row| row.get(0))?;
    if count >= limits::SPACE_PACKETS {
        return Err(StoreError::Quota);
    }
    connection
        .prepare_cached("INSERT INTO blob_ids (id, hash) VALUES (?1, ?2)")?
        .execute((id, name))?;
    connection
        .prepare_cached(
            "INSERT INTO packets (number, id, space, reader, last_day, envelope, note, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            random_number(62)?,
            id,
            space.number,
            params.reader.0,
            params.last_day,
            &params.envelope.0,
            &params.note.0,
            &params.content.0,
        ))?;
    Ok(())
}

/// Those of a space that aren't over.
pub(super) fn list(
    connection: &Connection,
    asker: &Asker,
    today: Day,
) -> Result<Vec<PacketHead>, StoreError> {
    let space = Space::find(connection, asker, Rights::default())?.ok_or(StoreError::Refused)?;
    let mut select = connection.prepare_cached(
        "SELECT id, last_day, envelope, note FROM packets WHERE space = ?1 AND last_day >= ?2 ORDER BY id",
    )?;
    let heads = select.query_map((space.number, today), |row| {
        Ok(PacketHead {
            packet: PacketId(row.get(0)?),
            last_day: row.get(1)?,
            envelope: Blob(row.get(2)?),
            note: Blob(row.get(3)?),
        })
    })?;
    Ok(heads.collect::<Result<_, _>>()?)
}

/// The content of one that isn't over.
pub(super) fn read(
    connection: &Connection,
    packet: &PacketId,
    reader: &PublicKey,
    today: Day,
) -> Result<Blob, StoreError> {
    connection
        .prepare_cached(
            "SELECT content FROM packets WHERE id = ?1 AND reader = ?2 AND last_day >= ?3",
        )?
        .query_row((packet.0, reader.0, today), |row| row.get(0).map(Blob))
        .optional()?
        .ok_or(StoreError::Refused)
}

/// Erases one of the asker's space.
pub(super) fn remove(
    work: &mut Work<'_>,
    asker: &Asker,
    packet: &PacketId,
) -> Result<(), StoreError> {
    let space = Space::find(work.connection, asker, Rights::MANAGE)?.ok_or(StoreError::Refused)?;
    let removed = work
        .connection
        .prepare_cached("DELETE FROM packets WHERE space = ?1 AND id = ?2")?
        .execute((space.number, packet.0))?;
    work.erased |= removed > 0;
    Ok(())
}

/// Removes those that are over.
pub(super) fn purge(connection: &Connection, today: Day) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM packets WHERE last_day < ?1")?
        .execute([today])?;
    Ok(())
}
