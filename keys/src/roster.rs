//! Names of members, for leads. A name is sealed under the roster key of the epoch it was given in; each rotation hands the
//! ending epoch's roster key on under the next one's, so that whoever leads now reads the names given before.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::encode::{decode, encode};
use crate::epoch::{Access, Epoch};
use crate::keyring::TokenBatch;
use crate::padding::Padding;
use crate::{Label, PublicKey, Refused, Secret, seal};

/// Room for a name in bytes, padded so that its length isn't told.
const NAME: Padding = Padding::Exactly(256);
/// Room for a key.
const KEY: Padding = Padding::Exactly(64);

/// What leads know of a member.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Entry {
    /// What the lead who let them in calls them.
    #[n(0)]
    pub name: String,
    /// Admission tokens for somebody who may let people in.
    #[n(1)]
    pub tokens: Option<TokenBatch>,
    /// Who this person was before, with keys that are lost.
    #[n(2)]
    pub was: Option<PublicKey>,
}

impl core::fmt::Debug for Entry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Entry(…)")
    }
}

impl Entry {
    /// As a grant carries it; leads only.
    ///
    /// # Errors
    /// [`Refused`] for another role, or a name that is too long.
    pub fn seal(&self, access: &Access, rng: &mut impl CryptoRng) -> Result<Vec<u8>, Refused> {
        let place = access.epoch().place(Label::RosterName);
        let key = access.roster().ok_or(Refused)?;
        seal::seal(&key, &place, NAME, &Zeroizing::new(encode(self)), rng)
    }
}

/// The roster key of the epoch that ends, for leads of the next.
///
/// # Errors
/// [`Refused`] unless both are a lead's.
pub fn seal_chain(
    ending: &Access,
    next: &Access,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, Refused> {
    let place = next.epoch().place(Label::RosterChain);
    let (old, new) = (
        ending.roster().ok_or(Refused)?,
        next.roster().ok_or(Refused)?,
    );
    seal::seal(&new, &place, KEY, old.expose(), rng)
}

/// A key that was handed on: 32 bytes and no more.
pub(crate) fn whole_key(opened: &[u8]) -> Option<&[u8; 32]> {
    opened.try_into().ok()
}

/// The names of a space that this access can read.
#[derive(Default)]
pub struct Roster {
    /// By epoch.
    keys: BTreeMap<u32, Secret>,
    /// What each epoch's rotation handed on, by the epoch that began, with the one that ended.
    chain: BTreeMap<u32, (Epoch, u32, Vec<u8>)>,
    sealed: BTreeMap<PublicKey, (Epoch, Vec<u8>)>,
    entries: BTreeMap<PublicKey, Entry>,
    /// Whose keys came after whose.
    after: BTreeMap<PublicKey, PublicKey>,
}

impl core::fmt::Debug for Roster {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Roster({} entries)", self.entries.len())
    }
}

impl Roster {
    /// Adds the key of an epoch, if its access is a lead's.
    pub fn unlock(&mut self, access: &Access) {
        if let Some(key) = access.roster() {
            self.keys.insert(access.epoch().number, key);
            self.open();
        }
    }

    /// What a grant of this epoch carries.
    pub fn add(&mut self, member: PublicKey, epoch: Epoch, sealed: Vec<u8>) {
        self.sealed.insert(member, (epoch, sealed));
        self.open();
    }

    /// What the rotation that began `epoch` handed on: the key of the one before.
    pub fn chain(&mut self, epoch: Epoch, before: u32, sealed: Vec<u8>) {
        self.chain.insert(epoch.number, (epoch, before, sealed));
        self.open();
    }

    /// A member's name, if it can be read. What somebody was called stays known after they are gone.
    #[must_use]
    pub fn name(&self, member: &PublicKey) -> Option<&str> {
        self.entries.get(member).map(|entry| entry.name.as_str())
    }

    /// The tokens a member was given with the role.
    #[must_use]
    pub fn tokens(&self, member: &PublicKey) -> Option<&TokenBatch> {
        self.entries.get(member)?.tokens.as_ref()
    }

    /// Who a member was before, with keys that are lost.
    #[must_use]
    pub fn was(&self, member: &PublicKey) -> Option<PublicKey> {
        self.entries.get(member)?.was
    }

    /// Who came after somebody whose keys are lost, as a lead said who let them in again.
    #[must_use]
    pub fn after(&self, member: &PublicKey) -> Option<&PublicKey> {
        self.after.get(member)
    }

    /// The key of an epoch, if this access reaches back to it.
    pub(crate) fn key(&self, epoch: u32) -> Option<&Secret> {
        self.keys.get(&epoch)
    }

    /// Forgets all names.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Keys from the newest epoch down, then what they open.
    fn open(&mut self) {
        let Self {
            keys,
            chain,
            sealed,
            entries,
            after,
        } = self;
        for (number, (epoch, before, link)) in chain.iter().rev() {
            let key = keys.get(number).filter(|_| !keys.contains_key(before));
            let place = epoch.place(Label::RosterChain);
            let opened = key.and_then(|key| seal::open(key, &place, KEY, link).ok());
            let bytes = opened.as_ref().and_then(|bytes| whole_key(bytes));
            if let Some(bytes) = bytes {
                keys.insert(*before, Secret::from_bytes(bytes));
            }
        }
        sealed.retain(|member, (epoch, name)| {
            let Some(key) = keys.get(&epoch.number) else {
                return true;
            };
            let place = epoch.place(Label::RosterName);
            let opened = seal::open(key, &place, NAME, name).ok();
            if let Some(entry) = opened.and_then(|bytes| decode(&bytes).ok()) {
                let entry: Entry = entry;
                if let Some(was) = entry.was {
                    after.insert(was, *member);
                }
                entries.insert(*member, entry);
            }
            false
        });
    }
}
