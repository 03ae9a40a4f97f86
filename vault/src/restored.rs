//! A server that came back from a backup: it has less than this device knows of, until a lead has said how it goes on.

use keys::keyring::Remembered;
use keys::log::Log;
use keys::statement::{Admitted, Body, Erase, RecordRef, Restate, Seen, SignedStatement};
use keys::{Hash, Role, sha256};
use wire::space::EnvelopesRequest;

use crate::account::{BELOW, Place};
use crate::api::{Event, Failure};
use crate::heads::{self, Memory};
use crate::region::Region;
use crate::{Platform, Vault, append, below, open, server, sync};

/// Whether one region is an older state of what the other has verified, or goes on from it.
pub(crate) fn is_past_of(fresh: &Region, old: &Region) -> bool {
    let last = fresh.log.seq().min(old.log.seq());
    let head = fresh.log.head_at(last);
    old.hidden || head.is_some_and(|head| stood(fresh, old, Seen { seq: last, head }))
}

/// Whether this head stood in what a region had verified. One that began with pages doesn't know heads that lie far back: then
/// what it does know of the time before, what says who may do what and what made records, must all be there.
fn stood(fresh: &Region, old: &Region, seen: Seen) -> bool {
    if !old.log.forgets(seen.seq) {
        return old.log.head_at(seen.seq) == Some(seen.head);
    }
    let standing = old.log.standing();
    let standing = standing.map(|(seq, signed)| (seq, signed.hash()));
    let written = old.state.written.iter();
    let written = written.filter_map(|(seq, written)| Some((*seq, written.hash?)));
    let again = |seq: &u64| old.state.is_restated(*seq);
    let known = standing.chain(written.filter(|(seq, _)| !again(seq)));
    let mut known = known.filter(|(seq, _)| *seq <= seen.seq);
    known.all(|(seq, statement)| fresh.log.forgets(seq) || fresh.holds(seq, statement))
}

/// Whether this log has what a keyring remembers, or says that it was lost.
pub(crate) fn holds(log: &Log, remembered: &Remembered) -> bool {
    let seen = remembered.seen;
    let lost = log.lost_in(seen.seq).is_some_and(|gap| {
        // Whoever resumed knew the same place by another head: one of the two was shown another history.
        gap.remembered.seq != seen.seq || gap.remembered.head == seen.head
    });
    lost || log.head_at(seen.seq) == Some(seen.head)
}

/// Whether a log that goes on after a gap is this device's own: what is left, it has verified, and it knows of no other end.
fn goes_on(fresh: &Region, old: &Region) -> bool {
    let Some(gap) = fresh.log.lost_in(old.log.seq()) else {
        return fresh.log.head_at(old.log.seq()) == Some(old.log.seen().head);
    };
    let left = stood(fresh, old, gap.restored);
    let remembered = old.log.head_at(gap.remembered.seq);
    left && remembered.is_none_or(|head| head == gap.remembered.head)
}

/// What of this a region still holds, as it was signed, and may be said again.
pub(crate) fn lost(old: &Region, gone: impl Fn(u64) -> bool) -> Vec<Restate> {
    let held = old.held.iter().filter(|(seq, _)| gone(**seq));
    let again = held.filter_map(|(seq, signed)| {
        let (seq, statement) = match signed.said().ok()?.body {
            // What was said again and lost again: the inner one once more.
            Body::Restate(inner) => (inner.seq, inner.statement),
            Body::Change(_)
            | Body::Admit(_)
            | Body::MoveIn(_)
            | Body::MoveOut(_)
            | Body::Appoint(_)
            | Body::Create(_)
            | Body::Criteria(_) => (*seq, signed.clone()),
            // Who was put out, and not let in again.
            Body::Revoke(revoke) if old.log.authority().member(&revoke.member).is_none() => {
                (*seq, signed.clone())
            }
            _ => return None,
        };
        Some(Restate { seq, statement })
    });
    again.collect()
}

