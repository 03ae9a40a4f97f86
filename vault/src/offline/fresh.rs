//! All of a space, as its server has it in this epoch.

use keys::encode::encode;
use keys::pages::Reader;
use keys::request::Operation;
use wire::pages::{ReadPagesParams, ReadPagesRequest};
use wire::sync::SyncRequest;

use super::names;
use super::record::Front;
use super::space::{Open, Space};
use crate::api::Failure;
use crate::sync::{SYNC_BYTES, invented};
use crate::{Platform, Vault, Write, begin, server};

/// What was fetched.
pub(super) struct Fresh {
    pub(super) front: Front,
    pages: Vec<Vec<u8>>,
    entries: Vec<(u64, Vec<u8>)>,
}

impl Fresh {
    /// Puts it in the place of whatever is there.
    pub(super) fn writes(self, space: &Space) -> Vec<Write> {
        let id = &space.id;
        let mut writes = vec![
            Write::Remove(names::pages(id)),
            Write::Remove(names::entries(id)),
            Write::Put(names::front(id), encode(&self.front)),
        ];
        let pages = (1..).zip(self.pages);
        writes.extend(pages.map(|(number, page)| Write::Put(names::page(id, number), page)));
        let entries = self.entries.into_iter();
        writes.extend(entries.map(|(seq, entry)| Write::Put(names::entry(id, seq), entry)));
        writes
    }
}

/// Fetches pages, if there are any that count, and the log after them; nothing if it changed meanwhile.
pub(super) async fn fetch<P: Platform>(
    vault: &Vault<P>,
    open: &Open,
) -> Result<Option<Fresh>, Failure> {
    let (pages, base) = pages(vault, open).await?;
    let epoch = open.epoch();
    let mut front = Front {
        epoch,
        base,
        last: base,
        set: open.set.filter(|_| !pages.is_empty()),
        count: u32::try_from(pages.len()).unwrap_or(u32::MAX),
    };
    let mut entries = Vec::new();
    loop {
        let reads = vec![open.sync(vault.today(), front.last)];
        let request = SyncRequest::padded(0, reads, SYNC_BYTES, || invented(vault));
        let answer = server::sync(&vault.platform, &request.ok_or(Failure::Full)?).await?;
        let item = answer.items.into_iter().next().ok_or(Failure::Refused)?;
        let before = front.last;
        for entry in item.entries {
            if entry.seq > front.last {
                front.last = entry.seq;
                entries.push((entry.seq, entry.entry.0));
            }
        }
        if item.epoch != epoch {
            return Ok(None);
        }
        if !item.more {
            break;
        }
        if front.last == before {
            // There is more, and it isn't told.
            return Ok(None);
        }
    }
    Ok(Some(Fresh {
        front,
        pages,
        entries,
    }))
}

/// The pages, and up to which entry they stand for the log; none if they don't hold.
async fn pages<P: Platform>(vault: &Vault<P>, open: &Open) -> Result<(Vec<Vec<u8>>, u64), Failure> {
    let none = (Vec::new(), 0);
    let (Some(set), Some(reading)) = (open.set, open.access.reading()) else {
        return Ok(none);
    };
    let (mut pages, mut reader) = (Vec::new(), Reader::new(open.access.epoch(), reading));
    loop {
        let after = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let set = Some(set);
        let params = encode(&ReadPagesParams { after, set });
        let read = open.read(Operation::PagesRead, vault.today(), params);
        let request = ReadPagesRequest::padded(vec![read], || begin::invented_pages(vault));
        let request = request.ok_or(Failure::Full)?;
        let answer = server::read_pages(&vault.platform, &request).await?;
        let answer = answer.items.into_iter().next().ok_or(Failure::Refused)?;
        if answer.set != set || answer.epoch != open.epoch() || answer.pages.is_empty() {
            return Ok(none);
        }
        for page in answer.pages {
            if reader.page(&page.0).is_err() {
                return Ok(none);
            }
            pages.push(page.0);
        }
        if pages.len() >= answer.count as usize {
            break;
        }
    }
    match reader.finish(open.founding) {
        Ok((log, _)) => Ok((pages, log.seq())),
        Err(_) => Ok(none),
    }
}
