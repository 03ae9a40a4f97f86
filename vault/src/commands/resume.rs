//! After a restore: the log goes on from what the server has, beyond all numbers that were given out, with what this device still
//! holds, and with new keys; all of it at once.

use keys::encode::encode;
use keys::keyring::{Beyond, Membership, Remembered};
use keys::log::{JUMP_EPOCHS, JUMP_SEQS, Log, Verdict};
use keys::request::{Operation, SignedRequest};
use keys::roster::Entry;
use keys::statement::{Admitted, Body, Grant, Restate, Resume, Revoke, Seen, SignedStatement};
use keys::{Day, MemberKeys, PublicKey, Role, SignKey};
use wire::space::{EnvelopesRequest, ResumeParams};

use super::manage::led;
use super::{carry, collect, grant, rotate, sign_in};
use crate::account::{Account, BELOW, Place};
use crate::api::{Failure, Reply, Rotated};
use crate::region::Region;
use crate::restored::{self, lost};
use crate::server;
use crate::{Platform, Vault, below, inbox, keyring, open, past, renew};

/// What this device knows that the server has lost.
struct Plan {
    resume: Resume,
    /// Said again as it was signed.
    lost: Vec<Restate>,
    /// Put out since: said anew, before anybody gets keys.
    gone: Vec<PublicKey>,
    /// Let in since, or in another role.
    here: Vec<(MemberKeys, Role, Entry)>,
}

/// What is remembered of a region's numbers, besides what this device holds.
struct Memory {
    remembered: Option<Remembered>,
    beyond: Option<Beyond>,
}

/// A region goes on, and after it every one below that came out of the backup too, from the top down.
pub(crate) async fn resume<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    rotate::begin_anew(vault);
    let mut rotated = one(vault, number).await?;
    below::descend(vault).await?;
    let mut tried = Vec::new();
    loop {
        if carry::down(vault).await == Err(Failure::Offline) {
            return Err(Failure::Offline);
        }
        let next = vault.with(|account| Ok(frozen_below(account, number, &tried)))?;
        let Some(next) = next else {
            break;
        };
        tried.push(next);
        match one(vault, next).await {
            Ok(_) => rotated.below += 1,
            Err(failure @ (Failure::Offline | Failure::Cancelled)) => return Err(failure),
            Err(_) => {}
        }
    }
    rotate::finish(vault, number, rotated).await
}

/// The highest region below that may take nothing, or has less than is known.
fn frozen_below(account: &Account, number: u16, tried: &[u16]) -> Option<u16> {
    let below = rotate::below_of(account, number).filter(|(number, region)| {
        // Every region of a server is frozen with it, also where nothing is missing: it shows as not renewed.
        let stands = region.behind || region.broken || account.is_due(region);
        stands && region.role() == Role::Lead && !tried.contains(number)
    });
    let highest = below.min_by_key(|(_, region)| region.log.authority().path().len());
    highest.map(|(number, _)| number)
}

async fn one<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Rotated, Failure> {
    let _one_at_a_time = vault.append_lock.lock().await;
    let (fresh, memory) = reopened(vault, number).await?;
    if fresh.broken || fresh.role() < Role::Lead {
        return Err(Failure::NotAllowed);
    }
    let old = vault.with_mut(|account| {
        if account
            .region(number)
            .is_some_and(|old| !restored::is_past_of(&fresh, old))
        {
            // Not an older state of what this device has verified, but another history.
            return Err(Failure::Refused);
        }
        let old = account.replace(number, Place::Open(fresh));
        old.ok_or(Failure::NotAllowed)
    })?;
    let done = go_on(vault, number, &old, &memory).await;
    if done.is_err() {
        vault.with_mut(|account| {
            account.replace(number, old);
            Ok(())
        })?;
    }
    vault.tell_session();
    // The loops had left a region alone that nothing fitted.
    vault.wake();
    done
}

/// What the server has, whatever is remembered.
async fn reopened<P: Platform>(
    vault: &Vault<P>,
    number: u16,
) -> Result<(Box<Region>, Memory), Failure> {
    if number >= BELOW {
        let memory = Memory {
            remembered: None,
            beyond: None,
        };
        return Ok((Box::new(below::reopen(vault, number).await?), memory));
    }
    let (identity, membership) = vault.with(|account| {
        let membership = account.membership(number).ok_or(Failure::NotAllowed)?;
        Ok((account.identity.clone(), membership.clone()))
    })?;
    let unbound = Membership {
        remembered: None,
        waiting: None,
        ..membership
    };
    let opened = open::open(vault, &identity, &unbound, number).await?;
    let Place::Open(fresh) = opened.place else {
        return Err(Failure::NotAllowed);
    };
    let memory = Memory {
        remembered: membership.remembered,
        beyond: membership.beyond,
    };
    Ok((fresh, memory))
}

