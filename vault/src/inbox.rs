//! The inbox of a region, for those who read it.

use keys::BlobId;
use wire::inbox::RemoveParams;

use crate::api::{Alarm, Event, Failure};
use crate::{Platform, Vault, server};

/// Ids named in one request.
const REMOVED: usize = 1_000;

/// Reads an inbox whose count has changed.
pub(crate) async fn look<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let (key, space, epoch) = vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        region.incoming.stale = false;
        Ok((region.capability.clone(), region.space(), region.epoch()))
    })?;
    let mut blobs: Vec<(BlobId, Vec<u8>)> = Vec::new();
    let looked = async {
        loop {
            let after = blobs.last().map(|(id, _)| *id);
            let answer =
                server::read_inbox(&vault.platform, &key, space, vault.today(), after).await?;
            if answer.epoch != epoch {
                // It rotates right now: the next sync tells.
                return Err(Failure::Changed);
            }
            for blob in answer.blobs {
                let id = blob.0.get(1..33).and_then(|id| id.try_into().ok());
                let id = id.map(BlobId).ok_or(Failure::Refused)?;
                // In the order of the ids, or the reading would never end.
                if after.is_some_and(|after| id.0 <= after.0) {
                    return Err(Failure::Refused);
                }
                blobs.push((id, blob.0));
            }
            if !answer.more || blobs.last().map(|(id, _)| *id) == after {
                return Ok(());
            }
        }
    };
    if let Err(failure) = looked.await {
        vault.with_mut(|account| {
            if let Some(region) = account.region_mut(number) {
                region.incoming.stale = true;
            }
            Ok(())
        })?;
        return Err(failure);
    }
    let refused = vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        if region.epoch() != epoch {
            return Ok(0);
        }
        let authority = region.log.authority();
        let known = |author: &keys::PublicKey| authority.known_keys(author).is_some();
        let in_log = &region.state.handed;
        let fresh = region.incoming.look(&region.access, &blobs, in_log, known);
        region.refused += fresh;
        Ok(if fresh > 0 { region.refused } else { 0 })
    })?;
    if refused > 0 {
        vault.platform.emit(Event::Alarm(Alarm::Refused {
            region: number,
            count: refused,
        }));
    }
    vault.platform.emit(Event::Incoming { region: number });
    Ok(())
}

/// Takes out of the inbox what isn't needed there; of what is nobody's nothing, unless the inbox has to be `empty`.
pub(crate) async fn tidy<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    empty: bool,
) -> Result<(), Failure> {
    let (key, space, useless) = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let unknown = region.incoming.unknown.iter().filter(|_| empty);
        let useless: Vec<BlobId> = region
            .incoming
            .useless
            .iter()
            .chain(unknown)
            .copied()
            .collect();
        Ok((region.capability.clone(), region.space(), useless))
    })?;
    for ids in useless.chunks(REMOVED) {
        let params = RemoveParams { ids: ids.to_vec() };
        server::remove_from_inbox(&vault.platform, &key, space, vault.today(), &params).await?;
        vault.with_mut(|account| {
            if let Some(region) = account.region_mut(number) {
                region.incoming.useless.retain(|id| !ids.contains(id));
                region.incoming.unknown.retain(|id| !ids.contains(id));
            }
            Ok(())
        })?;
    }
    Ok(())
}
