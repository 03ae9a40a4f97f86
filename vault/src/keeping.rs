//! Checkpoints, as they are made, confirmed and handed to the server, beside everything else.

use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, Checkpoint, Confirm, PageRef};
use keys::{Hash, Nonce, Role, pages};
use rand_core::Rng;
use wire::Blob;
use wire::pages::{KeepPagesParams, PutPagesParams, ReadPagesParams, ReadPagesRequest};

use crate::api::Failure;
use crate::region::Region;
use crate::{Platform, Vault, append, begin, server};

/// Bytes of pages in one request.
const PART: usize = 1_700 * 1024;
/// So long everybody waits in turn before confirming, in milliseconds for each who may: one word is enough.
const TURN: u64 = 250;
/// How often somebody else's entry may come first before it is left for later, and how long is waited longer each time, in milliseconds.
const RACES: u64 = 8;
const RACE: u64 = 500;

/// What there is to do for a region.
#[derive(Debug, Clone, Copy)]
enum Task {
    Make,
    Confirm { checkpoint: Hash, others: u64 },
    Keep { checkpoint: Hash, set: Nonce },
}

/// Does what is to be done whenever a log has grown.
pub(crate) async fn keeping<P: Platform>(vault: &Vault<P>) {
    loop {
        vault.noted_grown().await;
        let mut lost = 0;
        while let Some((number, task)) = next(vault) {
            if vault.closed.get() {
                return;
            }
            let done = match task {
                Task::Make => make(vault, number).await,
                Task::Confirm { checkpoint, others } => {
                    confirm(vault, number, checkpoint, others).await
                }
                Task::Keep { checkpoint, set } => keep(vault, number, checkpoint, set).await,
            };
            match (task, done) {
                (_, Ok(())) => lost = 0,
                // Somebody was quicker, perhaps with another one. Then there is nothing to do any more.
                (Task::Make, Err(Failure::Changed)) if lost < RACES => {
                    lost += 1;
                    pause(vault, RACE * lost).await;
                }
                (task, Err(_)) => give_up(vault, number, task),
            }
        }
        if vault.closed.get() {
            return;
        }
    }
}

/// A random while up to this, in milliseconds.
async fn pause<P: Platform>(vault: &Vault<P>, most: u64) {
    let turn = vault.rng().next_u64() % most.clamp(1, 60_000);
    vault.platform.sleep(u32::try_from(turn).unwrap_or(0)).await;
}

fn next<P: Platform>(vault: &Vault<P>) -> Option<(u16, Task)> {
    let busy = vault.importing.get();
    let found = vault.with(|account| {
        let me = account.identity.sign.public();
        let mut regions = account.regions();
        Ok(regions.find_map(|(number, region)| Some((number, task(region, &me, busy)?))))
    });
    found.ok().flatten()
}

fn task(region: &Region, me: &keys::PublicKey, busy: bool) -> Option<Task> {
    if region.broken || region.lapsed || region.role() < Role::Editor {
        return None;
    }
    let others = region.log.authority().writers(me) as u64;
    if let Some((checkpoint, known)) = region.checkpoints.newest() {
        let (mine, set) = (known.author == *me, known.set);
        if !mine && !known.is_confirmed() && !known.kept {
            return Some(Task::Confirm { checkpoint, others });
        }
        if known.is_confirmed() && known.placed && !known.kept {
            return Some(Task::Keep { checkpoint, set });
        }
    }
    let last = region.state.written.last_key_value();
    let wrote_last = last.is_some_and(|(_, written)| written.author == *me);
    // Without anybody who could confirm it, it would serve nobody.
    let due = others > 0 && !busy && region.checkpoints.is_due(wrote_last);
    due.then_some(Task::Make)
}

/// It isn't tried again before something is different: whatever a checkpoint could have spared is in the log as well.
fn give_up<P: Platform>(vault: &Vault<P>, number: u16, task: Task) {
    let _ = vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        match task {
            Task::Make => region.checkpoints.failed(),
            Task::Confirm { checkpoint, .. } | Task::Keep { checkpoint, .. } => {
                if let Some(known) = region.checkpoints.get_mut(&checkpoint) {
                    known.kept = true;
                }
            }
        }
        Ok(())
    });
}

