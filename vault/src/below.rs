//! Regions below those one belongs to: each is opened with the keys of the one above it, as its log bears out. The keyring
//! knows nothing of them; they are found in the logs.

use keys::below::slot_of;
use keys::envelope::Grant;
use keys::log::Described;
use keys::statement::Create;
use keys::{Epoch, Hash, Role, Secret, SpaceId, sha256};
use wire::above::{AboveRequest, Asked, Slot};

use crate::account::{Account, BELOW, Below, Place, Tried};
use crate::api::{Alarm, Event, Failure};
use crate::begin::Opening;
use crate::heads::{self, Memory};
use crate::open::Cut;
use crate::region::{Held, Region};
use crate::renew::{self, Renewal, Settled};
use crate::server;
use crate::{Platform, Vault, begin};

/// Spaces asked about at once.
const AT_ONCE: usize = 256;
/// Regions read at once: each few are shown while the next are on their way.
const READ_AT_ONCE: usize = 32;

/// Rounds until what didn't open is asked for again, at most: an hour of waiting for news.
const ROUNDS_MAX: u32 = 128;

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
            let both: Vec<(&Found, Slot)> = found.iter().zip(slots).collect();
            for some in both.chunks(READ_AT_ONCE) {
                opened |= open(vault, some).await?;
            }
        }
        if !opened {
            return Ok(());
        }
        vault.wake();
        // What was verified now is what the next device must at least find.
        vault.note_written();
    }
}

