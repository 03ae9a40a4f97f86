//! New keys for a region: everything it holds is sealed anew, handed to those who stand, and swapped in one step. Until then
//! the old epoch is whole; after it the server has nothing that old keys open.

mod next;

use std::collections::{BTreeMap, VecDeque};

use keys::encode::encode;
use keys::log::Resealing;
use keys::request::{Operation, SignedRequest};
use keys::statement::ParentKeys;
use keys::{Access, Epoch, Nonce, PublicKey, Role};
use rand_core::Rng;
use wire::space::{EnvelopesAnswer, EnvelopesRequest, StageParams, StagedPage};
use wire::sync::{ReadParams, SyncRequest};
use wire::{Blob, ProblemKind, limits};

use self::next::keys_above;
pub(super) use self::next::next_epoch;
use super::manage::{self, led};
use super::{carry, collect, sign_in};
use crate::account::Account;
use crate::api::{Event, Failure, Reply, Rotated};
use crate::region::Region;
use crate::server::{self, CallError};
use crate::sync::SYNC_BYTES;
use crate::{Platform, Vault, below, past, renew, sync};

/// A rotation under way. One that lost its connection goes on where it was.
pub(crate) struct PendingRotation {
    region: u16,
    pub(super) next: Access,
    staging: Nonce,
    pub(super) resealing: Resealing,
    /// The last place that a page was made of.
    staged: u64,
    /// The last erasure that it was begun with.
    erased: u64,
    /// Sealed anew, and not known to have arrived.
    pub(super) unsent: VecDeque<SignedRequest>,
    /// Whom a commit has wrapped these secrets to already, whether or not it took effect.
    wrapped: BTreeMap<PublicKey, Role>,
    /// And to which keys above.
    wrapped_above: Option<Box<ParentKeys>>,
    /// Somebody handed in between looking and committing: nobody may until it is done.
    suspended: bool,
}

impl PendingRotation {
    /// Whether these secrets are in the hands of somebody who mustn't have them any more: then others are drawn.
    fn is_spoiled(&self, account: &Account, region: &Region) -> bool {
        let gone = self.wrapped.iter().any(|(key, role)| {
            let stands = region.log.authority().member(key);
            stands.is_none_or(|member| member.grant.role < *role)
        });
        // Keys of an epoch above that is over.
        let above =
            self.wrapped_above.is_some() && self.wrapped_above != keys_above(account, region);
        // Sealed anew with what was erased since.
        gone || above || self.erased != region.log.last_erase()
    }
}

/// Bytes of entries in one request; it must fit 2 MiB.
const PART: usize = 1 << 20;
/// How often entries that came in between are sealed anew before giving up.
const ATTEMPTS: usize = 64;

/// New keys for a region, and then for every one below whose keys it opens, from the top down. A part that was done stays done:
/// what is left shows as due, and any lead above goes on from there.
pub(crate) async fn run<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    begin_anew(vault);
    rotate(vault, number).await
}

/// For every command that ends with new keys: from its first request on it can be stopped, by nothing that was pressed before.
pub(crate) fn begin_anew<P: Platform>(vault: &Vault<P>) {
    vault.cancel_rotation.set(false);
}

/// The same for a command that has begun already.
pub(crate) async fn rotate<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    // As long as the old keys are in hand.
    below::descend(vault).await?;
    let rotated = one(vault, number).await?;
    finish(vault, number, rotated).await
}

/// What is left to do below. A region that can't be renewed holds up none of the others.
pub(crate) async fn finish<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    mut rotated: Rotated,
) -> Result<Reply, Failure> {
    // That this region goes on with other keys, every other device must find from now on.
    sign_in::remember(vault).await?;
    below::descend(vault).await?;
    let renewing = Renewing::begin(vault);
    let mut failed = Vec::new();
    while let Some(next) = vault.with(|account| due_below(account, number, &failed))? {
        match one(vault, next).await {
            Ok(_) => rotated.below += 1,
            // Of the line, or of the user: whoever goes on begins where it stopped.
            Err(failure @ (Failure::Offline | Failure::Cancelled)) => return Err(failure),
            Err(_) => failed.push(next),
        }
    }
    drop(renewing);
    sign_in::remember(vault).await?;
    rotated.left = vault.with(|account| Ok(left_below(account, number)))?;
    Ok(Reply::Rotated(rotated))
}

