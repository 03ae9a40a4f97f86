//! Handing in, and dealing with what was handed in.

use keys::encode::encode;
use keys::inbox::Collected;
use keys::statement::{Admit, Admitted, Body, NewField, NewRecord, Value};
use keys::{Hash, Role};
use records::fields::FieldId;
use wire::ProblemKind;
use wire::inbox::PostParams;

use crate::account::Account;
use crate::api::{Failure, FieldChange, HandedIn, Reply};
use crate::collecting::Unanswered;
use crate::incoming::Entry;
use crate::server::{self, CallError};
use crate::{Platform, Vault, append, inbox, sync};

/// What a collector may hand in at once, in bytes; the server takes 64 KiB.
const ENTRY: usize = 60 << 10;
/// Entries in one statement, in bytes: the statement must fit 256 KiB.
const STATEMENT: usize = 250 << 10;

pub(crate) async fn hand_in<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    typed: Vec<FieldChange>,
) -> Result<Reply, Failure> {
    if typed.iter().all(|change| change.value.trim().is_empty()) {
        return Err(Failure::NotAllowed);
    }
    for _ in 0..3 {
        let prepared = vault.with_mut(|account| prepare(vault, account, number, &typed))?;
        let (key, epoch, blob) = {
            let Unanswered { epoch, blob, .. } = &prepared;
            let key = vault.with_mut(|account| {
                let collecting = account.collecting(number).ok_or(Failure::NotAllowed)?;
                Ok(collecting.capability.clone())
            })?;
            (key, *epoch, blob.clone())
        };
        let params = PostParams {
            epoch: epoch.number,
            blobs: vec![blob.into()],
        };
        let posted = server::post(&vault.platform, &key, epoch.space, vault.today(), &params).await;
        let Err(error) = posted else {
            return Ok(Reply::Done);
        };
        vault.with_mut(|account| {
            if let Some(collecting) = account.collecting(number) {
                collecting.unanswered = Some(prepared);
            }
            Ok(())
        })?;
        match error {
            // The region has rotated: the same words, sealed to the new key.
            CallError::Problem(problem)
                if matches!(
                    problem.kind,
                    ProblemKind::Changed | ProblemKind::Refused | ProblemKind::Unknown
                ) =>
            {
                sync::look_again(vault, number).await?;
            }
            CallError::Problem(problem) if problem.kind == ProblemKind::Quota => {
                return Err(Failure::Enough);
            }
            error => return Err(error.into()),
        }
    }
    // The envelope is the newest, and still nothing is taken: the region is being given new keys.
    Err(Failure::Changed)
}

/// What is sent: the very bytes that got no answer, if they still may, else the same words sealed anew.
fn prepare<P: Platform>(
    vault: &Vault<P>,
    account: &mut Account,
    number: u16,
    typed: &[FieldChange],
) -> Result<Unanswered, Failure> {
    let (rng, today) = (&mut vault.rng(), vault.today());
    let author = account.identity.sign.clone();
    let collecting = account.collecting(number).ok_or(Failure::NotAllowed)?;
    if collecting.is_outdated() {
        return Err(Failure::Outdated);
    }
    let kept = collecting
        .unanswered
        .take()
        .filter(|kept| kept.typed == typed);
    let collected = match kept {
        Some(kept) if kept.epoch == collecting.epoch => return Ok(kept),
        Some(kept) => kept.collected,
        None => Collected::make(author.public(), today, record(typed), rng),
    };
    if encode(&collected).len() > ENTRY {
        return Err(Failure::TooBig);
    }
    let blob = collected.seal(collecting.epoch, &collecting.inbox, &author, rng);
    Ok(Unanswered {
        typed: typed.to_vec(),
        epoch: collecting.epoch,
        blob: blob.map_err(|_| Failure::Refused)?,
        collected,
    })
}

fn record(typed: &[FieldChange]) -> NewRecord {
    let filled = typed
        .iter()
        .filter(|change| !change.value.trim().is_empty());
    let fields = filled.map(|change| NewField {
        field: change.field.0,
        value: Value::text(change.value.trim()),
    });
    NewRecord(fields.collect())
}

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        if region.hidden {
            return Err(Failure::Refused);
        }
        let authority = region.log.authority();
        let mut shown: Vec<HandedIn> = region
            .incoming
            .entries
            .iter()
            .map(|(hash, entry)| HandedIn {
                id: hash.0,
                by: region.name_of(&entry.collected.author),
                day: entry.collected.day,
                fields: texts(entry),
                stands: authority.member(&entry.collected.author).is_some(),
            })
            .collect();
        shown.sort_by_key(|entry| entry.day);
        Ok(Reply::HandedIn(shown))
    })
}

fn texts(entry: &Entry) -> Vec<(FieldId, String)> {
    let fields = entry.collected.record.0.iter();
    fields
        .filter_map(|field| Some((FieldId(field.field), field.value.as_text()?.to_owned())))
        .collect()
}

pub(crate) async fn admit<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    accept: &[[u8; 32]],
    drop: &[[u8; 32]],
) -> Result<Reply, Failure> {
    let bodies = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        if region.role() < Role::Editor || region.broken {
            return Err(Failure::NotAllowed);
        }
        let authority = region.log.authority();
        let mut admitted = Vec::new();
        for hash in accept {
            // Somebody else may have dealt with it a moment ago.
            let Some(entry) = region.incoming.entries.get(&Hash(*hash)) else {
                continue;
            };
            if authority.member(&entry.collected.author).is_none() {
                return Err(Failure::NotAllowed);
            }
            admitted.push(Admitted::Accepted(entry.handed.clone()));
        }
        let dropped = drop.iter().map(|hash| Hash(*hash));
        let there = dropped.filter(|hash| region.incoming.entries.contains_key(hash));
        admitted.extend(there.map(Admitted::Dropped));
        Ok(bodies(admitted))
    })?;
    for body in bodies {
        append::append(vault, number, vec![body]).await?;
    }
    inbox::tidy(vault, number, false).await?;
    Ok(Reply::Done)
}

/// As many statements as it takes.
pub(super) fn bodies(admitted: Vec<Admitted>) -> Vec<Body> {
    let mut bodies: Vec<(usize, Vec<Admitted>)> = Vec::new();
    for entry in admitted {
        let len = encode(&entry).len();
        match bodies.last_mut() {
            Some((size, entries)) if *size + len <= STATEMENT => {
                *size += len;
                entries.push(entry);
            }
            _ => bodies.push((len, vec![entry])),
        }
    }
    let bodies = bodies.into_iter();
    bodies
        .map(|(_, entries)| Body::Admit(Admit { entries }))
        .collect()
}

/// Empties the inbox before a rotation: what is sealed to its key goes into the log as it is, for somebody to look at later. For
/// who holds the lock on appending.
pub(crate) async fn hold_all<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    inbox::look(vault, number).await?;
    // Whoever handed something in before the log told of them is somebody after it.
    sync::catch_up(vault, number).await?;
    if vault.with(|account| Ok(account.region(number).is_some_and(|r| r.incoming.stale)))? {
        inbox::look(vault, number).await?;
    }
    let bodies = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let entries = region.incoming.entries.values();
        let lying = entries.filter(|entry| entry.blob.is_some());
        Ok(bodies(
            lying
                .map(|entry| Admitted::Held(entry.handed.clone()))
                .collect(),
        ))
    })?;
    for body in bodies {
        let held = append::attempt(vault, number, &[body]).await?;
        held.ok_or(Failure::Changed)?;
    }
    inbox::tidy(vault, number, true).await
}
