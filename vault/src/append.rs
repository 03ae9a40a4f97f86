//! Statements into a log: signed, sealed, acknowledged, applied.

use keys::Hash;
use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use keys::statement::{Body, SignedStatement};
use wire::ProblemKind;
use wire::space::AppendParams;

use crate::account::Account;
use crate::api::Failure;
use crate::region::{Applied, Region, Unanswered};
use crate::server::{self, CallError};
use crate::{Platform, Vault, renew, sync};

/// Appends, and returns the statements' hashes once the server has them on disk. If no answer comes, the same call later
/// sends the same bytes, so nothing is written twice; if the region rotates meanwhile, they are written in the new epoch.
pub(crate) async fn append<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    bodies: Vec<Body>,
) -> Result<Vec<Hash>, Failure> {
    for _ in 0..3 {
        if let Some(hashes) = once(vault, number, &bodies).await? {
            return Ok(hashes);
        }
        renew::renew(vault, number).await?;
    }
    Err(Failure::NotAllowed)
}

/// One attempt; nothing if the server doesn't know the capability.
async fn once<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    bodies: &[Body],
) -> Result<Option<Vec<Hash>>, Failure> {
    let _one_at_a_time = vault.append_lock.lock().await;
    attempt(vault, number, bodies).await
}

/// The same for who holds the lock on appending already.
pub(crate) async fn attempt<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    bodies: &[Body],
) -> Result<Option<Vec<Hash>>, Failure> {
    let prepared = vault.with_mut(|account| {
        let region = open(account, number)?;
        if region.is_outdated() {
            return Err(Failure::Outdated);
        }
        if region.lapsed {
            return Ok(Prepared::Lapsed);
        }
        // What somebody did and got no answer to is sent again as it is, or it could be there twice: what the app says by itself waits.
        let kept = region.unanswered.as_ref();
        if kept.is_some_and(|kept| kept.bodies != bodies) && bodies.iter().all(is_by_itself) {
            return Err(Failure::Changed);
        }
        let kept = region
            .unanswered
            .take()
            .filter(|kept| kept.bodies == bodies);
        match kept {
            Some(kept) if kept.capability == region.capability.public() => {
                Ok(Prepared::Request(Box::new(kept)))
            }
            // Sent with a capability that is no more: either it was in time, and stands, or it never will.
            Some(kept) if kept.entries.iter().all(|(hash, _)| region.accepted(hash)) => {
                let hashes = kept.entries.iter().map(|(hash, _)| *hash);
                Ok(Prepared::Done(hashes.collect()))
            }
            _ => prepare(vault, account, number, bodies)
                .map(|prepared| Prepared::Request(Box::new(prepared))),
        }
    })?;
    let request = match prepared {
        Prepared::Request(request) => *request,
        Prepared::Done(hashes) => return Ok(Some(hashes)),
        Prepared::Lapsed => return Ok(None),
    };
    let keep = |request: Unanswered, lapsed: bool| {
        vault.with_mut(|account| {
            // Whatever has become of the region meanwhile: the same must not be written twice.
            let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
            region.lapsed |= lapsed;
            region.unanswered = Some(request);
            Ok(())
        })
    };
    match server::append(&vault.platform, &request.request).await {
        Ok(appended) => {
            let hashes = acknowledge(vault, number, appended.first_seq, request.entries).await?;
            vault.note_written();
            Ok(Some(hashes))
        }
        // The key isn't known any more, or the epoch is another one.
        Err(CallError::Problem(problem))
            if matches!(
                problem.kind,
                ProblemKind::Unknown | ProblemKind::Refused | ProblemKind::Changed
            ) =>
        {
            keep(request, true)?;
            Ok(None)
        }
        Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Frozen => {
            freeze(vault, number)
        }
        // Nobody knows whether it was written: the same again finds out.
        Err(error) => {
            let failure = Failure::from(error);
            if failure == Failure::Offline || error == CallError::Broken {
                keep(request, false)?;
            }
            Err(failure)
        }
    }
}

/// A lead has to say how it goes on after a backup: that is shown from now on.
fn freeze<P: Platform, T>(vault: &Vault<P>, number: u16) -> Result<T, Failure> {
    vault.with_mut(|account| {
        open(account, number)?.behind = true;
        Ok(())
    })?;
    vault.tell_session();
    Err(Failure::Frozen)
}

