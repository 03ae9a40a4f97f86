//! The loops that keep a person up to date, each with a long-poll of its own: logs, envelopes waited for, mailboxes; and the
//! one that writes down how far it is.

use core::future::Future;

use futures::FutureExt;
use keys::Secret;
use keys::invitation::{Post, derive_mailbox, six_words_input};
use keys::request::SignedRequest;
use wire::ProblemKind;
use wire::space::EnvelopesRequest;
use wire::sync::{SyncAnswer, SyncRequest};

use crate::account::Place;
use crate::api::{Alarm, Event, Failure, SyncState};
use crate::commands::{carry, invite, sign_in, words};
use crate::region::{Applied, Asked};
use crate::renew::{self, Renewal};
use crate::server::{self, CallError};
use crate::{Platform, Vault, below, fresh, inbox, keyring, offline, open};

/// Bytes asked for at once: a few seconds on a bad line.
pub(crate) const SYNC_BYTES: u32 = 1 << 20;
/// How long the server may hold an answer back.
pub(crate) const WAIT_SECONDS: u8 = 25;
/// Between tries while the server doesn't answer, in milliseconds.
const RETRY: u32 = 3_000;
/// Before the first look after a long-poll that got no answer, in milliseconds.
const LOOK: u32 = 500;

pub(crate) fn invented<P: Platform>(vault: &Vault<P>) -> SignedRequest {
    wire::sync::invent(Secret::make(&mut vault.rng()).expose(), vault.today())
}

/// Logs of all open regions.
pub(crate) async fn regions<P: Platform>(vault: &Vault<P>) {
    // The first look doesn't wait, so that the page soon knows whether it is up to date.
    let mut wait = 0;
    while !vault.closed.get() {
        let any = vault
            .with(|account| Ok(account.regions().any(|(_, region)| !region.broken)))
            .unwrap_or(false);
        if !any {
            vault.woken().await;
            wait = 0;
            continue;
        }
        if !vault.state.borrow().sync.online {
            // Whoever has no connection wants to know when there is one.
            wait = 0;
        }
        let Some(round) = until_woken(vault, once(vault, None, wait)).await else {
            continue;
        };
        let lapsed = match round {
            Ok(_) => lapsed(vault).await,
            Err(_) => Lapsed::None,
        };
        if lapsed == Lapsed::Renewed {
            // Keys that are new are worth a look at once.
            wait = 0;
            continue;
        }
        // Authors are known once the log is read to its end.
        if round == Ok(false) {
            if lapsed == Lapsed::None {
                Box::pin(offline::back(vault)).await;
            }
            look_into_inboxes(vault).await;
            below::round(vault);
            // If these fail, the next round tries again.
            let _ = Box::pin(below::descend(vault)).await;
            let _ = Box::pin(carry::down(vault)).await;
            Box::pin(fresh::keep(vault)).await;
        }
        match round {
            // A server that keeps denying old keys, and has no new ones, isn't worth a hurry, and holds up nothing else.
            Ok(_) if lapsed == Lapsed::Left => {
                wait = 0;
                pause(vault).await;
            }
            Ok(more) => wait = if more { 0 } else { WAIT_SECONDS },
            // One answer that is lost on a bad line is no lost connection: whether there is one shows the next look.
            Err(Failure::Offline) if wait > 0 => {
                wait = 0;
                let _ = until_woken(vault, vault.platform.sleep(LOOK)).await;
            }
            Err(_) => {
                wait = 0;
                pause(vault).await;
            }
        }
    }
}

/// What became of regions whose capability the server doesn't know any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lapsed {
    None,
    Renewed,
    Left,
}

/// Looks after them.
async fn lapsed<P: Platform>(vault: &Vault<P>) -> Lapsed {
    let lapsed = vault.with(|account| {
        let regions = account.regions();
        let lapsed = regions.filter(|(_, region)| region.lapsed && !region.broken);
        Ok(lapsed.map(|(number, _)| number).collect::<Vec<_>>())
    });
    let mut outcome = Lapsed::None;
    for number in lapsed.unwrap_or_default() {
        match renew::renew(vault, number).await {
            Ok(Renewal::Changed) => outcome = Lapsed::Renewed,
            Ok(Renewal::Same) | Err(_) if outcome == Lapsed::None => outcome = Lapsed::Left,
            Ok(Renewal::Same) | Err(_) => {}
        }
    }
    outcome
}

