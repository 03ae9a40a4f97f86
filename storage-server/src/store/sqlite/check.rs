//! Whether a database is whole: SQLite's own check, and the rules it doesn't know.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::open::{APPLICATION_ID, database_file};
use crate::store::StoreError;

/// How much there is; all that anybody who holds the disk can count too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Spaces.
    pub spaces: u64,
    /// Entries of all spaces.
    pub entries: u64,
    /// Entries put aside for another epoch.
    pub staged: u64,
    /// Blobs that wait in inboxes.
    pub waiting: u64,
    /// Keyrings.
    pub keyrings: u64,
    /// Mailboxes.
    pub mailboxes: u64,
    /// Tokens that aren't spent.
    pub tokens: u64,
}

/// Each counts what must not be.
const RULES: [(&str, &str); 17] = [
    ("entries without an id, or ids of other places", "SELECT count(*) FROM entries e WHERE NOT EXISTS
        (SELECT 1 FROM blob_ids b WHERE b.id = substr(e.blob, iif(substr(e.blob, 1, 1) = x'02', 3, 2), 32) AND b.place = e.place)"),
    ("entries of no space", "SELECT count(*) FROM entries WHERE place >> 39 NOT IN
        (SELECT log FROM spaces UNION ALL SELECT log FROM stagings UNION ALL SELECT log FROM page_sets UNION ALL SELECT log FROM retired)"),
    ("logs that are in use and to be erased", "SELECT count(*) FROM retired WHERE log IN
        (SELECT log FROM spaces UNION ALL SELECT log FROM stagings UNION ALL SELECT log FROM page_sets)"),
    ("ids whose entry is missing", "SELECT count(*) FROM blob_ids b WHERE b.place IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.place = b.place)"),
    ("spaces whose last seq or size is wrong", "SELECT count(*) FROM spaces s WHERE (s.next_seq - 1, s.bytes) <>
        (SELECT coalesce(max(place) & (1 << 39) - 1, 0), coalesce(sum(length(blob)), 0) FROM entries e WHERE e.place > s.log << 39 AND e.place < s.log + 1 << 39)"),
    ("stagings whose last seq or size is wrong", "SELECT count(*) FROM stagings s WHERE (s.next_seq - 1, s.bytes) <>
        (SELECT coalesce(max(place) & (1 << 39) - 1, 0), coalesce(sum(length(blob)), 0) FROM entries e WHERE e.place > s.log << 39 AND e.place < s.log + 1 << 39)"),
    ("stagings that are a space's log", "SELECT count(*) FROM stagings WHERE log IN (SELECT log FROM spaces)"),
    ("stagings of keys that may not manage", "SELECT count(*) FROM stagings s WHERE NOT EXISTS
        (SELECT 1 FROM capabilities c WHERE c.space = s.space AND c.key = s.capability AND c.rights & 8)"),
    ("sets of pages with gaps, or whose size is wrong", "SELECT count(*) FROM page_sets s WHERE (s.next - 1, s.bytes) <>
        (SELECT count(*), coalesce(sum(length(blob)), 0) FROM entries e WHERE e.place > s.log << 39 AND e.place < s.log + 1 << 39)"),
    ("sets of pages that are handed out and not whole, or not the only one", "SELECT count(*) FROM page_sets s WHERE s.next - 1 > s.count
        OR s.kept AND (s.next - 1 <> s.count OR EXISTS (SELECT 1 FROM page_sets o WHERE o.space = s.space AND o.kept AND o.log <> s.log))"),
    ("sets of pages put aside by keys that may not append", "SELECT count(*) FROM page_sets s WHERE NOT s.kept AND NOT EXISTS
        (SELECT 1 FROM capabilities c WHERE c.space = s.space AND c.key = s.capability AND c.rights & 4)"),
    ("posted blobs without their name", "SELECT count(*) FROM inbox i WHERE i.id <> substr(i.blob, 2, 32) OR NOT EXISTS
        (SELECT 1 FROM blob_ids b WHERE b.id = i.id AND b.place IS NULL AND b.hash IS NOT NULL)"),
    ("packets without their name", "SELECT count(*) FROM packets p WHERE NOT EXISTS
        (SELECT 1 FROM blob_ids b WHERE b.id = p.id AND b.place IS NULL AND b.hash IS NOT NULL)"),
    ("inboxes whose size is wrong", "SELECT count(*) FROM spaces s WHERE (s.inbox_blobs, s.inbox_bytes) <>
        (SELECT count(*), coalesce(sum(length(blob)), 0) FROM inbox i WHERE i.space = s.number)"),
    ("counts of keys that may not post", "SELECT count(*) FROM posts p WHERE NOT EXISTS
        (SELECT 1 FROM capabilities c WHERE c.space = p.space AND c.key = p.key AND c.rights & 1)"),
    ("spaces without envelopes", "SELECT count(*) FROM spaces s WHERE NOT EXISTS (SELECT 1 FROM envelopes e WHERE e.space = s.number)"),
    ("spaces nobody may manage", "SELECT count(*) FROM spaces s WHERE NOT EXISTS
        (SELECT 1 FROM capabilities c WHERE c.space = s.number AND c.rights & 8)"),
];

/// Checks the store in a directory.
///
/// # Errors
/// What is wrong, in words that name no id.
pub fn check(data: &Path) -> Result<Counts, StoreError> {
    check_file(&database_file(data))
}

/// Checks a database file, a backup too.
pub(super) fn check_file(file: &Path) -> Result<Counts, StoreError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(StoreError::failed("this isn't a storage server's database"));
    }
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Failed(
            format!("the database is damaged: {verdict}").into(),
        ));
    }
    let strays = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if strays {
        return Err(StoreError::failed("rows refer to spaces that aren't there"));
    }
    for (fault, query) in RULES {
        let count: u64 = connection.query_row(query, [], |row| row.get(0))?;
        if count > 0 {
            return Err(StoreError::Failed(format!("{count} {fault}").into()));
        }
    }
    let count = |query: &str| connection.query_row(query, [], |row| row.get::<_, u64>(0));
    Ok(Counts {
        spaces: count("SELECT count(*) FROM spaces")?,
        entries: count("SELECT count(*) FROM entries JOIN spaces ON log = place >> 39")?,
        staged: count("SELECT count(*) FROM entries JOIN stagings ON log = place >> 39")?,
        waiting: count("SELECT coalesce(sum(inbox_blobs), 0) FROM spaces")?,
        keyrings: count("SELECT count(*) FROM keyrings")?,
        mailboxes: count("SELECT count(*) FROM mailboxes")?,
        tokens: count("SELECT count(*) FROM tokens WHERE spent IS NULL")?,
    })
}