/// Many regions are renewed one after the other. How far each is would be written down after each of them, at more cost than
/// renewing it: that waits until this is dropped, however it ends. Until then another device is only told of an older place in them.
struct Renewing<'v, P: Platform>(&'v Vault<P>);

impl<'v, P: Platform> Renewing<'v, P> {
    fn begin(vault: &'v Vault<P>) -> Self {
        vault.renewing.set(true);
        Self(vault)
    }
}

impl<P: Platform> Drop for Renewing<'_, P> {
    fn drop(&mut self) {
        self.0.renewing.set(false);
        self.0.note_written();
    }
}

/// Regions below a region, with their numbers.
pub(super) fn below_of(account: &Account, number: u16) -> impl Iterator<Item = (u16, &Region)> {
    let above = account.region(number).map(Region::space);
    account.regions().filter(move |(_, region)| {
        let path = region.log.authority().path();
        Some(region.space()) != above && above.is_some_and(|above| path.contains(&above))
    })
}

/// The highest region below that is due, and hasn't failed.
pub(crate) fn due_below(
    account: &Account,
    number: u16,
    failed: &[u16],
) -> Result<Option<u16>, Failure> {
    account.region(number).ok_or(Failure::NotAllowed)?;
    let due = below_of(account, number).filter(|(number, region)| {
        !failed.contains(number)
            && account.is_due(region)
            && !account.is_unsure(*number)
            && led(account, *number).is_ok()
    });
    let highest = due.min_by_key(|(_, region)| region.log.authority().path().len());
    Ok(highest.map(|(number, _)| number))
}

/// How many regions below still have the old keys, or can't be looked at.
fn left_below(account: &Account, number: u16) -> u32 {
    let due = below_of(account, number).filter(|(_, region)| account.is_due(region));
    let here: Vec<u16> = below_of(account, number)
        .map(|(number, _)| number)
        .collect();
    let unopened = account.unopened().into_iter();
    let unopened = unopened.filter(|other| other.above == number || here.contains(&other.above));
    u32::try_from(due.count() + unopened.count()).unwrap_or(u32::MAX)
}

async fn one<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Rotated, Failure> {
    let _one_at_a_time = vault.append_lock.lock().await;
    sync::catch_up(vault, number).await?;
    renew::look(vault, number).await?;
    // What it leaves out is gone: nobody's summary is enough.
    past::read(vault, number).await?;
    // First who stands above, then keys for them: whoever is gone is gone before the new epoch begins.
    carry::before_keys(vault, number).await?;
    let kept = vault.state.borrow_mut().pending_rotation.take();
    let mut pending = vault.with(|account| {
        let epoch = led(account, number)?.access.epoch();
        match kept.filter(|kept| kept.region == number && follows(epoch, &kept.next)) {
            Some(kept) => Ok(kept),
            None => begin(vault, account, number),
        }
    })?;
    match carry_on(vault, &mut pending).await {
        Ok(members) => {
            // Who rotated goes on like everybody else: with what the server hands out, if the log bears it out.
            renew::lapse(vault, number)?;
            renew::look(vault, number).await?;
            vault.with(|account| {
                let region = account.region(number).ok_or(Failure::Refused)?;
                if region.broken || region.epoch() != pending.next.epoch().number {
                    return Err(Failure::Refused);
                }
                Ok(Rotated {
                    entries: u32::try_from(pending.resealing.done()).unwrap_or(u32::MAX),
                    members,
                    below: 0,
                    left: 0,
                })
            })
        }
        Err(failure) => {
            if pending.suspended && manage::set_posting(vault, number, true).await.is_ok() {
                pending.suspended = false;
            }
            if failure == Failure::Offline {
                vault.state.borrow_mut().pending_rotation = Some(pending);
            }
            Err(failure)
        }
    }
}

