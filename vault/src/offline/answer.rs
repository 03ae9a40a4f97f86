//! The store in the server's place: the few questions that opening a session asks, answered as the server would. Whether what is
//! answered holds, whoever asked finds out.

use keys::SpaceId;
use keys::encode::{decode, encode};
use keys::request::Operation;
use wire::Blob;
use wire::above::{AboveAnswer, AboveRequest, Slot};
use wire::keyring::{KeyringAnswer, ReadKeyring};
use wire::limits::PAGES_READ_BYTES;
use wire::pages::{PagesAnswer, PagesAnswers, ReadPagesParams, ReadPagesRequest};
use wire::space::EnvelopesRequest;
use wire::sync::{ReadParams, SyncAnswer, SyncEntry, SyncItem, SyncRequest};

use super::{names, record};
use crate::Store;

/// Nothing for what isn't here, or isn't asked by who opens a session.
pub(super) async fn answer(store: &dyn Store, name: &str, body: &[u8]) -> Option<Vec<u8>> {
    match name {
        wire::keyring::READ => {
            let ReadKeyring { lookup } = decode(body).ok()?;
            let person = record::person(store, &lookup).await.ok()??;
            let keyring = person.is_whole().then_some(person.keyring)?;
            Some(encode(&KeyringAnswer { keyring }))
        }
        wire::space::ENVELOPES => {
            let EnvelopesRequest { space, .. } = decode(body).ok()?;
            let door = record::door(store, &space).await.ok()??;
            Some(encode(&door))
        }
        wire::above::PATH => {
            let AboveRequest { slots: asked } = decode(body).ok()?;
            let mut slots = Vec::with_capacity(asked.len());
            for asked in asked {
                let slot = record::slot(store, &asked.space, asked.slot).await.ok()?;
                slots.push(slot.unwrap_or_else(Slot::none));
            }
            Some(encode(&AboveAnswer { slots }))
        }
        wire::pages::READ => {
            let request: ReadPagesRequest = decode(body).ok()?;
            let (mut items, mut room) = (Vec::new(), PAGES_READ_BYTES);
            for read in request.reads {
                let read = read.verify(Operation::PagesRead).ok()?;
                let params = decode(&read.params).ok()?;
                items.push(pages(store, &read.space, params, &mut room).await?);
            }
            Some(PagesAnswers { items }.to_padded())
        }
        wire::sync::PATH => {
            let request: SyncRequest = decode(body).ok()?;
            let (mut items, mut room) = (Vec::new(), request.max_bytes as usize);
            for read in request.reads {
                let read = read.verify(Operation::Read).ok()?;
                let params = ReadParams::from_bytes(&read.params).ok()?;
                items.push(item(store, &read.space, params, &mut room).await?);
            }
            Some(SyncAnswer { items }.to_padded())
        }
        _ => None,
    }
}

async fn pages(
    store: &dyn Store,
    space: &SpaceId,
    params: ReadPagesParams,
    room: &mut usize,
) -> Option<PagesAnswer> {
    let ReadPagesParams { after, set } = params;
    let front = record::front(store, space).await.ok()?;
    let front = front.filter(|front| front.set.is_some() && (set.is_none() || front.set == set));
    let Some(front) = front else {
        return Some(PagesAnswer::nothing());
    };
    let mut answer = PagesAnswer {
        epoch: front.epoch,
        pages: Vec::new(),
        count: front.count,
        set: front.set,
    };
    if after < front.count && *room > 0 {
        let names = names::page(space, after + 1)..names::pages(space).end;
        let found = store.read(names, *room).await.ok()?;
        answer.pages = found.into_iter().map(|(_, page)| Blob(page)).collect();
        let taken = answer.pages.iter().map(|page| page.0.len()).sum();
        *room = room.saturating_sub(taken);
    }
    Some(answer)
}

async fn item(
    store: &dyn Store,
    space: &SpaceId,
    params: ReadParams,
    room: &mut usize,
) -> Option<SyncItem> {
    let ReadParams { since, inbox } = params;
    let Some(front) = record::front(store, space).await.ok()? else {
        return Some(SyncItem::nothing_new(since));
    };
    // Entries before the pages aren't here.
    if since < front.base {
        return None;
    }
    let mut item = SyncItem {
        epoch: front.epoch,
        last_seq: front.last.max(since),
        entries: Vec::new(),
        more: false,
        // Inboxes aren't kept: as many as the reader knows of.
        inbox: inbox.unwrap_or(0),
    };
    if since >= front.last {
        return Some(item);
    }
    let mut last = since;
    while *room > 0 {
        let names = names::entry(space, last + 1)..names::entries(space).end;
        let found = store.read(names, *room).await.ok()?;
        if found.is_empty() {
            break;
        }
        for (name, entry) in found {
            *room = room.saturating_sub(entry.len());
            last = names::seq(&name)?;
            item.entries.push(SyncEntry {
                seq: last,
                entry: Blob(entry),
            });
        }
    }
    item.more = item.last_seq > last;
    if item.more {
        *room = 0;
    }
    Some(item)
}
