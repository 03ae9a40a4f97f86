//! Keeping the store as new as the session: spaces first, then the head lists, then the keyring that names what must be there.

use keys::encode::{decode, encode};
use keys::heads::HeadList;
use keys::keyring::Keyring;
use keys::{KeyringKeys, LookupId, SpaceId, sha256};
use wire::above::{AboveRequest, Asked};
use wire::space::EnvelopesRequest;
use wire::sync::{SyncItem, SyncRequest};

use super::record::{self, Front, Person};
use super::space::{self, Open, Space};
use super::{fresh, names, settings};
use crate::api::Failure;
use crate::sync::{SYNC_BYTES, invented, pause};
use crate::{Platform, StoreFault, Vault, Write, server};

/// Regions whose news are asked for at once.
const AT_ONCE: usize = 32;

/// Why a round didn't come to its end.
enum Stop {
    /// The server.
    Line,
    /// The store.
    Store(StoreFault),
}

impl From<Failure> for Stop {
    fn from(_: Failure) -> Self {
        Self::Line
    }
}

impl From<StoreFault> for Stop {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

/// Copies whenever something is new.
pub(crate) async fn copying<P: Platform>(vault: &Vault<P>) {
    loop {
        vault.offline.noted().await;
        if vault.closed.get() {
            return;
        }
        if vault.with(|_| Ok(())).is_err() {
            continue;
        }
        if vault.offline.on.get().is_none() {
            let _ = settings::look(vault).await;
        }
        if vault.offline.on.get() != Some(true) {
            continue;
        }
        let before = vault.offline.fault.get();
        match round(vault).await {
            Ok(()) => vault.offline.fault.set(None),
            // Turned off, here or in another tab.
            Err(Stop::Store(StoreFault::Gone)) => vault.offline.forget(),
            Err(Stop::Store(fault)) => vault.offline.fault.set(Some(fault)),
            Err(Stop::Line) => {
                // Without a connection there is nothing to copy; when there is one again, it is noted.
                if vault.state.borrow().sync.online {
                    pause(vault).await;
                    vault.offline.note();
                }
            }
        }
        let other = before != vault.offline.fault.get() || vault.offline.on.get() != Some(true);
        if vault.offline.wrote.take() || other {
            settings::tell(vault);
        }
    }
}

async fn round<P: Platform>(vault: &Vault<P>) -> Result<(), Stop> {
    let keys = vault.with(|account| Ok(account.keys.clone()))?;
    let store = vault.platform.store();
    let Some(kept) = record::person(store, &keys.lookup).await? else {
        return Err(Stop::Store(StoreFault::Gone));
    };
    let spaces = vault.with(|account| Ok(space::all(account)))?;
    let mut whole = spaces.iter().all(Option::is_some);
    let spaces: Vec<Space> = spaces.into_iter().flatten().collect();
    if kept.spoilt {
        vault.offline.seen.take();
    }
    for space in &spaces {
        whole &= door(vault, &keys.lookup, space, kept.spoilt).await?;
    }
    whole &= grow(vault, &keys.lookup, &spaces).await?;
    if whole {
        keyring(vault, &keys, &spaces).await?;
    }
    Ok(())
}

/// One transaction about one name, as long as this person keeps anything here.
async fn change<P: Platform>(
    vault: &Vault<P>,
    mine: &LookupId,
    name: Vec<u8>,
    decide: impl FnOnce(Option<&[u8]>) -> Vec<Write>,
) -> Result<(), StoreFault> {
    let mut on = false;
    let both = vec![names::person(mine), name];
    let decide = |found: &[Option<Vec<u8>>]| match found {
        [Some(_), there] => {
            on = true;
            let writes = decide(there.as_deref());
            vault
                .offline
                .wrote
                .set(!writes.is_empty() || vault.offline.wrote.get());
            writes
        }
        _ => Vec::new(),
    };
    let store = vault.platform.store();
    store.change(both, Box::new(decide)).await?;
    if on { Ok(()) } else { Err(StoreFault::Gone) }
}

/// What opens a space; and all of it, if it isn't here in this epoch. Answers whether it is now.
async fn door<P: Platform>(
    vault: &Vault<P>,
    mine: &LookupId,
    space: &Space,
    anew: bool,
) -> Result<bool, Stop> {
    if vault.offline.seen.borrow().get(&space.id) == Some(&space.mark) {
        return Ok(true);
    }
    let (epoch, put) = envelope(vault, space).await?;
    match &space.open {
        None => {
            let id = space.id;
            // What was read here before an epoch that isn't open any more goes.
            let decide = |front: Option<&[u8]>| {
                let front = front.and_then(|bytes| decode::<Front>(bytes).ok());
                let old = front.is_some_and(|front| front.epoch < epoch);
                let mut writes = vec![put];
                if old {
                    writes.push(Write::Remove(names::only(names::front(&id))));
                    writes.push(Write::Remove(names::pages(&id)));
                    writes.push(Write::Remove(names::entries(&id)));
                }
                writes
            };
            change(vault, mine, names::front(&id), decide).await?;
        }
        Some(open) if open.epoch() == epoch => {
            let front = record::front(vault.platform.store(), &space.id).await?;
            if !anew && front.is_some_and(|front| front.epoch == epoch) {
                let decide = |front: Option<&[u8]>| {
                    let front = front.and_then(|bytes| decode::<Front>(bytes).ok());
                    let same = front.is_some_and(|front| front.epoch == epoch);
                    if same { vec![put] } else { Vec::new() }
                };
                change(vault, mine, names::front(&space.id), decide).await?;
            } else {
                let Some(fetched) = fresh::fetch(vault, open).await? else {
                    return Ok(false);
                };
                let decide = |front: Option<&[u8]>| {
                    let front = front.and_then(|bytes| decode::<Front>(bytes).ok());
                    // Another tab may have put what is newer meanwhile.
                    let newer = front.is_some_and(|front| is_newer(&front, &fetched.front, anew));
                    if newer {
                        return Vec::new();
                    }
                    let mut writes = fetched.writes(space);
                    writes.push(put);
                    writes
                };
                change(vault, mine, names::front(&space.id), decide).await?;
            }
        }
        // New keys that this session hasn't seen yet.
        Some(_) => return Ok(false),
    }
    let mut seen = vault.offline.seen.borrow_mut();
    seen.insert(space.id, space.mark);
    Ok(true)
}

fn is_newer(there: &Front, fetched: &Front, anew: bool) -> bool {
    if anew {
        there.epoch > fetched.epoch
    } else {
        (there.epoch, there.last) > (fetched.epoch, fetched.last)
    }
}

/// What opens a space, as its server has it: of which epoch, and where it is put.
async fn envelope<P: Platform>(vault: &Vault<P>, space: &Space) -> Result<(u32, Write), Failure> {
    let Some(slot) = space.slot else {
        let request = EnvelopesRequest {
            space: space.id,
            known: None,
            wait_seconds: 0,
        };
        let answer = server::envelopes(&vault.platform, &request).await?;
        let put = Write::Put(names::door(&space.id), encode(&answer));
        return Ok((answer.epoch, put));
    };
    let asked = Asked {
        space: space.id,
        slot,
    };
    let invent = || SpaceId(*keys::Secret::make(&mut vault.rng()).expose());
    let request = AboveRequest::padded(vec![asked], invent).ok_or(Failure::Full)?;
    let answer = server::above(&vault.platform, &request).await?;
    let found = answer.slots.into_iter().next().ok_or(Failure::Refused)?;
    let put = Write::Put(names::slot(&space.id, slot), encode(&found));
    Ok((found.epoch, put))
}

/// What is new in logs that are here. Answers whether they are as far as the session is.
async fn grow<P: Platform>(
    vault: &Vault<P>,
    mine: &LookupId,
    spaces: &[Space],
) -> Result<bool, Stop> {
    let open = spaces.iter().filter_map(|space| {
        let open = space.open.as_ref()?;
        Some((space, open))
    });
    let mut behind = Vec::new();
    let mut whole = true;
    for (space, open) in open {
        match record::front(vault.platform.store(), &space.id).await? {
            Some(front) if front.epoch == open.epoch() => {
                if front.last < open.seq {
                    behind.push((space, open, front.last));
                }
            }
            _ => whole = false,
        }
    }
    while !behind.is_empty() {
        let some: Vec<(&Space, &Open, u64)> = behind.drain(..behind.len().min(AT_ONCE)).collect();
        let today = vault.today();
        let reads = some.iter().map(|(_, open, since)| open.sync(today, *since));
        let request = SyncRequest::padded(0, reads.collect(), SYNC_BYTES, || invented(vault));
        let request = request.ok_or(Failure::Full)?;
        let answer = server::sync(&vault.platform, &request)
            .await
            .map_err(Failure::from)?;
        for ((space, open, since), item) in some.into_iter().zip(answer.items) {
            let more = item.more;
            match add(vault, mine, space, open, since, item).await? {
                Some(last) if more && last > since => behind.push((space, open, last)),
                Some(_) if !more => {}
                // Other keys, or a server that says there is more and doesn't tell it.
                _ => whole = false,
            }
        }
    }
    Ok(whole)
}

/// Adds what came after an entry, if that one is here still; gives the last that is here now.
async fn add<P: Platform>(
    vault: &Vault<P>,
    mine: &LookupId,
    space: &Space,
    open: &Open,
    since: u64,
    item: SyncItem,
) -> Result<Option<u64>, StoreFault> {
    let epoch = open.epoch();
    if item.epoch != epoch {
        return Ok(None);
    }
    let mut now = None;
    let decide = |front: Option<&[u8]>| {
        let front = front.and_then(|bytes| decode::<Front>(bytes).ok());
        // Another tab may have been quicker: then it goes on from what that one put.
        let front = front.filter(|front| front.epoch == epoch && since <= front.last);
        let Some(mut front) = front else {
            return Vec::new();
        };
        let mut writes = Vec::new();
        for entry in item.entries {
            if entry.seq > front.last {
                front.last = entry.seq;
                writes.push(Write::Put(
                    names::entry(&space.id, entry.seq),
                    entry.entry.0,
                ));
            }
        }
        now = Some(front.last);
        if !writes.is_empty() {
            writes.push(Write::Put(names::front(&space.id), encode(&front)));
        }
        writes
    };
    change(vault, mine, names::front(&space.id), decide).await?;
    Ok(now)
}

/// Head lists and keyring, once all is here that they say must be: whoever opens them is stopped otherwise.
async fn keyring<P: Platform>(
    vault: &Vault<P>,
    keys: &KeyringKeys,
    spaces: &[Space],
) -> Result<(), Stop> {
    let (stored, lists) = vault.with(|account| Ok((account.stored, account.heads.named())))?;
    let hashes: Vec<_> = lists.iter().map(|named| named.hash.0).collect();
    let mark = sha256(&[&stored.0, &hashes.concat()]);
    let today = vault.today();
    let known = SpaceId(keys.lookup.0);
    let seen = vault.offline.seen.borrow().get(&known) == Some(&mark);
    if seen && vault.offline.whole.get() == Some(today) {
        return Ok(());
    }
    let blob = server::read_keyring(&vault.platform, keys.lookup).await;
    let blob = blob.map_err(Failure::from)?;
    let keyring = Keyring::open(keys, &blob).map_err(|_| Failure::WrongWords)?;
    let store = vault.platform.store();
    for membership in &keyring.memberships {
        let Some(remembered) = &membership.remembered else {
            continue;
        };
        let front = record::front(store, &membership.space).await?;
        let (epoch, last) = match front {
            Some(front) => (front.epoch, front.last),
            None => {
                let door = record::door(store, &membership.space).await?;
                (door.map_or(0, |door| door.epoch), 0)
            }
        };
        if epoch < remembered.epoch || last < remembered.seen.seq {
            // Another device has seen more. This one is about to.
            return Ok(());
        }
    }
    let mut writes = Vec::new();
    for (index, named) in (0..).zip(keyring.head_lists.iter().flat_map(|lists| &lists.named)) {
        let Some(lists) = &keyring.head_lists else {
            break;
        };
        let keys = lists.keys(index);
        let blob = server::read_keyring(&vault.platform, keys.lookup).await;
        let blob = blob.map_err(Failure::from)?;
        let (list, _) = HeadList::open(&keys, &blob).map_err(|_| Failure::Refused)?;
        if list.generation < named.generation {
            return Ok(());
        }
        for space in spaces.iter().filter(|space| space.slot.is_some()) {
            let front = record::front(store, &space.id).await?;
            let row = list.find(&lists.region(space.id));
            if row.is_some_and(|row| front.is_none_or(|front| front.last < row.seq)) {
                return Ok(());
            }
        }
        let list = Person {
            keyring: blob.into(),
            ..Person::new()
        };
        writes.push(Write::Put(names::person(&keys.lookup), encode(&list)));
    }
    let person = Person {
        day: today,
        spoilt: false,
        keyring: blob.into(),
    };
    let decide = |there: Option<&[u8]>| {
        let there = there.and_then(|bytes| decode::<Person>(bytes).ok());
        let theirs = there.and_then(|there| Keyring::open(keys, &there.keyring.0).ok());
        if theirs.is_some_and(|theirs| remembers_more(&theirs, &keyring)) {
            return Vec::new();
        }
        writes.push(Write::Put(names::person(&keys.lookup), encode(&person)));
        writes
    };
    change(vault, &keys.lookup, names::person(&keys.lookup), decide).await?;
    vault.offline.seen.borrow_mut().insert(known, mark);
    vault.offline.whole.set(Some(today));
    Ok(())
}

/// Whether one keyring knows of a later place than the other anywhere, or of a newer head list.
fn remembers_more(one: &Keyring, other: &Keyring) -> bool {
    let generations = |keyring: &Keyring| -> Vec<u32> {
        let lists = keyring.head_lists.iter();
        let named = lists.flat_map(|lists| &lists.named);
        named.map(|named| named.generation).collect()
    };
    let (ours, theirs) = (generations(one), generations(other));
    let newer = |(index, ours): (usize, &u32)| theirs.get(index).is_none_or(|it| ours > it);
    if ours.iter().enumerate().any(newer) {
        return true;
    }
    one.memberships.iter().any(|known| {
        let same = other.memberships.iter().find(|it| it.space == known.space);
        let place = |it: &keys::keyring::Membership| {
            let remembered = it.remembered.as_ref()?;
            Some((remembered.epoch, remembered.seen.seq))
        };
        same.is_none_or(|same| place(known) > place(same))
    })
}