/// Stops before the next part is read or staged; what was staged is gone within a day.
pub(crate) fn cancel<P: Platform>(vault: &Vault<P>) -> Reply {
    vault.cancel_rotation.set(true);
    Reply::Done
}

fn follows(epoch: Epoch, next: &Access) -> bool {
    let next = next.epoch();
    next.space == epoch.space && next.number > epoch.number
}

fn begin<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    number: u16,
) -> Result<PendingRotation, Failure> {
    let next = led(account, number)?.log.authority().next_epoch();
    begin_at(vault, account, number, next.ok_or(Failure::Full)?)
}

pub(super) fn begin_at<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    number: u16,
    next: u32,
) -> Result<PendingRotation, Failure> {
    let rng = &mut vault.rng();
    let region = led(account, number)?;
    let epoch = Epoch {
        space: region.space(),
        number: next,
    };
    let next = Access::make(epoch, rng);
    let mut staging = Nonce([0; 16]);
    rng.fill_bytes(&mut staging.0);
    let resealing = Resealing::new(&region.log, next.clone()).map_err(|_| Failure::Refused)?;
    Ok(PendingRotation {
        region: number,
        next,
        staging,
        resealing,
        staged: 0,
        erased: region.log.last_erase(),
        unsent: VecDeque::new(),
        wrapped: BTreeMap::new(),
        wrapped_above: None,
        suspended: false,
    })
}

