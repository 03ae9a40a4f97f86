//! Mailboxes.

use keys::{Day, MailboxId};
use rusqlite::{Connection, OptionalExtension};
use wire::{Rights, limits};

use super::append::Space;
use super::random::random_number;
use crate::store::{Asker, StoreError};

/// Opens a mailbox, for somebody who may manage the space that pays for it.
pub(super) fn create(
    connection: &Connection,
    asker: &Asker,
    mailbox: &MailboxId,
    today: Day,
) -> Result<(), StoreError> {
    let space = Space::find(connection, asker, Rights::MANAGE)?.ok_or(StoreError::Refused)?;
    let space = space.thawed()?;
    let owner: Option<i64> = connection
        .prepare_cached("SELECT space FROM mailboxes WHERE id = ?1")?
        .query_row([mailbox.0], |row| row.get(0))
        .optional()?;
    match owner {
        Some(owner) if owner == space.number => return Ok(()),
        Some(_) => return Err(StoreError::Taken),
        None => {}
    }
    let count: usize = connection
        .prepare_cached("SELECT count(*) FROM mailboxes WHERE space = ?1")?
        .query_row([space.number], |row| row.get(0))?;
    if count >= limits::SPACE_MAILBOXES {
        return Err(StoreError::Quota);
    }
    connection
        .prepare_cached("INSERT INTO mailboxes (number, id, space, day) VALUES (?1, ?2, ?3, ?4)")?
        .execute((random_number(62)?, mailbox.0, space.number, today))?;
    Ok(())
}

/// Writes once.
pub(super) fn post(
    connection: &Connection,
    mailbox: &MailboxId,
    post: &[u8],
) -> Result<(), StoreError> {
    match read(connection, mailbox)? {
        Some(posted) if posted == post => Ok(()),
        Some(_) => Err(StoreError::Changed),
        None => {
            connection
                .prepare_cached("UPDATE mailboxes SET post = ?2 WHERE id = ?1")?
                .execute((mailbox.0, post))?;
            Ok(())
        }
    }
}

/// The post, if there is one.
pub(super) fn read(
    connection: &Connection,
    mailbox: &MailboxId,
) -> Result<Option<Vec<u8>>, StoreError> {
    connection
        .prepare_cached("SELECT post FROM mailboxes WHERE id = ?1")?
        .query_row([mailbox.0], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Unknown)
}

/// Removes mailboxes that have lived their days.
pub(super) fn purge(connection: &Connection, today: Day) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM mailboxes WHERE day + ?2 <= ?1")?
        .execute((today, limits::MAILBOX_DAYS))?;
    Ok(())
}
