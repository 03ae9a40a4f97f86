//! Sets of pages. Each lies in `entries` under a log of its own, like a staging.

use keys::Day;
use rusqlite::{Connection, OptionalExtension, Row};
use wire::pages::{KeepPagesParams, PagesAnswer, PutPagesParams};
use wire::{Blob, Rights, limits};

use super::append::Space;
use super::log::{self, Log};
use super::writer::Work;
use crate::store::{Asker, PageRead, StoreError, page_set_name};

/// One set.
struct Set {
    log: Log,
    id: [u8; 16],
    capability: [u8; 32],
    count: u32,
    next: u32,
    bytes: u64,
}

const COLUMNS: &str = "log, id, capability, count, next, bytes";

impl Set {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            log: Log(row.get(0)?),
            id: row.get(1)?,
            capability: row.get(2)?,
            count: row.get(3)?,
            next: row.get(4)?,
            bytes: row.get(5)?,
        })
    }

    fn find(
        connection: &Connection,
        space: &Space,
        id: &[u8; 16],
    ) -> Result<Option<Self>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM page_sets WHERE space = ?1 AND id = ?2");
        let found = connection
            .prepare_cached(&query)?
            .query_row((space.number, id), Self::read)
            .optional()?;
        Ok(found)
    }

    fn kept(connection: &Connection, space: &Space) -> Result<Option<Self>, StoreError> {
        let query = format!("SELECT {COLUMNS} FROM page_sets WHERE space = ?1 AND kept");
        let found = connection
            .prepare_cached(&query)?
            .query_row([space.number], Self::read)
            .optional()?;
        Ok(found)
    }

    /// Begins one, if the space may have one more and this one never was. What the same capability had put aside before goes.
    fn begin(
        work: &mut Work<'_>,
        space: &Space,
        asker: &Asker,
        params: &PutPagesParams,
        today: Day,
    ) -> Result<Self, StoreError> {
        remove_all(
            work,
            "SELECT log FROM page_sets WHERE space = ?1 AND capability = ?2 AND NOT kept",
            (space.number, asker.capability.0),
        )?;
        let connection = work.connection;
        let aside: usize = connection
            .prepare_cached("SELECT count(*) FROM page_sets WHERE space = ?1 AND NOT kept")?
            .query_row([space.number], |row| row.get(0))?;
        if aside >= limits::SPACE_PAGE_SETS {
            return Err(StoreError::Quota);
        }
        let new = connection
            .prepare_cached("INSERT INTO blob_ids (id) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([page_set_name(&asker.space, &params.set.0).0])?;
        if new == 0 {
            return Err(StoreError::Changed);
        }
        let set = Self {
            log: Log::free(connection)?,
            id: params.set.0,
            capability: asker.capability.0,
            count: params.count,
            next: 1,
            bytes: 0,
        };
        connection
            .prepare_cached(
                "INSERT INTO page_sets (log, space, capability, id, count, next, bytes, day, kept)
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, ?6, 0)",
            )?
            .execute((
                set.log.0,
                space.number,
                set.capability,
                set.id,
                set.count,
                today,
            ))?;
        Ok(set)
    }
}

/// Puts a part of a set aside.
pub(super) fn put(
    work: &mut Work<'_>,
    asker: &Asker,
    params: &PutPagesParams,
    today: Day,
) -> Result<(), StoreError> {
    let connection = work.connection;
    let space = Space::find(connection, asker, Rights::APPEND)?.ok_or(StoreError::Refused)?;
    let space = space.thawed()?;
    if params.epoch != space.epoch {
        return Err(StoreError::Changed);
    }
    let pages = || (u64::from(params.first)..).zip(&params.pages);
    let set = match Set::find(connection, &space, &params.set.0)? {
        Some(set) if set.capability != asker.capability.0 || set.count != params.count => {
            return Err(StoreError::Changed);
        }
        Some(set) if set.log.holds(connection, pages())? => {
            work.retires = true;
            return Ok(());
        }
        Some(set) => set,
        None if params.first == 1 => Set::begin(work, &space, asker, params, today)?,
        None => return Err(StoreError::Changed),
    };
    if params.first != set.next {
        return Err(StoreError::Changed);
    }
    let added = log::bytes(&params.pages);
    if set.bytes + added > limits::PAGE_SET_BYTES {
        return Err(StoreError::Quota);
    }
    set.log.insert(connection, pages())?;
    connection
        .prepare_cached("UPDATE page_sets SET next = next + ?2, bytes = bytes + ?3 WHERE log = ?1")?
        .execute((set.log.0, params.pages.len(), added))?;
    Ok(())
}

