//! Logs that are nobody's any more. They are erased part by part, so that no other write waits for all of it.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::log::Log;

/// How much of a log one part takes.
const PART: u64 = 4 * 1024 * 1024;
/// What an entry takes beside its bytes: the zeros before it.
const FILL: u64 = 4096;

/// Erases one part, in a transaction of its own, and says whether there was any.
pub(super) fn erase_part(connection: &mut Connection) -> rusqlite::Result<bool> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let log = transaction
        .prepare_cached("SELECT log FROM retired LIMIT 1")?
        .query_row([], |row| row.get(0).map(Log))
        .optional()?;
    if let Some(log) = log {
        erase(&transaction, log)?;
    }
    transaction.commit()?;
    Ok(log.is_some())
}

/// Erases all there is.
pub(super) fn finish(connection: &mut Connection) -> rusqlite::Result<()> {
    while erase_part(connection)? {}
    Ok(())
}

/// Erases a log's first entries. The ids stay known, and nothing else.
fn erase(connection: &Connection, log: Log) -> rusqlite::Result<()> {
    let (first, last) = log.places().into_inner();
    let end = part_end(connection, first, last)?;
    let part = (first, end.unwrap_or(last));
    // In a page of a log the id lies one byte further.
    connection
        .prepare_cached(
            "UPDATE blob_ids SET place = NULL, hash = NULL WHERE place BETWEEN ?1 AND ?2
             AND id IN (SELECT substr(blob, iif(substr(blob, 1, 1) = x'02', 3, 2), 32)
                        FROM entries WHERE place BETWEEN ?1 AND ?2)",
        )?
        .execute(part)?;
    connection
        .prepare_cached("DELETE FROM entries WHERE place BETWEEN ?1 AND ?2")?
        .execute(part)?;
    if end.is_none() {
        connection
            .prepare_cached("DELETE FROM retired WHERE log = ?1")?
            .execute([log.0])?;
    }
    Ok(())
}

/// The place of the entry that makes a part full, if there are so many.
fn part_end(connection: &Connection, first: i64, last: i64) -> rusqlite::Result<Option<i64>> {
    let mut select = connection.prepare_cached(
        "SELECT place, length(blob) FROM entries WHERE place BETWEEN ?1 AND ?2 ORDER BY place",
    )?;
    let mut rows = select.query((first, last))?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        bytes += FILL + row.get::<_, u64>(1)?;
        if bytes >= PART {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}