/// Reads inboxes whose count is another one than before.
async fn look_into_inboxes<P: Platform>(vault: &Vault<P>) {
    let stale = vault.with(|account| {
        let regions = account.regions();
        let stale = regions.filter(|(_, region)| region.incoming.stale && !region.broken);
        Ok(stale.map(|(number, _)| number).collect::<Vec<_>>())
    });
    for number in stale.unwrap_or_default() {
        // If it fails, the next round finds it stale still.
        let _ = inbox::look(vault, number).await;
    }
}

/// One region to its end, now.
pub(crate) async fn catch_up<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    while once(vault, Some(number), 0).await? {}
    Ok(())
}

/// One sync request for one region or all; answers whether there is more.
async fn once<P: Platform>(vault: &Vault<P>, only: Option<u16>, wait: u8) -> Result<bool, Failure> {
    let today = vault.today();
    let asked: Vec<(u16, Asked, SignedRequest)> = vault.with(|account| {
        let wanted = account
            .regions()
            .filter(|(number, region)| !region.broken && only.is_none_or(|only| only == *number));
        Ok(wanted
            .map(|(number, region)| (number, region.asked(), region.read_request(today)))
            .collect())
    })?;
    let reads = asked.iter().map(|(_, _, read)| read.clone()).collect();
    let request =
        SyncRequest::padded(wait, reads, SYNC_BYTES, || invented(vault)).ok_or(Failure::Full)?;
    let answer = if only.is_some() {
        server::sync(&vault.platform, &request).await
    } else {
        server::sync_once(&vault.platform, &request).await
    };
    if wait == 0 || answer != Err(CallError::Unreachable) {
        note_answer(vault, answer.as_ref());
    }
    let answer = answer?;
    let (mut more, mut grown) = (false, false);
    for ((number, asked, _), item) in asked.iter().zip(&answer.items) {
        let mut applied = Applied::default();
        vault.with_mut(|account| {
            if let Some(region) = account.region_mut(*number) {
                let before = region.log.seq();
                region.apply_item(*number, *asked, item, &mut applied);
                grown |= region.log.seq() > before;
                more |= item.more && item.epoch > 0 && !region.broken;
            }
            Ok(())
        })?;
        tell(vault, *number, applied);
    }
    note_fresh(vault, !more);
    if more && !grown {
        // More for ever, and never any of it: whoever asked on at once would never stop.
        return Err(Failure::Refused);
    }
    Ok(more)
}

/// Tells the page what an answer changed.
pub(crate) fn tell<P: Platform>(vault: &Vault<P>, number: u16, applied: Applied) {
    if applied.grown {
        vault.note_grown();
    }
    if applied.records {
        vault.platform.emit(Event::Records { region: number });
    }
    if applied.people {
        vault.platform.emit(Event::People { region: number });
        vault.tell_session();
    }
    if let Some((region, author)) = applied.resumed {
        let by = vault.with(|account| {
            let region = account.region(region).ok_or(Failure::NotAllowed)?;
            Ok(region.name_of(&author))
        });
        let by = by.ok().flatten();
        vault.platform.emit(Event::Resumed { region, by });
    }
    if applied.incoming {
        vault.platform.emit(Event::Incoming { region: number });
    }
    let broken = |alarm: &Alarm| matches!(alarm, Alarm::HistoryBroken { .. });
    if applied.alarms.iter().any(broken) {
        // Whether it goes on from a backup is waited for elsewhere.
        vault.tell_session();
        vault.wake();
    }
    for alarm in applied.alarms {
        vault.platform.emit(Event::Alarm(alarm));
    }
}