/// Says what the log has come to, then hands in the pages. If something came in between it is void, and its pages are never sent.
async fn make<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let (set, sealed, hashes) = {
        let _one_at_a_time = vault.append_lock.lock().await;
        let (said, sealed) = vault.with(|account| {
            let region = account.region(number).ok_or(Failure::NotAllowed)?;
            let rng = &mut vault.rng();
            let mut set = Nonce([0; 16]);
            rng.fill_bytes(&mut set.0);
            let (state, log) = (&region.state, &region.log);
            let sealed =
                pages::write(state, log, &region.access, rng).map_err(|_| Failure::TooBig)?;
            let names: Vec<PageRef> = sealed.iter().map(|sealed| sealed.page).collect();
            let said = Checkpoint {
                state: state.hash(log, log.seen()),
                set,
                pages: names,
                totals: state.totals(),
            };
            Ok((said, sealed))
        })?;
        let set = said.set;
        let hashes = append::attempt(vault, number, &[Body::Checkpoint(said)]).await?;
        (set, sealed, hashes.ok_or(Failure::Changed)?)
    };
    put(vault, number, set, &sealed).await?;
    vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        for hash in &hashes {
            if let Some(known) = region.checkpoints.get_mut(hash) {
                known.placed = true;
            }
        }
        Ok(())
    })
}

async fn put<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    set: Nonce,
    sealed: &[pages::Sealed],
) -> Result<(), Failure> {
    let small = |n: usize| u32::try_from(n).map_err(|_| Failure::TooBig);
    let count = small(sealed.len())?;
    let mut at = 0;
    while at < sealed.len() {
        let mut room = PART;
        let mut part: Vec<Blob> = Vec::new();
        for page in sealed.iter().skip(at) {
            if page.blob.len() > room {
                break;
            }
            room -= page.blob.len();
            part.push(page.blob.clone().into());
        }
        let (first, sent) = (small(at + 1)?, part.len());
        let request = vault.with(|account| {
            let region = account.region(number).ok_or(Failure::NotAllowed)?;
            let params = PutPagesParams {
                epoch: region.epoch(),
                set,
                count,
                first,
                pages: part,
            };
            Ok(signed(vault, region, Operation::PagesPut, encode(&params)))
        })?;
        server::put_pages(&vault.platform, &request).await?;
        at += sent;
    }
    Ok(())
}

fn signed<P: Platform>(
    vault: &Vault<P>,
    region: &Region,
    operation: Operation,
    params: Vec<u8>,
) -> SignedRequest {
    let (key, space) = (&region.capability, region.space());
    SignedRequest::sign(key, operation, space, vault.today(), params)
}

/// This reader came to the same state. Waits a moment first, for somebody else may be quicker.
async fn confirm<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    checkpoint: Hash,
    others: u64,
) -> Result<(), Failure> {
    pause(vault, others * TURN).await;
    let still = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let newest = region.checkpoints.newest();
        Ok(newest.is_some_and(|(newest, known)| newest == checkpoint && !known.is_confirmed()))
    })?;
    if !still || vault.closed.get() {
        return Ok(());
    }
    append::append(vault, number, vec![Body::Confirm(Confirm { checkpoint })]).await?;
    // Its author hands it out when all its pages are there; if they are by now, it needn't be waited for.
    let set = vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        let known = region.checkpoints.get_mut(&checkpoint);
        Ok(known.map(|known| known.set))
    })?;
    match set {
        Some(set) => keep(vault, number, checkpoint, set).await,
        None => Ok(()),
    }
}

/// From now on these pages are what people begin with.
async fn keep<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    checkpoint: Hash,
    set: Nonce,
) -> Result<(), Failure> {
    let nothing = ReadPagesParams {
        after: u32::MAX,
        set: None,
    };
    let request = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let params = encode(&nothing);
        Ok(signed(vault, region, Operation::PagesRead, params))
    })?;
    let invent = || begin::invented_pages(vault);
    let request = ReadPagesRequest::padded(vec![request], invent).ok_or(Failure::Full)?;
    let answer = server::read_pages(&vault.platform, &request).await?;
    let kept = answer.items.into_iter().next();
    // Whose key the server doesn't know has nothing to compare with.
    let kept = kept.filter(|kept| kept.epoch > 0).ok_or(Failure::Changed)?;
    let previous = kept.set;
    let request = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let params = KeepPagesParams {
            epoch: region.epoch(),
            set,
            previous,
        };
        let params = encode(&params);
        Ok(signed(vault, region, Operation::PagesKeep, params))
    })?;
    server::keep_pages(&vault.platform, &request).await?;
    vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        if let Some(known) = region.checkpoints.get_mut(&checkpoint) {
            known.kept = true;
        }
        Ok(())
    })
}