/// Stages and commits until nothing came in between; answers for how many members.
async fn carry_on<P: Platform>(
    vault: &Vault<P>,
    pending: &mut PendingRotation,
) -> Result<u32, Failure> {
    let number = pending.region;
    for attempt in 0..ATTEMPTS {
        if attempt > 0 && !pending.suspended {
            suspend(vault, pending).await?;
        }
        collect::hold_all(vault, number).await?;
        vault.with(|account| {
            if pending.is_spoiled(account, led(account, number)?) {
                let suspended = pending.suspended;
                *pending = begin(vault, account, number)?;
                pending.suspended = suspended;
            }
            Ok(())
        })?;
        stage(vault, pending).await?;
        let request = EnvelopesRequest {
            space: pending.next.epoch().space,
            known: None,
            wait_seconds: 0,
        };
        let current = server::envelopes(&vault.platform, &request).await?;
        let prepared = vault.with(|account| commit(vault, account, pending, &current))?;
        let Some((request, members)) = prepared else {
            continue;
        };
        match server::commit(&vault.platform, &request).await {
            Ok(_) => return Ok(members),
            Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Changed => {
                sync::catch_up(vault, number).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Changed)
}

/// If something was handed in since the inbox was emptied, nothing more is taken until the commit: who keeps handing in would
/// hold the rotation up for ever.
async fn suspend<P: Platform>(
    vault: &Vault<P>,
    pending: &mut PendingRotation,
) -> Result<(), Failure> {
    let waiting = |account: &Account| Ok(led(account, pending.region)?.incoming.waiting > 0);
    if !vault.with(waiting)? {
        return Ok(());
    }
    match manage::set_posting(vault, pending.region, false).await {
        Ok(()) => pending.suspended = true,
        // Another lead was faster: the next attempt sees what became of it.
        Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Changed => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Seals anew what the log holds and isn't staged yet, a part at a time.
pub(super) async fn stage<P: Platform>(
    vault: &Vault<P>,
    pending: &mut PendingRotation,
) -> Result<(), Failure> {
    loop {
        while let Some(request) = pending.unsent.front() {
            if vault.cancel_rotation.take() {
                return Err(Failure::Cancelled);
            }
            server::stage(&vault.platform, request).await?;
            pending.unsent.pop_front();
        }
        let (since, total) = vault.with(|account| {
            let region = led(account, pending.region)?;
            if region.lapsed || !follows(region.access.epoch(), &pending.next) {
                // Another lead was faster, or this one isn't one any more.
                return Err(Failure::Changed);
            }
            Ok((pending.resealing.done(), region.log.seq()))
        })?;
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        vault.platform.emit(Event::Progress {
            done: small(since),
            total: small(total),
        });
        if since < total {
            let blobs = read(vault, pending.region, since, total).await?;
            vault.with(|account| {
                let region = led(account, pending.region)?;
                for (last, blob) in blobs {
                    // What isn't the entry that was verified at this place stops the rotation: nothing is lost for ever.
                    let taken = pending.resealing.take(&region.log, last, &blob.0);
                    taken.map_err(|_| Failure::Refused)?;
                }
                Ok(())
            })?;
        }
        let end = pending.resealing.done() == total;
        vault.with(|account| put_aside(vault, led(account, pending.region)?, pending, end))?;
        if end && pending.unsent.is_empty() {
            return Ok(());
        }
    }
}

/// The entries after `since`, as they lie on the server; at most up to `total`.
pub(super) async fn read<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    since: u64,
    total: u64,
) -> Result<Vec<(u64, Blob)>, Failure> {
    let read = vault.with(|account| {
        let region = led(account, number)?;
        let params = ReadParams { since, inbox: None }.to_bytes();
        let (space, day) = (region.space(), vault.today());
        Ok(SignedRequest::sign(
            &region.capability,
            Operation::Read,
            space,
            day,
            params,
        ))
    })?;
    let request = SyncRequest::padded(0, vec![read], SYNC_BYTES, || sync::invented(vault))
        .ok_or(Failure::Refused)?;
    let answer = server::sync(&vault.platform, &request).await?;
    let item = answer.items.into_iter().next().ok_or(Failure::Refused)?;
    let entries = item.entries.into_iter();
    let entries: Vec<(u64, Blob)> = entries
        .take_while(|entry| entry.seq <= total)
        .map(|entry| (entry.seq, entry.entry))
        .collect();
    if entries.is_empty() {
        Err(Failure::Refused)
    } else {
        Ok(entries)
    }
}

/// Makes pages of what was taken, as far as it fills them or `all` of it, in requests that a server takes.
pub(super) fn put_aside<P: Platform>(
    vault: &Vault<P>,
    region: &Region,
    pending: &mut PendingRotation,
    all: bool,
) -> Result<(), Failure> {
    let mut parts: Vec<StageParams> = Vec::new();
    let mut bytes = 0;
    let rng = &mut vault.rng();
    while let Some((seq, page)) = pending
        .resealing
        .page(all, rng)
        .map_err(|_| Failure::Refused)?
    {
        bytes += page.len();
        let page = StagedPage {
            seq,
            page: page.into(),
        };
        let last = parts.last_mut();
        match last.filter(|part| part.pages.len() < limits::ENTRIES_MAX && bytes <= PART) {
            Some(part) => part.pages.push(page),
            None => {
                bytes = page.page.0.len();
                parts.push(StageParams {
                    epoch: region.epoch(),
                    staging: pending.staging,
                    after: pending.staged,
                    pages: vec![page],
                });
            }
        }
        pending.staged = seq;
    }
    for params in parts {
        pending.unsent.push_back(SignedRequest::sign(
            &region.capability,
            Operation::Stage,
            region.space(),
            vault.today(),
            encode(&params),
        ));
    }
    Ok(())
}

/// Everybody who stands gets the new secret of their role and a new capability, and a statement says so. Nothing if the secrets
/// may not be used any more.
fn commit<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    pending: &mut PendingRotation,
    current: &EnvelopesAnswer,
) -> Result<Option<(SignedRequest, u32)>, Failure> {
    let region = led(account, pending.region)?;
    if pending.is_spoiled(account, region) {
        return Ok(None);
    }
    let (params, count) = next_epoch(vault, account, pending, current, &region.log)?;
    let request = SignedRequest::sign(
        &region.capability,
        Operation::Commit,
        region.space(),
        vault.today(),
        encode(&params),
    );
    Ok(Some((request, count)))
}