/// Appends somebody else's statement as it was signed, if it counts. It is the same whoever carries it, and counts once: no
/// answer has to be waited for twice. For who holds the lock on appending.
pub(crate) async fn carry<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    statement: &SignedStatement,
) -> Result<(), Failure> {
    let request = vault.with_mut(|account| {
        let region = open(account, number)?;
        let rng = &mut vault.rng();
        let entry = statement.seal(&region.access, rng);
        let entry = entry.map_err(|_| Failure::TooBig)?;
        if !region.log.takes(&region.access, &[&entry]) {
            return Err(Failure::Changed);
        }
        let epoch = region.access.epoch();
        let params = AppendParams {
            epoch: epoch.number,
            entries: vec![entry.into()],
        };
        Ok(SignedRequest::sign(
            &region.capability,
            Operation::Append,
            epoch.space,
            vault.today(),
            encode(&params),
        ))
    })?;
    match server::append(&vault.platform, &request).await {
        Ok(_) => {}
        Err(CallError::Problem(problem)) if problem.kind == ProblemKind::Frozen => {
            return freeze(vault, number);
        }
        Err(error) => return Err(error.into()),
    }
    sync::catch_up(vault, number).await?;
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let counts = region.accepted(&statement.hash());
        counts.then_some(()).ok_or(Failure::Changed)
    })
}

/// Whether the app says this without being asked.
fn is_by_itself(body: &Body) -> bool {
    matches!(
        body,
        Body::Parent(_) | Body::Beacon | Body::Checkpoint(_) | Body::Confirm(_)
    )
}

enum Prepared {
    Request(Box<Unanswered>),
    Done(Vec<Hash>),
    Lapsed,
}

fn open(account: &mut Account, number: u16) -> Result<&mut Region, Failure> {
    let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
    if region.broken {
        Err(Failure::Refused)
    } else if !region.log.is_whole() {
        Err(Failure::Reading)
    } else {
        Ok(region)
    }
}

fn prepare<P: Platform>(
    vault: &Vault<P>,
    account: &Account,
    number: u16,
    bodies: &[Body],
) -> Result<Unanswered, Failure> {
    let region = account.region(number).ok_or(Failure::NotAllowed)?;
    let organisation = region
        .log
        .authority()
        .organisation()
        .ok_or(Failure::Refused)?;
    let epoch = region.access.epoch();
    let day = vault.today();
    let rng = &mut vault.rng();
    let mut entries = Vec::with_capacity(bodies.len());
    for body in bodies {
        let seen = region.log.seen();
        let statement = SignedStatement::sign(
            &account.identity.sign,
            organisation,
            epoch,
            seen,
            day,
            body.clone(),
            rng,
        );
        let blob = statement
            .seal(&region.access, rng)
            .map_err(|_| Failure::TooBig)?;
        entries.push((statement.hash(), blob));
    }
    let params = AppendParams {
        epoch: epoch.number,
        entries: entries
            .iter()
            .map(|(_, blob)| blob.clone().into())
            .collect(),
    };
    let request = SignedRequest::sign(
        &region.capability,
        Operation::Append,
        epoch.space,
        day,
        encode(&params),
    );
    Ok(Unanswered {
        bodies: bodies.to_vec(),
        capability: region.capability.public(),
        request,
        entries,
    })
}

/// What is on disk at the server is applied here too: at once if nothing came between, else with what did.
async fn acknowledge<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    first_seq: u64,
    entries: Vec<(Hash, Vec<u8>)>,
) -> Result<Vec<Hash>, Failure> {
    let mut applied = Applied::default();
    let behind = vault.with_mut(|account| {
        // It may be reading a long log just now: what the server has acknowledged is remembered all the same.
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        if region.broken {
            return Err(Failure::Refused);
        }
        let next = region.log.seq() + 1;
        // The first place is the server's word: it may be any number.
        for ((hash, _), seq) in entries.iter().zip(first_seq..=u64::MAX) {
            if seq >= next {
                region.acknowledged.insert(seq, *hash);
            } else if !region.holds(seq, *hash) && !region.broken {
                // The server claims a place that this log has already filled with something else.
                region.give_up(number, &mut applied);
            }
        }
        // The loops may have read the first of them while the answer was on its way.
        for ((_, blob), seq) in entries.iter().zip(first_seq..=u64::MAX) {
            if seq == region.log.seq() + 1 && !region.broken {
                region.apply(number, seq, blob, &mut applied);
            }
        }
        Ok(first_seq > next)
    })?;
    sync::tell(vault, number, applied);
    if behind {
        sync::catch_up(vault, number).await?;
    }
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let hashes: Vec<Hash> = entries.iter().map(|(hash, _)| *hash).collect();
        let unseen = |hash: &Hash| region.acknowledged.values().any(|left| left == hash);
        if region.broken || hashes.iter().any(unseen) {
            // Acknowledged, and then not shown.
            Err(Failure::Refused)
        } else if !hashes.iter().all(|hash| region.accepted(hash)) {
            // Stale, or what was there before it took its author's right or its ground away.
            Err(Failure::Changed)
        } else {
            Ok(hashes)
        }
    })
}
