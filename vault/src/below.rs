//! Regions below those one belongs to: each is opened with the keys of the one above it, as its log bears out. The keyring
//! knows nothing of them; they are found in the logs.

use keys::below::slot_of;
use keys::log::Described;
use keys::statement::Create;
use keys::{Epoch, Role, Secret, SpaceId, sha256};
use wire::above::{AboveRequest, Asked, Slot};

use crate::account::{Account, BELOW, Below};
use crate::api::{Alarm, Event, Failure};
use crate::region::{Held, Region};
use crate::renew::{self, Renewal, Settled};
use crate::server;
use crate::{Platform, Vault, begin};

/// Spaces asked about at once.
const AT_ONCE: usize = 256;

/// A region below one that is open, and not open itself.
struct Found {
    above: u16,
    role: Role,
    created: Create,
}

/// Opens what can be opened, level by level.
pub(crate) async fn descend<P: Platform>(vault: &Vault<P>) -> Result<(), Failure> {
    loop {
        let found = vault.with(|account| Ok(unopened(account)))?;
        let mut opened = false;
        for found in found.chunks(AT_ONCE) {
            let asked = found.iter().map(|found| (found.created.child, found.role));
            let slots = slots(vault, asked.collect()).await?;
            for (found, slot) in found.iter().zip(slots) {
                opened |= open(vault, found, &slot).await?;
            }
        }
        if !opened {
            return Ok(());
        }
        vault.tell_session();
        vault.wake();
    }
}

/// Regions that the logs know of, whose keys those above are given.
fn unopened(account: &Account) -> Vec<Found> {
    let mut found = Vec::new();
    for (above, region) in account.regions() {
        if region.broken || region.lapsed {
            continue;
        }
        let here = account.keyring.memberships.iter();
        let here: Vec<SpaceId> = here.map(|membership| membership.space).collect();
        for created in region.log.authority().children() {
            let space = &created.child;
            if created.open && account.number_of(space).is_none() && !here.contains(space) {
                found.push(Found {
                    above,
                    role: region.role(),
                    created: created.clone(),
                });
            }
        }
    }
    found
}

async fn slots<P: Platform>(
    vault: &Vault<P>,
    spaces: Vec<(SpaceId, Role)>,
) -> Result<Vec<Slot>, Failure> {
    let count = spaces.len();
    let asked = spaces.into_iter().filter_map(|(space, role)| {
        let slot = slot_of(role)?;
        Some(Asked { space, slot })
    });
    let asked: Vec<Asked> = asked.collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let invent = || SpaceId(*Secret::make(&mut vault.rng()).expose());
    let request = AboveRequest::padded(asked, invent).ok_or(Failure::Full)?;
    let answer = server::above(&vault.platform, &request).await?;
    if answer.slots.len() == request.slots.len() && count <= answer.slots.len() {
        Ok(answer.slots)
    } else {
        Err(Failure::Refused)
    }
}

