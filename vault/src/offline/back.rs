//! The server is there again: what it remembers for these words is held against what was opened without it.

use super::names;
use crate::api::{Alarm, Event, Failure};
use crate::region::Region;
use crate::{Platform, Vault, Write, keyring, restored, sync};

/// Once after each session that was opened from the store, when all that is new has been read.
pub(crate) async fn back<P: Platform>(vault: &Vault<P>) {
    if !vault.offline.unchecked.get() {
        return;
    }
    match check(vault).await {
        Ok(()) => vault.offline.unchecked.set(false),
        // These words open nothing at the server any more: they are to open nothing here either.
        Err(Failure::WrongWords) => {
            vault.offline.unchecked.set(false);
            forget(vault).await;
        }
        // The next round asks again.
        Err(_) => {}
    }
}

/// A device opened with an older copy knows less than its owner has verified elsewhere: the keyring says how far that was.
async fn check<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    let keys = vault.with(|account| Ok(account.keys.clone()))?;
    let (newer, _) = keyring::read(vault, &keys).await?;
    let known = (0u16..).zip(&newer.memberships);
    let known = known.filter_map(|(number, membership)| Some((number, membership.remembered?)));
    for (number, remembered) in known {
        // What was written since the last look isn't missing.
        let later = vault.with(|account| {
            let region = account.region(number).filter(|region| !region.broken);
            let far = |it: &Region| (it.epoch(), it.log.seq());
            let then = (remembered.epoch, remembered.seen.seq);
            Ok(region.is_some_and(|it| far(it).0 < then.0 || far(it).1 < then.1))
        })?;
        if later {
            sync::catch_up(vault, number).await?;
        }
        let lapsed = vault.with(|account| {
            let region = account.region(number);
            Ok(region.is_some_and(|region| region.lapsed))
        })?;
        if lapsed {
            return Err(Failure::Changed);
        }
    }
    let broken = vault.with_mut(|account| {
        let mut broken = Vec::new();
        for (number, membership) in (0u16..).zip(&newer.memberships) {
            let Some(remembered) = membership.remembered else {
                continue;
            };
            let region = account.region_mut(number);
            let Some(region) = region.filter(|region| region.space() == membership.space) else {
                continue;
            };
            let log = &region.log;
            let stands = log.forgets(remembered.seen.seq) || restored::holds(log, &remembered);
            if region.broken || (remembered.epoch <= region.epoch() && stands) {
                continue;
            }
            region.behind = remembered.seen.seq > log.seq();
            region.broken = true;
            broken.push(number);
        }
        Ok(broken)
    })?;
    for region in &broken {
        let alarm = Alarm::HistoryBroken { region: *region };
        vault.platform.emit(Event::Alarm(alarm));
    }
    if !broken.is_empty() {
        vault.tell_session();
        vault.wake();
    }
    Ok(())
}

async fn forget<P: Platform>(vault: &Vault<P>) {
    let Ok(lookup) = vault.with(|account| Ok(account.keys.lookup)) else {
        return;
    };
    let gone = Write::Remove(names::only(names::person(&lookup)));
    let store = vault.platform.store();
    // If that fails, the next session that is opened from it comes here too.
    let _ = store.change(Vec::new(), Box::new(|_| vec![gone])).await;
    vault.offline.forget();
    super::settings::tell(vault);
}
