//! What joins a region to those below it: their block's first three slots hold their secrets for who holds this one's, so
//! that whoever leads, edits or reads here does so there. A rotation hands the ending epoch's key of L on to the next one's
//! leads, like the roster's: they still open regions below that haven't been renewed yet.

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use crate::envelope::{Block, Grant, open_slot, wrap_slot};
use crate::epoch::{Access, Epoch};
use crate::padding::Padding;
use crate::roster::{Roster, whole_key};
use crate::statement::ParentKeys;
use crate::{KemKey, Label, Refused, Role, Secret, SignKey, seal};

/// What the fixed slots of a region below hold, in their order: each is wrapped to the key of the same role above.
pub const SLOTS: [Role; 3] = [Role::Lead, Role::Editor, Role::Viewer];
/// Room for a key.
const KEY: Padding = Padding::Exactly(64);

/// The slot of a region below that somebody in this role opens.
#[must_use]
pub fn slot_of(role: Role) -> Option<u8> {
    (0..)
        .zip(SLOTS)
        .find_map(|(slot, of)| (of == role).then_some(slot))
}

/// The public keys that regions below wrap to; leads only.
#[must_use]
pub fn public_keys(access: &Access) -> Option<ParentKeys> {
    let of = |role| access.child_wrapping(role)?.public().ok();
    Some(ParentKeys {
        lead: of(Role::Lead)?,
        edit: of(Role::Editor)?,
        read: of(Role::Viewer)?,
    })
}

/// Puts a region's secrets, and a capability for each role, into its block for those above.
///
/// # Errors
/// [`Refused`] for keys that aren't any, or an access that isn't a lead's.
pub fn fill(
    block: &mut Block,
    access: &Access,
    capabilities: &[SignKey; SLOTS.len()],
    above: &ParentKeys,
    lead: &SignKey,
    rng: &mut impl CryptoRng,
) -> Result<(), Refused> {
    let keys = [above.lead, above.edit, above.read];
    for (index, role) in (0..).zip(SLOTS) {
        let access = access.derive(role).ok_or(Refused)?;
        let capability = capabilities.get(index).ok_or(Refused)?;
        let to = keys.get(index).ok_or(Refused)?;
        let slot = wrap_slot(&access, capability, to, lead, rng)?;
        block.set_fixed(index, &slot)?;
    }
    Ok(())
}

/// The key of L that ends, sealed under the next epoch's roster key: whoever reads the roster then reads this.
///
/// # Errors
/// [`Refused`] unless both are a lead's.
pub fn seal_chain(
    ending: &Access,
    next: &Access,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, Refused> {
    let key = ending.child_wrapping(Role::Lead).ok_or(Refused)?;
    let roster = next.roster().ok_or(Refused)?;
    let place = next.epoch().place(Label::BelowChain);
    seal::seal(&roster, &place, KEY, key.expose_seed().expose(), rng)
}

/// The keys with which regions below are opened: the running epoch's, and for leads those handed on.
#[derive(Default)]
pub struct Keys {
    /// By epoch.
    keys: BTreeMap<u32, (Role, KemKey)>,
    /// What each epoch's rotation handed on, by the epoch that began.
    chain: BTreeMap<u32, (Epoch, Vec<u8>)>,
}

impl core::fmt::Debug for Keys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Keys({} epochs)", self.keys.len())
    }
}

impl Keys {
    /// Adds the keys of an epoch.
    pub fn unlock(&mut self, access: &Access) {
        let (number, role) = (access.epoch().number, access.role());
        if let Some(key) = access.child_wrapping(role) {
            self.keys.insert(number, (role, key));
        }
    }

    /// What the rotation that began `epoch` handed on.
    pub fn chain(&mut self, epoch: Epoch, sealed: Vec<u8>) {
        self.chain.insert(epoch.number, (epoch, sealed));
    }

    /// What a fixed slot of a region below holds for this role; the newest key first. Whether it is to be believed, that
    /// region's log says.
    ///
    /// # Errors
    /// [`Refused`] if no key opens it.
    pub fn open_slot(&self, epoch: Epoch, slot: &[u8], role: Role) -> Result<Grant, Refused> {
        let keys = self.keys.values().rev().filter(|(of, _)| *of == role);
        keys.into_iter()
            .find_map(|(_, key)| open_slot(key, epoch, slot).ok())
            .filter(|grant| grant.access.role() == role)
            .ok_or(Refused)
    }

    /// Opens what was handed on with the roster's keys.
    pub fn learn(&mut self, roster: &Roster) {
        self.chain.retain(|number, (epoch, link)| {
            let Some(key) = roster.key(*number) else {
                return true;
            };
            let place = epoch.place(Label::BelowChain);
            let opened = seal::open(key, &place, KEY, link).ok();
            let seed = opened.as_ref().and_then(|bytes| whole_key(bytes));
            if let Some(seed) = seed {
                let key = KemKey::from_seed(Secret::from_bytes(seed));
                self.keys.insert(number.wrapping_sub(1), (Role::Lead, key));
            }
            false
        });
    }
}