/// Whether a statement says nothing but what was erased: then it isn't held any more.
pub(crate) fn is_only_about(signed: &SignedStatement, erase: &Erase) -> bool {
    let Ok(said) = signed.said() else {
        return false;
    };
    let statement = signed.hash();
    let gone = |index| erase.records.contains(&RecordRef { statement, index });
    match &said.body {
        Body::Change(change) => {
            let mut edits = change.edit.iter();
            let something = !change.create.is_empty() || !change.edit.is_empty();
            something
                && (0u32..).zip(&change.create).all(|(index, _)| gone(index))
                && edits.all(|edit| erase.records.contains(&edit.record))
                && change.delete.is_empty()
        }
        Body::MoveIn(arrived) => (0u32..).zip(&arrived.records).all(|(index, _)| gone(index)),
        Body::Admit(admit) => (0u32..)
            .zip(&admit.entries)
            .all(|(index, entry)| match entry {
                Admitted::Accepted(_) => gone(index),
                Admitted::Held(handed) => erase.collected.contains(&handed.hash()),
                _ => false,
            }),
        _ => false,
    }
}

/// Looks whether a region whose history didn't fit goes on from a backup by now.
pub(crate) async fn look<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    block: Hash,
) -> Result<(), Failure> {
    vault.with_mut(|account| {
        if let Some(region) = account.region_mut(number) {
            region.looked = Some(block);
        }
        Ok(())
    })?;
    let Some(mut fresh) = read_anew(vault, number).await? else {
        return Ok(());
    };
    let again = vault.with_mut(|account| {
        let Some(old) = account.region_mut(number) else {
            return Ok(None);
        };
        let fits = old.hidden || goes_on(&fresh, old);
        // A server that tells the truth again is no reason to believe it: a lead's word that it was restored is.
        let resumed = fresh
            .log
            .gaps()
            .iter()
            .any(|gap| gap.resumed > old.log.seq());
        if fresh.broken || !old.broken || !fits || !resumed {
            return Ok(None);
        }
        let log = &mut fresh.log;
        let gaps = log.gaps().to_vec();
        let mut again = lost(old, |seq| gaps.iter().any(|gap| gap.covers(seq)));
        again.retain(|restate| log.may_restate(restate));
        fresh.unanswered = old.unanswered.take();
        let edits = fresh.role() >= Role::Editor;
        let said = gaps
            .last()
            .and_then(|gap| fresh.state.written.get(&gap.resumed));
        let by = said.and_then(|said| fresh.name_of(&said.author));
        *old = *fresh;
        Ok(Some((if edits { again } else { Vec::new() }, by)))
    })?;
    let Some((again, by)) = again else {
        return Ok(());
    };
    vault.tell_session();
    vault.platform.emit(Event::Resumed { region: number, by });
    vault.platform.emit(Event::Records { region: number });
    vault.wake();
    for restate in again {
        // Somebody else who held it may be faster.
        match append::append(vault, number, vec![Body::Restate(restate)]).await {
            Ok(_) | Err(Failure::Changed) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// A region as its server shows it from the beginning.
async fn read_anew<P: Platform>(
    vault: &Vault<P>,
    number: u16,
) -> Result<Option<Box<Region>>, Failure> {
    if number >= BELOW {
        let mut fresh = below::reopen(vault, number).await?;
        let remembered = vault.with(|account| Ok(heads::judge(account, &fresh)))?;
        fresh.broken |= matches!(remembered, Memory::Another { .. });
        return Ok(Some(Box::new(fresh)));
    }
    let (identity, membership) = vault.with(|account| {
        let membership = account.membership(number).ok_or(Failure::NotAllowed)?;
        Ok((account.identity.clone(), membership.clone()))
    })?;
    let opened = open::open(vault, &identity, &membership, number).await?;
    Ok(match opened.place {
        Place::Open(fresh) => Some(fresh),
        _ => None,
    })
}

/// Waits for another block where history doesn't fit.
pub(crate) async fn waiting<P: Platform>(vault: &Vault<P>) {
    while !vault.closed.get() {
        let next = vault.with(|account| {
            let mut broken = account.regions().filter(|(_, region)| region.broken);
            Ok(broken
                .next()
                .map(|(number, region)| (number, region.space(), region.looked)))
        });
        let Ok(Some((number, space, known))) = next else {
            vault.woken().await;
            continue;
        };
        let request = EnvelopesRequest {
            space,
            known,
            wait_seconds: sync::WAIT_SECONDS,
        };
        let answer = sync::until_woken(vault, server::envelopes(&vault.platform, &request)).await;
        let looked = match answer {
            None => continue,
            Some(Ok(answer)) => {
                let block = sha256(&[&answer.block.0]);
                if known == Some(block) {
                    Ok(())
                } else {
                    look(vault, number, block).await
                }
            }
            Some(Err(error)) => Err(error.into()),
        };
        if looked.is_err() {
            sync::pause(vault).await;
        }
    }
}