/// Regions that the logs know of, whose keys those above are given.
fn unopened(account: &Account) -> Vec<Found> {
    let mut found = Vec::new();
    let memberships = account.keyring.memberships.iter().zip(&account.places);
    let here = memberships.filter(|(_, place)| !matches!(place, Place::Removed));
    let here: Vec<SpaceId> = here.map(|(membership, _)| membership.space).collect();
    for (above, region) in account.regions() {
        if region.broken || region.lapsed {
            continue;
        }
        for created in region.log.authority().children() {
            let space = &created.child;
            let waits = account.tried.get(space).is_some_and(|tried| tried.left > 0);
            let open = account.number_of(space).is_some() || here.contains(space);
            if created.open && !open && !waits {
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

/// A region whose slot opened.
struct Ready<'a> {
    found: &'a Found,
    slot: &'a Slot,
    hash: Hash,
    grant: Grant,
    /// With keys of which epoch above.
    of: u32,
}

/// Opens regions whose slots and logs hold; whether any did.
async fn open<P: Platform>(vault: &Vault<P>, some: &[(&Found, Slot)]) -> Result<bool, Failure> {
    let mut ready = Vec::new();
    for (found, slot) in some {
        let (hash, grant) = vault.with(|account| with_slot(account, found, slot))?;
        match grant {
            Some((grant, of)) => ready.push(Ready {
                found,
                slot,
                hash,
                grant,
                of,
            }),
            None => failed(
                vault,
                found.above,
                &found.created,
                (Some(hash), Why::Nothing),
            )?,
        }
    }
    let openings = ready
        .iter()
        .map(|ready| opening(vault, ready.found, &ready.grant));
    let ends = begin::regions(vault, openings.collect::<Result<_, _>>()?).await;
    let (mut opened, mut line, mut closed) = (false, None, Vec::new());
    for (ready, ended) in ready.iter().zip(ends) {
        match ended.region {
            Ok(Some(region)) => match take(vault, ready, region)? {
                Taken::As(number) => {
                    begin::tell(vault, number, ended.alarms);
                    opened = true;
                }
                Taken::Meanwhile => {}
                Taken::Not => closed.push((ready, Some(ready.hash), Why::False)),
            },
            // The slot is as good as before: another look at the log may find all of it.
            Ok(None) | Err(Cut::Withheld) => closed.push((ready, None, Why::Nothing)),
            Err(Cut::Line(failure)) => line = Some(failure),
        }
    }
    if opened {
        // Now: the line may break while others are asked about.
        vault.tell_session();
    }
    let asked = closed.iter().map(|(ready, ..)| ready.found);
    let asked = asked.map(|found| (found.created.child, found.role));
    let now = slots(vault, asked.collect()).await?;
    for ((Ready { found, slot, .. }, hash, why), now) in closed.into_iter().zip(now) {
        if now == **slot {
            failed(vault, found.above, &found.created, (hash, why))?;
        }
    }
    match line {
        Some(failure) if !opened => Err(failure),
        _ => Ok(opened),
    }
}

/// What a slot holds and with keys of which epoch above it opened, if it wasn't tried before: the same slot with the same keys
/// gives the same.
fn with_slot(
    account: &Account,
    found: &Found,
    slot: &Slot,
) -> Result<(Hash, Option<(Grant, u32)>), Failure> {
    let above = account.region(found.above).ok_or(Failure::NotAllowed)?;
    let space = found.created.child;
    let epoch = Epoch {
        space,
        number: slot.epoch,
    };
    let hash = tried_with(above, found.role, slot);
    let tried = account.tried.get(&space);
    let new = tried.is_none_or(|tried| tried.hash != Some(hash)) && slot.epoch > 0;
    let open = || above.below.open_slot(epoch, &slot.slot.0, found.role).ok();
    Ok((hash, new.then(open).flatten()))
}

/// What became of a region that was read.
enum Taken {
    /// It is open, under this number.
    As(u16),
    /// It was opened meanwhile, or the one above is another by now.
    Meanwhile,
    /// Its log doesn't bear out what its slot held.
    Not,
}

/// Puts a region that was read beside the others, if its log bears out what its slot held.
fn take<P: Platform>(
    vault: &Vault<P>,
    ready: &Ready<'_>,
    mut region: Region,
) -> Result<Taken, Failure> {
    if region.lapsed || !bears_out(vault, ready.found, &ready.grant, &region)? {
        return Ok(Taken::Not);
    }
    let remembered = vault.with(|account| Ok(heads::judge(account, &region)))?;
    let stopped = matches!(remembered, Memory::Another { .. });
    if let Memory::Another { behind } = remembered {
        (region.broken, region.behind) = (true, behind);
        region.hide();
    }
    let space = ready.found.created.child;
    let taken = vault.with_mut(|account| {
        let Found { above, role, .. } = ready.found;
        let running = account.region(*above).filter(|region| {
            let open = !region.broken && !region.lapsed;
            open && region.role() == *role
        });
        let running = running.map(Region::epoch);
        let (Some(running), None) = (running, account.number_of(&space)) else {
            return Ok(Taken::Meanwhile);
        };
        let number = BELOW + u16::try_from(account.below.len()).map_err(|_| Failure::Full)?;
        account.below.push(Below {
            above: *above,
            region: Some(Box::new(region)),
            unsure: ready.of != running && remembered == Memory::Nothing,
        });
        account.tried.remove(&space);
        Ok(Taken::As(number))
    })?;
    if let (Taken::As(region), true) = (&taken, stopped) {
        let alarm = Alarm::HistoryBroken { region: *region };
        vault.platform.emit(Event::Alarm(alarm));
    }
    Ok(taken)
}

/// What is to be read of a region below another.
fn opening<P: Platform>(
    vault: &Vault<P>,
    found: &Found,
    grant: &Grant,
) -> Result<Opening, Failure> {
    vault.with(|account| {
        let above = account.region(found.above).ok_or(Failure::NotAllowed)?;
        // Called what its creation says, asking what is asked above, until its own log says more.
        let described = Described {
            name: Some(label(&found.created)),
            ..above.described()
        };
        Ok(Opening {
            founding: account.founding(found.above).ok_or(Failure::NotAllowed)?,
            remembered: heads::place_of(account, found.created.child),
            held: Held::above(grant.clone(), described),
        })
    })
}

/// Whether a region's log bears out what its slot held.
fn bears_out<P: Platform>(
    vault: &Vault<P>,
    found: &Found,
    grant: &Grant,
    region: &Region,
) -> Result<bool, Failure> {
    let Found { above, created, .. } = found;
    vault.with(|account| {
        let above = account.region(*above).ok_or(Failure::NotAllowed)?;
        let (authority, those) = (region.log.authority(), above.log.authority());
        Ok(!region.broken
            && authority.confirms_above(grant)
            && authority.created() == Some(created)
            && authority.organisation() == those.organisation()
            && authority.path().split_last() == Some((&created.child, those.path())))
    })
}

/// A region that is open, read again from the beginning, whatever is remembered of it.
pub(crate) async fn reopen<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Region, Failure> {
    let found = vault.with(|account| {
        let space = account.region(number).ok_or(Failure::NotAllowed)?.space();
        let above = account.above(number).ok_or(Failure::NotAllowed)?;
        let region = account.region(above).ok_or(Failure::NotAllowed)?;
        let mut children = region.log.authority().children().iter();
        let created = children.find(|created| created.child == space);
        Ok(Found {
            above,
            role: region.role(),
            created: created.ok_or(Failure::Refused)?.clone(),
        })
    })?;
    let space = found.created.child;
    let slot = slots(vault, vec![(space, found.role)]).await?;
    let slot = slot.into_iter().next().ok_or(Failure::Refused)?;
    let epoch = Epoch {
        space,
        number: slot.epoch,
    };
    let (grant, _) = vault.with(|account| {
        let above = account.region(found.above).ok_or(Failure::NotAllowed)?;
        let opened = above.below.open_slot(epoch, &slot.slot.0, found.role);
        opened.map_err(|_| Failure::Refused)
    })?;
    let opening = opening(vault, &found, &grant)?;
    let region = begin::region(vault, number, opening).await?;
    let region = region.ok_or(Failure::Refused)?;
    if bears_out(vault, &found, &grant, &region)? {
        Ok(region)
    } else {
        Err(Failure::Refused)
    }
}

/// With what a region is tried: the slot, and whose keys.
fn tried_with(above: &Region, role: Role, slot: &Slot) -> Hash {
    let epoch = above.access.epoch();
    sha256(&[
        &slot.slot.0,
        &epoch.space.0,
        &epoch.number.to_be_bytes(),
        &[role as u8],
    ])
}

/// Why a region that the log above names doesn't open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// What lies there opens with no key, or its log isn't told to the end. Once that may be a rotation that is just going on; a
    /// lead is told of the second time, for leads open whatever their keys or those before them opened.
    Nothing,
    /// What it opened isn't what the log bears out.
    False,
}

/// It is shown from now on, and asked for less and less often.
fn failed<P: Platform>(
    vault: &Vault<P>,
    above: u16,
    created: &Create,
    (hash, why): (Option<Hash>, Why),
) -> Result<(), Failure> {
    let alarm = vault.with_mut(|account| {
        let leads = account.region(above).map(Region::role) == Some(Role::Lead);
        let before = account.tried.get(&created.child);
        let waited = before.map_or(1, |before| (before.waited * 2).min(ROUNDS_MAX));
        let told = before.is_some_and(|before| before.told);
        let alarm = match why {
            _ if told => None,
            Why::False => Some(Alarm::FalseEnvelope { region: above }),
            Why::Nothing if before.is_none() || !leads => None,
            Why::Nothing => Some(Alarm::Withheld {
                region: above,
                name: label(created),
            }),
        };
        let tried = Tried {
            hash,
            left: waited,
            waited,
            told: told || alarm.is_some(),
        };
        account.tried.insert(created.child, tried);
        Ok(alarm)
    })?;
    if let Some(alarm) = alarm {
        vault.platform.emit(Event::Alarm(alarm));
    }
    vault.tell_session();
    Ok(())
}

/// A round of the loop is over.
pub(crate) fn round<P: Platform>(vault: &Vault<P>) {
    // Nobody signed in, nothing to count.
    let _ = vault.with_mut(|account| {
        for tried in account.tried.values_mut() {
            tried.left = tried.left.saturating_sub(1);
        }
        Ok(())
    });
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
        let opened = above.below.open_slot(epoch, &slot.slot.0, role).ok();
        let described = region.described();
        let running = above.epoch();
        Ok(opened.map(|(grant, of)| (Held::above(grant.clone(), described), grant, of == running)))
    })?;
    let Some((held, grant, running)) = opened else {
        // The one above is being renewed, and this one will be: its keys come with it. Unless somebody keeps them back.
        let created = vault.with(|account| {
            let above = account.region(above).ok_or(Failure::NotAllowed)?;
            let mut children = above.log.authority().children().iter();
            let created = children.find(|created| created.child == space);
            let waits = account
                .tried
                .get(&space)
                .is_some_and(|tried| tried.left > 0);
            let created = created.filter(|_| !waits).cloned();
            Ok(created.map(|created| (created, tried_with(above, role, &slot))))
        })?;
        if let Some((created, hash)) = created {
            failed(vault, above, &created, (Some(hash), Why::Nothing))?;
        }
        return Ok(Renewal::Same);
    };
    let settled = renew::settle(vault, number, before, &grant, held, |authority| {
        authority.confirms_above(&grant)
    });
    match settled.await? {
        Settled::Holds(renewal) => {
            vault.with_mut(|account| {
                account.tried.remove(&space);
                let index = number.checked_sub(BELOW).map(usize::from);
                let below = index.and_then(|index| account.below.get_mut(index));
                // Keys of the epoch that runs above are new, whatever was there before.
                below.into_iter().for_each(|below| below.unsure &= !running);
                Ok(())
            })?;
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