/// Opens one region, if its slot and its log hold; whether it did.
async fn open<P: Platform>(vault: &Vault<P>, found: &Found, slot: &Slot) -> Result<bool, Failure> {
    let Found {
        above,
        role,
        created,
    } = found;
    let space = created.child;
    let epoch = Epoch {
        space,
        number: slot.epoch,
    };
    let (grant, number, hash) = vault.with(|account| {
        let region = account.region(*above).ok_or(Failure::NotAllowed)?;
        let number = BELOW + u16::try_from(account.below.len()).map_err(|_| Failure::Full)?;
        // The same slot with the same keys gives the same.
        let hash = sha256(&[&slot.slot.0, &region.epoch().to_be_bytes(), &[*role as u8]]);
        let new = account.tried.get(&space) != Some(&hash) && slot.epoch > 0;
        let grant = new.then(|| region.below.open_slot(epoch, &slot.slot.0, *role).ok());
        Ok((grant.flatten(), number, hash))
    })?;
    let Some(grant) = grant else {
        return Ok(false);
    };
    let founding = vault.with(|account| account.founding(*above).ok_or(Failure::NotAllowed))?;
    // Called what its creation says, asking what is asked above, until its own log says more.
    let described = vault.with(|account| {
        let above = account.region(*above).ok_or(Failure::NotAllowed)?;
        let name = Some(label(created));
        Ok(Described {
            name,
            ..above.described()
        })
    })?;
    let held = Held::above(grant.clone(), described);
    let region = begin::region(vault, number, founding, None, held).await?;
    let region = region.ok_or(Failure::Refused)?;
    let holds = vault.with(|account| {
        let above = account.region(*above).ok_or(Failure::NotAllowed)?;
        let (authority, those) = (region.log.authority(), above.log.authority());
        Ok(!region.broken
            && authority.confirms_above(&grant)
            && authority.created() == Some(created.commitment)
            && authority.organisation() == those.organisation()
            && authority.path().split_last() == Some((&space, those.path())))
    })?;
    if holds && !region.lapsed {
        return vault.with_mut(|account| {
            let another = account.number_of(&space).is_some();
            let free = BELOW + u16::try_from(account.below.len()).unwrap_or(BELOW) == number;
            if another || !free {
                return Ok(false);
            }
            account.below.push(Below {
                above: *above,
                region: Some(Box::new(region)),
            });
            Ok(true)
        });
    }
    let now = slots(vault, vec![(space, *role)]).await?;
    if now.first() == Some(slot) {
        vault.with_mut(|account| {
            account.tried.insert(space, hash);
            Ok(())
        })?;
        let alarm = Alarm::FalseEnvelope { region: *above };
        vault.platform.emit(Event::Alarm(alarm));
    }
    Ok(false)
}

/// What a region is called; a map of languages has a first one.
pub(crate) fn label(created: &Create) -> String {
    created.label.as_text().unwrap_or_default().to_owned()
}

/// Looks at the slot again, if the region lapsed: it has been renewed, or the one above is held in another role.
pub(crate) async fn look<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Renewal, Failure> {
    let held = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let above = account.above(number).ok_or(Failure::NotAllowed)?;
        let role = account.region(above).map(Region::role);
        let lapsed = region.lapsed && !region.broken;
        Ok(lapsed.then_some((region.access.epoch(), above, role)))
    })?;
    let Some((before, above, role)) = held else {
        return Ok(Renewal::Changed);
    };
    let Some(role) = role.filter(|role| slot_of(*role).is_some()) else {
        vault.with_mut(|account| {
            account.close_below(above);
            Ok(())
        })?;
        vault.tell_session();
        return Ok(Renewal::Changed);
    };
    let space = before.space;
    let asked = vec![(space, role)];
    let slot = slots(vault, asked.clone()).await?;
    let slot = slot.into_iter().next().ok_or(Failure::Refused)?;
    if slot.epoch < before.number {
        return renew::false_envelope(vault, number);
    }
    let epoch = Epoch {
        space,
        number: slot.epoch,
    };
    let opened = vault.with(|account| {
        let above = account.region(above).ok_or(Failure::NotAllowed)?;
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let grant = above.below.open_slot(epoch, &slot.slot.0, role).ok();
        let described = region.described();
        Ok(grant.map(|grant| (Held::above(grant.clone(), described), grant)))
    })?;
    let Some((held, grant)) = opened else {
        // The one above is being renewed, and this one will be: its keys come with it.
        return Ok(Renewal::Same);
    };
    let settled = renew::settle(vault, number, before, &grant, held, |authority| {
        authority.confirms_above(&grant)
    });
    match settled.await? {
        Settled::Holds(renewal) => {
            renew::told(vault, number, before, epoch);
            Ok(renewal)
        }
        Settled::False => renew::false_envelope(vault, number),
        Settled::Not => {
            let now = slots(vault, asked).await?;
            if now.first() == Some(&slot) {
                return renew::false_envelope(vault, number);
            }
            Ok(Renewal::Changed)
        }
    }
}