fn note_answer<P: Platform>(vault: &Vault<P>, answer: Result<&SyncAnswer, &CallError>) {
    let clock_wrong =
        matches!(answer, Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Day);
    let online = !matches!(answer, Err(CallError::Unreachable | CallError::Broken));
    if online {
        if !vault.state.borrow().sync.online {
            vault.offline.note();
        }
        vault.offline.note_day(vault.today());
    }
    set_sync(vault, |state| SyncState {
        online,
        clock_wrong,
        caught_up: state.caught_up && online,
        kept: state.kept.filter(|_| !online),
        ..state
    });
}

/// Somebody's command got no answer: the page is told so, until a look at the server gets one.
pub(crate) fn note_unanswered<P: Platform>(vault: &Vault<P>) {
    if vault.with(|_| Ok(())).is_ok() {
        set_sync(vault, |state| SyncState {
            online: false,
            caught_up: false,
            ..state
        });
        vault.wake();
    }
}

fn note_fresh<P: Platform>(vault: &Vault<P>, caught_up: bool) {
    let newest = fresh::newest(vault).unwrap_or_default();
    let newest_other = newest.iter().filter_map(|(_, day)| *day).max();
    let before = vault.state.borrow_mut().newest.replace(newest.clone());
    if before.as_ref() != Some(&newest) {
        vault.tell_session();
    }
    set_sync(vault, |state| SyncState {
        caught_up,
        newest_other,
        ..state
    });
}

fn set_sync<P: Platform>(vault: &Vault<P>, change: impl FnOnce(SyncState) -> SyncState) {
    let before = vault.state.borrow().sync;
    let after = change(before);
    if after != before {
        vault.state.borrow_mut().sync = after;
        vault.platform.emit(Event::Sync(after));
    }
}

/// Envelope blocks of regions whose lead hasn't granted yet, or that are only handed in to: there is no log to hear from.
pub(crate) async fn waiting<P: Platform>(vault: &Vault<P>) {
    while !vault.closed.get() {
        let next = vault.with(|account| {
            let places = (0u16..).zip(&account.places);
            Ok(places.into_iter().find_map(|(number, place)| match place {
                Place::Waiting { block, .. } => {
                    Some((number, account.membership(number)?.space, *block))
                }
                Place::Collecting(collecting) => {
                    Some((number, collecting.epoch.space, Some(collecting.block)))
                }
                Place::Open(_) | Place::Removed => None,
            }))
        });
        let Ok(Some((number, space, known))) = next else {
            vault.woken().await;
            continue;
        };
        let request = EnvelopesRequest {
            space,
            known,
            wait_seconds: WAIT_SECONDS,
        };
        let Some(answer) = until_woken(vault, server::envelopes(&vault.platform, &request)).await
        else {
            continue;
        };
        let looked = match answer {
            Ok(answer) if Some(keys::sha256(&[&answer.block.0])) == known => Ok(()),
            Ok(_) => look_again(vault, number).await,
            Err(error) => Err(error.into()),
        };
        if looked.is_err() {
            pause(vault).await;
        }
    }
}

/// The block is another one: perhaps with an envelope for this person.
pub(crate) async fn look_again<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let (identity, membership) = vault.with(|account| {
        let membership = account.membership(number).ok_or(Failure::NotAllowed)?;
        Ok((account.identity.clone(), membership.clone()))
    })?;
    let opened = Box::pin(open::open(vault, &identity, &membership, number)).await?;
    let before = membership.clone();
    let mut after = membership;
    opened.remember(&mut after);
    let is_in = opened.is_in();
    let waits = matches!(opened.place, Place::Waiting { .. });
    let collects = matches!(opened.place, Place::Collecting(_));
    let follows = vault.with_mut(|account| {
        let place = account
            .places
            .get_mut(usize::from(number))
            .ok_or(Failure::NotAllowed)?;
        match (opened.place, place) {
            (Place::Waiting { block: newer, .. }, Place::Waiting { block, .. }) => *block = newer,
            (Place::Collecting(newer), Place::Collecting(older)) if older.precedes(&newer) => {
                let unanswered = older.unanswered.take();
                *older = newer;
                older.unanswered = unanswered;
            }
            // An epoch that is over, or another one of the same number.
            (Place::Collecting(_), Place::Collecting(_)) => return Ok(false),
            (opened, place) => *place = opened,
        }
        Ok(true)
    })?;
    if !follows {
        let alarm = Alarm::FalseEnvelope { region: number };
        vault.platform.emit(Event::Alarm(alarm));
        return Err(Failure::Refused);
    }
    if is_in && after != before {
        keyring::update(vault, |keyring| {
            if let Some(membership) = keyring.memberships.get_mut(usize::from(number)) {
                membership.waiting = None;
                membership.slot = after.slot;
                membership.lead = after.lead;
            }
            Ok(())
        })
        .await?;
    }
    if !waits {
        vault.tell_session();
        vault.wake();
    }
    if collects {
        sign_in::remember(vault).await?;
    }
    Ok(())
}

