//! A region whose capability lapsed: it has rotated, or the role is another one, or this person was put out.

use keys::card::Card;
use keys::envelope::{Block, Grant};
use keys::log::Authority;
use keys::{Epoch, Role, sha256};
use wire::space::EnvelopesRequest;

use crate::account::{BELOW, Place};
use crate::api::{Alarm, Event, Failure};
use crate::region::Held;
use crate::server;
use crate::{Platform, Vault, below, sync};

/// What came of looking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// Other keys, or none any more.
    Changed,
    /// The very keys held already.
    Same,
}

/// Looks at the envelopes again, if the region lapsed, and goes on with what is there for this person.
pub(crate) async fn renew<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Renewal, Failure> {
    let _one_at_a_time = vault.append_lock.lock().await;
    look(vault, number).await
}

/// The server refused a capability: nothing else is asked with it before the envelopes were looked at.
pub(crate) fn lapse<P: Platform>(vault: &Vault<P>, number: u16) -> Result<(), Failure> {
    vault.with_mut(|account| {
        if let Some(region) = account.region_mut(number) {
            region.lapsed = true;
        }
        Ok(())
    })
}

/// The same as [`renew`] for who holds the lock on appending already.
pub(crate) async fn look<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Renewal, Failure> {
    if number >= BELOW {
        return below::look(vault, number).await;
    }
    let held = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let membership = account.membership(number).ok_or(Failure::NotAllowed)?;
        let lapsed = region.lapsed && !region.broken;
        let held = (
            account.identity.clone(),
            membership.clone(),
            region.access.epoch(),
        );
        Ok(lapsed.then_some(held))
    })?;
    let Some((identity, membership, before)) = held else {
        // Somebody else looked meanwhile.
        return Ok(Renewal::Changed);
    };
    let request = EnvelopesRequest {
        space: membership.space,
        known: None,
        wait_seconds: 0,
    };
    let answer = server::envelopes(&vault.platform, &request).await?;
    let epoch = Epoch {
        space: membership.space,
        number: answer.epoch,
    };
    let block = Block::decode(&answer.block.0).map_err(|_| Failure::Refused)?;
    if epoch.number < before.number {
        return older(vault, number);
    }
    let Ok((slot, grant)) = block.find(&identity.kem, epoch, membership.slot) else {
        return removed(vault, number);
    };
    if grant.access.role() < Role::Viewer {
        // From now on this person only hands in.
        sync::look_again(vault, number).await?;
        return Ok(Renewal::Changed);
    }
    let Ok(card) = Card::open(&grant.access, membership.founding, &answer.card.0) else {
        return false_envelope(vault, number);
    };
    let me = identity.sign.public();
    let organisation = card.authority().organisation();
    let held = Held::new(grant.clone(), card.card());
    let settled = settle(vault, number, before, &grant, held, |authority| {
        authority.organisation() == organisation
            && authority.confirms(&me, &grant)
            && authority.runs(&grant.access)
    });
    let renewal = match settled.await? {
        Settled::Holds(renewal) => renewal,
        Settled::False => return false_envelope(vault, number),
        Settled::Not => {
            let now = server::envelopes(&vault.platform, &request).await?;
            if sha256(&[&now.block.0]) == sha256(&[&answer.block.0]) {
                return false_envelope(vault, number);
            }
            // Changed once more while the log was read: that is no lie.
            return Ok(Renewal::Changed);
        }
    };
    vault.with_mut(|account| {
        if let Some(membership) = account.keyring.memberships.get_mut(usize::from(number)) {
            // Goes out with the next write of the keyring.
            membership.slot = Some(slot);
        }
        Ok(())
    })?;
    told(vault, number, before, epoch);
    Ok(renewal)
}

/// What became of other keys for a region.
pub(crate) enum Settled {
    /// The log bears them out: they count from now on.
    Holds(Renewal),
    /// It doesn't, as far as it goes.
    Not,
    /// Two rotations of one epoch: never a silent choice between them.
    False,
}

/// Reads on with other keys, and goes on with them if the log bears them out.
pub(crate) async fn settle<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    before: Epoch,
    grant: &Grant,
    held: Held,
    bears_out: impl Fn(&Authority) -> bool,
) -> Result<Settled, Failure> {
    let epoch = grant.access.epoch();
    let (same, other_rotation) = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let same = region.capability.public() == grant.capability.public();
        let other = epoch == before && region.access.commitment() != grant.access.commitment();
        Ok((same, other))
    })?;
    if other_rotation {
        return Ok(Settled::False);
    }
    let held = vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        region.read_with(held).map_err(|_| Failure::Refused)
    })?;
    let caught_up = sync::catch_up(vault, number).await;
    let settled = vault.with_mut(|account| {
        let region = account.region_mut(number).ok_or(Failure::NotAllowed)?;
        let holds = caught_up.is_ok() && bears_out(region.log.authority());
        if holds {
            // Only now they count.
            region.lapsed = false;
        } else {
            region.read_with(held).map_err(|_| Failure::Refused)?;
            region.lapsed = true;
        }
        Ok(holds || region.broken)
    })?;
    caught_up?;
    Ok(match settled {
        false => Settled::Not,
        true if same => Settled::Holds(Renewal::Same),
        true => Settled::Holds(Renewal::Changed),
    })
}

/// Says that a region has other keys.
pub(crate) fn told<P: Platform>(vault: &Vault<P>, number: u16, before: Epoch, epoch: Epoch) {
    // What is below is opened with the keys of this region: in this role from now on.
    let _ = vault.with_mut(|account| {
        account.lapse_below(number);
        Ok(())
    });
    vault.tell_session();
    if epoch != before {
        tell_rotated(vault, number);
        vault.note_written();
    }
}

fn removed<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Renewal, Failure> {
    vault.with_mut(|account| {
        if let Some(place) = account.places.get_mut(usize::from(number)) {
            *place = Place::Removed;
        }
        account.close_below(number);
        Ok(())
    })?;
    vault.tell_session();
    Ok(Renewal::Changed)
}

/// The server has an epoch that is over: it was restored from a backup, or it lies.
fn older<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Renewal, Failure> {
    vault.with_mut(|account| {
        if let Some(region) = account.region_mut(number) {
            region.broken = true;
            region.behind = true;
        }
        Ok(())
    })?;
    let alarm = Alarm::HistoryBroken { region: number };
    vault.platform.emit(Event::Alarm(alarm));
    vault.tell_session();
    vault.wake();
    Ok(Renewal::Changed)
}

/// What the server hands out isn't what the log says: nothing more is read or written here.
pub(crate) fn false_envelope<P: Platform>(
    vault: &Vault<P>,
    number: u16,
) -> Result<Renewal, Failure> {
    vault.with_mut(|account| {
        if let Some(region) = account.region_mut(number) {
            region.broken = true;
        }
        Ok(())
    })?;
    let alarm = Alarm::FalseEnvelope { region: number };
    vault.platform.emit(Event::Alarm(alarm));
    Ok(Renewal::Changed)
}

/// Those who stay notice one line; who did it knows.
fn tell_rotated<P: Platform>(vault: &Vault<P>, number: u16) {
    let by = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let me = account.identity.sign.public();
        let authority = region.log.authority();
        let by = authority.member(&me).map(|member| member.by);
        Ok(by.filter(|by| *by != me).map(|by| region.name_of(&by)))
    });
    if let Ok(Some(by)) = by {
        vault.platform.emit(Event::Renewed { region: number, by });
    }
}