async fn go_on<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    old: &Place,
    memory: &Memory,
) -> Result<Rotated, Failure> {
    past::read(vault, number).await?;
    let old = match old {
        Place::Open(old) => Some(old.as_ref()),
        _ => None,
    };
    let plan = vault.with_mut(|account| {
        let fresh = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        plan(fresh, old, memory, vault.today())
    })?;
    let space = vault.with(|account| Ok(led(account, number)?.space()))?;
    // Before anything is sent: if this attempt gets lost, the next one goes further.
    keyring::update(vault, |keyring| {
        let mine = keyring.memberships.iter_mut();
        for mine in mine.filter(|mine| mine.space == space) {
            mine.beyond = Some(Beyond {
                epoch: plan.resume.epoch,
                seq: plan.resume.seq,
            });
        }
        Ok(())
    })
    .await?;
    inbox::look(vault, number).await?;
    let mut pending =
        vault.with(|account| rotate::begin_at(vault, account, number, plan.resume.epoch))?;
    rotate::stage(vault, &mut pending).await?;
    let request = EnvelopesRequest {
        space,
        known: None,
        wait_seconds: 0,
    };
    let current = server::envelopes(&vault.platform, &request).await?;
    let log = vault.with(|account| {
        let (log, said) = say_all(vault, account, number, &plan)?;
        for (seq, statement) in said {
            pending.resealing.add(seq, statement);
        }
        rotate::put_aside(vault, led(account, number)?, &mut pending, true)?;
        Ok(log)
    })?;
    for request in pending.unsent.split_off(0) {
        server::stage(&vault.platform, &request).await?;
    }
    let (request, members) = vault.with(|account| {
        let (commit, members) = rotate::next_epoch(vault, account, &mut pending, &current, &log)?;
        let region = led(account, number)?;
        let params = ResumeParams {
            commit,
            next_epoch: plan.resume.epoch,
        };
        let request = SignedRequest::sign(
            &region.capability,
            Operation::Resume,
            region.space(),
            vault.today(),
            encode(&params),
        );
        Ok((request, members))
    })?;
    server::resume(&vault.platform, &request).await?;
    // From here on like everybody else: with what the server hands out, if the log bears it out.
    renew::lapse(vault, number)?;
    renew::look(vault, number).await?;
    sign_in::remember(vault).await?;
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::Refused)?;
        if region.broken || region.epoch() != plan.resume.epoch {
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

fn plan(
    fresh: &mut Region,
    old: Option<&Region>,
    memory: &Memory,
    today: Day,
) -> Result<Plan, Failure> {
    let restored = fresh.log.seen();
    // Whatever was shown while nothing of it held is no knowledge.
    let old = old.filter(|old| !old.hidden);
    let in_memory = old.map(|old| old.log.seen());
    let in_keyring = memory.remembered.map(|remembered| remembered.seen);
    let known = [in_memory, in_keyring].into_iter().flatten();
    let remembered = known.fold(restored, |a: Seen, b| if b.seq > a.seq { b } else { a });
    let acknowledged = old.map_or(0, Region::known);
    let (beyond_seq, beyond_epoch) = memory.beyond.map_or((0, 0), |b| (b.seq, b.epoch));
    let seq = remembered.seq.max(acknowledged).max(beyond_seq);
    let epochs = [
        fresh.epoch(),
        old.map_or(0, Region::epoch),
        memory.remembered.map_or(0, |remembered| remembered.epoch),
        beyond_epoch,
    ];
    let epoch = epochs.into_iter().max().unwrap_or(0);
    // Also beyond what somebody may have chosen on an earlier day whom nobody here remembers: the keyring comes out of the backup too.
    let seq = seq.checked_add(JUMP_SEQS).ok_or(Failure::Full)?;
    let epoch = epoch.checked_add(JUMP_EPOCHS).ok_or(Failure::Full)?;
    let resume = Resume {
        restored,
        remembered,
        seq: seq.max(u64::from(today) << 21),
        epoch: epoch.max(u32::from(today) << 16),
    };
    let mut plan = Plan {
        resume,
        lost: Vec::new(),
        gone: Vec::new(),
        here: Vec::new(),
    };
    let Some(old) = old else {
        return Ok(plan);
    };
    // What the server has left beyond that, this device never knew: it has nothing to say about who stands.
    if old.log.seq() <= restored.seq {
        return Ok(plan);
    }
    plan.lost = lost(old, |seq| seq > restored.seq);
    let (then, now) = (fresh.log.authority(), old.log.authority());
    let put_out = then.members().map(|(key, _)| *key);
    plan.gone = put_out.filter(|key| now.member(key).is_none()).collect();
    for (key, member) in now.members() {
        let before = then.member(key).map(|member| member.grant.role);
        if before != Some(member.grant.role) {
            let entry = Entry {
                name: old.name_of(key).unwrap_or_default(),
                tokens: old.roster.tokens(key).cloned(),
                was: old.roster.was(key),
            };
            let keys = member.grant.member.clone();
            plan.here.push((keys, member.grant.role, entry));
        }
    }
    Ok(plan)
}

/// All that is said before the new epoch begins, on a copy of the log: nothing of it is on the server yet.
fn say_all<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    number: u16,
    plan: &Plan,
) -> Result<(Log, Vec<(u64, SignedStatement)>), Failure> {
    let region = led(account, number)?;
    let mut speech = Speech {
        log: region.log.clone(),
        next: plan.resume.seq,
        said: Vec::new(),
    };
    let say = |speech: &mut Speech, body: Body, must_count: bool| -> Result<(), Failure> {
        let rng = &mut vault.rng();
        let organisation = region.log.authority().organisation();
        let statement = SignedStatement::sign(
            &account.identity.sign,
            organisation.ok_or(Failure::Refused)?,
            region.access.epoch(),
            speech.log.seen(),
            vault.today(),
            body,
            rng,
        );
        let now = statement
            .seal(&region.access, rng)
            .map_err(|_| Failure::TooBig)?;
        let said = speech.log.apply(speech.next, &now);
        if said.is_err() || (must_count && !matches!(said, Ok(Verdict::Accepted(_)))) {
            return Err(Failure::Refused);
        }
        speech.said.push((speech.next, statement));
        speech.next += 1;
        Ok(())
    };
    say(&mut speech, Body::Resume(plan.resume), true)?;
    // The founding key's word first, then who was let in: what they said counts only then. Who was put out goes last.
    let (offices, said): (Vec<&Restate>, Vec<&Restate>) = plan.lost.iter().partition(|restate| {
        let body = restate.statement.said().map(|said| said.body);
        matches!(body, Ok(Body::Appoint(_)))
    });
    restate_all(&mut speech, &offices, &say)?;
    for (member, role, entry) in &plan.here {
        let grant = Grant {
            member: member.clone(),
            role: *role,
            // The rotation gives another one, and a slot.
            capability: SignKey::make(&mut vault.rng()).public(),
            slot: 0,
            sealed_name: grant::seal_entry(vault, &region.access, entry)?,
        };
        say(&mut speech, Body::Grant(grant), true)?;
    }
    restate_all(&mut speech, &said, &say)?;
    for gone in &plan.gone {
        // Whom the founding key dismissed is gone by what was restated, or must be dismissed anew.
        let authority = speech.log.authority();
        if authority.member(gone).is_some() && !authority.is_admin(gone) {
            say(&mut speech, Body::Revoke(Revoke { member: *gone }), true)?;
        }
    }
    let waiting = region.incoming.entries.values();
    let waiting = waiting.filter(|entry| entry.blob.is_some());
    let held = waiting.map(|entry| Admitted::Held(entry.handed.clone()));
    for body in collect::bodies(held.collect()) {
        say(&mut speech, body, true)?;
    }
    Ok((speech.log, speech.said))
}

/// Says again what counts again. What is too old to be told from what is left, its author says anew.
fn restate_all(
    speech: &mut Speech,
    lost: &[&Restate],
    say: &impl Fn(&mut Speech, Body, bool) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for restate in lost {
        if speech.log.may_restate(restate) {
            // Its ground may be gone with something else: that is no reason to lose all the rest.
            say(speech, Body::Restate((*restate).clone()), false)?;
        }
    }
    Ok(())
}

struct Speech {
    log: Log,
    next: u64,
    said: Vec<(u64, SignedStatement)>,
}
