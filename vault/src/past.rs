//! What came before the pages that a region was opened with: read when somebody asks for history, and before anything that is for good.

use crate::api::{Alarm, Event, Failure};
use crate::region::Region;
use crate::{Platform, Vault, open};

/// Reads a region's log from its first entry, and goes on with that. Nothing to do for one that was opened so, or where this was
/// done. If the pages were no summary of this log, the checkpoint in it is now somebody's lie, and is told like any other.
pub(crate) async fn read<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    let missing = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let founding = account.founding(number).ok_or(Failure::NotAllowed)?;
        let begun = region.checkpoints.is_begun() && !region.broken;
        Ok(begun.then(|| Region::new(region.keys(), founding)))
    })?;
    let Some(whole) = missing else {
        return Ok(());
    };
    let mut whole = whole.ok_or(Failure::NotAllowed)?;
    let mut alarms = Vec::new();
    loop {
        alarms.extend(open::catch_up(vault, number, &mut whole).await?);
        let until = vault.with(|account| {
            let region = account.region(number).ok_or(Failure::NotAllowed)?;
            if whole.lapsed || region.capability.public() != whole.capability.public() {
                return Err(Failure::Changed);
            }
            Ok(region.log.seq())
        })?;
        if whole.broken || whole.log.seq() >= until {
            break;
        }
    }
    let fits = vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        let fits = !whole.broken && whole.log.is_whole() && region.take_over(&mut whole);
        region.broken |= !fits;
        Ok(fits)
    })?;
    if !fits && !whole.broken {
        // The very history that the pages were a summary of must be shown now.
        alarms.push(Alarm::HistoryBroken { region: number });
    }
    for alarm in alarms {
        vault.platform.emit(Event::Alarm(alarm));
    }
    if !fits {
        vault.tell_session();
        return Err(Failure::Refused);
    }
    vault.platform.emit(Event::Records { region: number });
    Ok(())
}