/// Mailboxes of open invitations: the newest is waited for, the others are looked at in passing.
pub(crate) async fn mailboxes<P: Platform>(vault: &Vault<P>) {
    while !vault.closed.get() {
        let open = vault.with(|account| {
            let posts = &vault.state.borrow().posts;
            let today = vault.today();
            let unanswered = account
                .keyring
                .invitations
                .iter()
                .filter(|open| invite::is_open(open, today) && !posts.contains_key(&open.id));
            Ok(unanswered.cloned().collect::<Vec<_>>())
        });
        let open = open.unwrap_or_default();
        if open.is_empty() {
            vault.woken().await;
            continue;
        }
        let mut failed = false;
        for (invitation, left) in open.iter().zip((0..open.len()).rev()) {
            let wait = if left == 0 { WAIT_SECONDS } else { 0 };
            let read =
                server::read_mailbox(&vault.platform, derive_mailbox(&invitation.secret), wait);
            let Some(answer) = until_woken(vault, read).await else {
                break;
            };
            match answer {
                Ok(Some(post)) => failed |= received(vault, invitation, &post).await.is_err(),
                Ok(None) => {}
                Err(_) => failed = true,
            }
        }
        if failed {
            pause(vault).await;
        }
    }
}

/// Writes into the keyring how far the logs were after one's own entries: the next device can't be shown logs without them.
pub(crate) async fn remembering<P: Platform>(vault: &Vault<P>) {
    loop {
        vault.noted_written().await;
        if vault.closed.get() {
            return;
        }
        if sign_in::remember(vault).await.is_err() {
            pause(vault).await;
            vault.note_written();
        }
    }
}

async fn received<P: Platform>(
    vault: &Vault<P>,
    invitation: &keys::keyring::OpenInvitation,
    post: &[u8],
) -> Result<(), Failure> {
    let (region, founding, lead) = vault.with(|account| {
        let region = invite::region_of(account, invitation.id)?;
        Ok((
            region,
            account.founding(region).ok_or(Failure::NotAllowed)?,
            account
                .identity
                .public()
                .map_err(|_| Failure::Refused)?
                .hash(),
        ))
    })?;
    let opened = match Post::open(&invitation.secret, post) {
        Ok(post) => {
            let mailbox = derive_mailbox(&invitation.secret);
            let input = six_words_input(
                invitation.list,
                founding,
                lead,
                mailbox,
                &post.keys,
                post.nonce,
            );
            let six_words = words::six(vault, invitation.list, input).await?;
            Some((post, six_words))
        }
        Err(_) => {
            vault
                .platform
                .emit(Event::Alarm(Alarm::Refused { region, count: 1 }));
            None
        }
    };
    vault.state.borrow_mut().posts.insert(invitation.id, opened);
    vault.platform.emit(Event::People { region });
    Ok(())
}

/// The future's result, or nothing if memberships changed first and there is something else to wait for.
pub(crate) async fn until_woken<P: Platform, T>(
    vault: &Vault<P>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let future = future.fuse();
    let woken = vault.woken().fuse();
    futures::pin_mut!(future, woken);
    futures::select_biased! {
        done = future => Some(done),
        () = woken => None,
    }
}

pub(crate) async fn pause<P: Platform>(vault: &Vault<P>) {
    let _ = until_woken(vault, vault.platform.sleep(RETRY)).await;
}