/// Hands a set out from now on, if the one it takes the place of is the one that is kept.
pub(super) fn keep(
    work: &mut Work<'_>,
    asker: &Asker,
    params: &KeepPagesParams,
) -> Result<(), StoreError> {
    let connection = work.connection;
    let space = Space::find(connection, asker, Rights::APPEND)?.ok_or(StoreError::Refused)?;
    let space = space.thawed()?;
    if params.epoch != space.epoch {
        return Err(StoreError::Changed);
    }
    let kept = Set::kept(connection, &space)?.map(|set| set.id);
    if kept == Some(params.set.0) {
        work.retires = true;
        return Ok(());
    }
    let set = Set::find(connection, &space, &params.set.0)?.ok_or(StoreError::Changed)?;
    if set.next <= set.count || kept != params.previous.map(|previous| previous.0) {
        return Err(StoreError::Changed);
    }
    remove_all(
        work,
        "SELECT log FROM page_sets WHERE space = ?1 AND log <> ?2",
        (space.number, set.log.0),
    )?;
    connection
        .prepare_cached("UPDATE page_sets SET kept = 1 WHERE log = ?1")?
        .execute([set.log.0])?;
    work.erased = true;
    Ok(())
}

/// Pages of the sets that are kept, as many as one answer carries.
pub(super) fn read(
    connection: &Connection,
    reads: &[PageRead],
) -> Result<Vec<Option<PagesAnswer>>, StoreError> {
    let mut room = limits::PAGES_READ_BYTES;
    reads
        .iter()
        .map(|read| of_one(connection, read, &mut room))
        .collect()
}

fn of_one(
    connection: &Connection,
    PageRead { asker, params }: &PageRead,
    room: &mut usize,
) -> Result<Option<PagesAnswer>, StoreError> {
    let Some(space) = Space::find(connection, asker, Rights::READ)? else {
        return Ok(None);
    };
    let mut answer = PagesAnswer {
        epoch: space.epoch,
        pages: Vec::new(),
        count: 0,
        set: None,
    };
    let Some(set) = Set::kept(connection, &space)? else {
        return Ok(Some(answer));
    };
    answer.set = Some(keys::Nonce(set.id));
    if params.set.is_some_and(|asked| asked.0 != set.id) {
        return Ok(Some(answer));
    }
    answer.count = set.count;
    if *room == 0 {
        return Ok(Some(answer));
    }
    let mut select = connection.prepare_cached(
        "SELECT blob FROM entries WHERE place > ?1 AND place <= ?2 ORDER BY place",
    )?;
    let places = (
        set.log.place(params.after.into()),
        set.log.place(set.count.into()),
    );
    let mut rows = select.query(places)?;
    while let Some(row) = rows.next()? {
        let blob = row
            .get_ref(0)?
            .as_blob()
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        if blob.len() > *room {
            // Nothing smaller gets in behind it either: the next request goes on from here.
            *room = 0;
            break;
        }
        *room -= blob.len();
        answer.pages.push(Blob(blob.to_vec()));
    }
    Ok(Some(answer))
}

/// They are sealed in an epoch that is over.
pub(super) fn end_epoch(work: &mut Work<'_>, space: &Space) -> Result<(), StoreError> {
    remove_all(
        work,
        "SELECT log FROM page_sets WHERE space = ?1",
        [space.number],
    )
}

/// Removes what those have put aside who may not append any more.
pub(super) fn cut_off(work: &mut Work<'_>, space: &Space) -> Result<(), StoreError> {
    remove_all(
        work,
        "SELECT log FROM page_sets s WHERE space = ?1 AND NOT kept AND NOT EXISTS
         (SELECT 1 FROM capabilities c WHERE c.space = s.space AND c.key = s.capability AND c.rights & 4)",
        [space.number],
    )
}

/// Removes what was put aside and has lived its days.
pub(super) fn purge(work: &mut Work<'_>, today: Day) -> Result<(), StoreError> {
    remove_all(
        work,
        "SELECT log FROM page_sets WHERE NOT kept AND day + ?2 < ?1",
        [i64::from(today), i64::from(limits::STAGING_DAYS)],
    )
}

/// Removes the sets a query names.
fn remove_all(
    work: &mut Work<'_>,
    query: &str,
    params: impl rusqlite::Params,
) -> Result<(), StoreError> {
    log::retire_all(work, query, params, "DELETE FROM page_sets WHERE log = ?1")
}
