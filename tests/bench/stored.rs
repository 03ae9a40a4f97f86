//! What lies on a server's disk, as its database tells it.

use anyhow::Result;
use rusqlite::Connection;
use storage_server::store::sqlite::database_file;
use tests::harness::Server;

/// Bytes of the blobs of all spaces that anybody could still ask for: their logs and pages, and their envelope blocks.
pub(crate) fn stored(server: &Server) -> Result<u64> {
    let database = Connection::open(database_file(server.data()))?;
    let sum = |query: &str| database.query_row(query, [], |row| row.get::<_, u64>(0));
    // The upper part of an entry's place is the number of its log.
    let entries = "SELECT coalesce(sum(length(blob)), 0) FROM entries WHERE place >> 39 NOT IN (SELECT log FROM retired)";
    let blocks = "SELECT coalesce(sum(length(block)), 0) FROM envelopes";
    Ok(sum(entries)? + sum(blocks)?)
}
