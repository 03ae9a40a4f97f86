//! Records go for good: what was ever said of them is left out of the log, and the rotation after it erases it from the server.

use keys::log::Erasing;
use keys::statement::{Body, Erase, RecordRef};
use keys::{Hash, Role};

use super::manage::led;
use super::rotate;
use crate::api::{Event, Failure, RecordId, Reply};
use crate::{Platform, Vault, append, past, renew, sync};

/// How often what came in between is read before giving up.
const ATTEMPTS: usize = 16;

/// How often what never counted is named, some 4,000 places at a time, before giving up.
const ROUNDS: usize = 256;

/// Says what is erased, then gives the region new keys, which leaves it out. Records that are erased already only need the rotation.
/// Stopped before it is said, it hasn't happened.
pub(crate) async fn erase<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    records: &[RecordId],
) -> Result<Reply, Failure> {
    rotate::begin_anew(vault);
    say(vault, number, records).await?;
    rotate::rotate(vault, number).await
}

async fn say<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    records: &[RecordId],
) -> Result<(), Failure> {
    let _one_at_a_time = vault.append_lock.lock().await;
    let (mut attempts, mut rounds) = (ATTEMPTS, ROUNDS);
    while attempts > 0 && rounds > 0 {
        sync::catch_up(vault, number).await?;
        past::read(vault, number).await?;
        let records = wanted(vault, number, records)?;
        if records.is_empty() {
            return Ok(());
        }
        let Some(erase) = find(vault, number, &records).await? else {
            attempts -= 1;
            continue;
        };
        stop(vault)?;
        let said = append::attempt(vault, number, &[Body::Erase(erase.clone())]).await;
        match said {
            Ok(Some(_)) => {
                // Or what was found isn't what this device has had all along.
                let believed = vault.with(|account| {
                    let log = &led(account, number)?.log;
                    Ok(erase.places.iter().all(|place| log.leaves_out(place.seq)))
                })?;
                if !believed {
                    return Err(Failure::Refused);
                }
                if !erase.records.is_empty() {
                    return Ok(());
                }
                (attempts, rounds) = (ATTEMPTS, rounds - 1);
            }
            Ok(None) => {
                renew::look(vault, number).await?;
                attempts -= 1;
            }
            // Something was said in between.
            Err(Failure::Changed) => attempts -= 1,
            Err(failure) => return Err(failure),
        }
    }
    Err(Failure::Changed)
}

/// Those of them that aren't erased yet.
fn wanted<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    records: &[RecordId],
) -> Result<Vec<RecordRef>, Failure> {
    vault.with(|account| {
        let region = led(account, number)?;
        let mut refs = Vec::with_capacity(records.len());
        for id in records {
            let found = region.state.records.find(Hash(id.statement), id.index);
            let row = found.and_then(|row| region.state.records.row(row));
            if !row.ok_or(Failure::Changed)?.is_erased() {
                refs.push(RecordRef {
                    statement: Hash(id.statement),
                    index: id.index,
                });
            }
        }
        refs.sort_unstable();
        refs.dedup();
        Ok(refs)
    })
}

/// What to say next, as of the end of the log; nothing if the log went on meanwhile. It is about no record as long as there is more of
/// what never counted than one statement has room for.
async fn find<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    records: &[RecordRef],
) -> Result<Option<Erase>, Failure> {
    let mut erasing = read_through(vault, number, records, &[]).await?;
    let became = erasing.became();
    if !became.is_empty() {
        erasing = read_through(vault, number, records, &became).await?;
    }
    if !erasing.has_room() {
        erasing = read_through(vault, number, &[], &[]).await?;
    }
    vault.with(|account| {
        let region = led(account, number)?;
        let found = erasing.finish(account.identity.sign.public(), vault.today());
        let (seen, erase) = found.ok_or(Failure::Changed)?;
        Ok((seen == region.log.seen()).then_some(erase))
    })
}

async fn read_through<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    records: &[RecordRef],
    collected: &[Hash],
) -> Result<Erasing, Failure> {
    let mut erasing = vault.with(|account| {
        let region = led(account, number)?;
        if region.role() < Role::Lead {
            return Err(Failure::NotAllowed);
        }
        let founding = account.founding(number).ok_or(Failure::NotAllowed)?;
        Ok(Erasing::new(&region.log, founding, records, collected))
    })?;
    loop {
        let total = vault.with(|account| Ok(led(account, number)?.log.seq()))?;
        stop(vault)?;
        let since = erasing.done();
        if since >= total {
            return Ok(erasing);
        }
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        vault.platform.emit(Event::Progress {
            done: small(since),
            total: small(total),
        });
        for (last, blob) in rotate::read(vault, number, since, total).await? {
            let read = erasing.read(last, &blob.0);
            read.map_err(|_| Failure::Refused)?;
        }
    }
}

/// If that was asked for.
fn stop<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    if vault.cancel_rotation.take() {
        Err(Failure::Cancelled)
    } else {
        Ok(())
    }
}
