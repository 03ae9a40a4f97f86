//! Who is signed in: keyring, identity and regions, in memory only.

use std::collections::BTreeMap;

use keys::keyring::{Keyring, Membership};
use keys::{Day, Hash, Identity, KeyringKeys, SpaceId};

use crate::collecting::Collecting;
use crate::commands::carry::above_now;
use crate::heads::Heads;
use crate::region::Region;
use crate::{api, below};

/// A signed-in person.
pub(crate) struct Account {
    pub(crate) keys: KeyringKeys,
    pub(crate) identity: Identity,
    pub(crate) keyring: Keyring,
    /// SHA-256 of the keyring as stored: the next write replaces exactly that.
    pub(crate) stored: Hash,
    /// In the order of the keyring's memberships.
    pub(crate) places: Vec<Place>,
    /// Regions opened through the one above them, in the order they were found; numbered from [`BELOW`].
    pub(crate) below: Vec<Below>,
    /// What was tried below and didn't open.
    pub(crate) tried: BTreeMap<SpaceId, Tried>,
    /// What was said of those above a region and not taken, and how often.
    pub(crate) carried: BTreeMap<SpaceId, (Hash, u8)>,
    /// What is remembered of regions below.
    pub(crate) heads: Heads,
    /// The last day on which this device was about to give a sign of life.
    pub(crate) beacons: BTreeMap<SpaceId, Day>,
}

/// A region below that didn't open.
pub(crate) struct Tried {
    /// What it was tried with, if the same again comes to the same.
    pub(crate) hash: Option<Hash>,
    /// Rounds until it is asked for again.
    pub(crate) left: u32,
    /// Rounds the last time.
    pub(crate) waited: u32,
    /// Whether somebody has been told.
    pub(crate) told: bool,
}

/// The number of the first region that isn't a membership.
pub(crate) const BELOW: u16 = 0x8000;

/// A region opened through the one above it.
pub(crate) struct Below {
    /// The number of the one above.
    pub(crate) above: u16,
    /// Nothing once those above are in it no more.
    pub(crate) region: Option<Box<Region>>,
    /// Only a key that ended above opened it, and nothing was remembered of it: it may be what it was before somebody was put
    /// out. Nobody gets new keys there before a lead asks for it.
    pub(crate) unsure: bool,
}

/// One membership.
pub(crate) enum Place {
    /// The lead hasn't granted yet.
    Waiting {
        six_words: Vec<String>,
        /// SHA-256 of the envelope block looked at last.
        block: Option<Hash>,
    },
    /// Open.
    Open(Box<Region>),
    /// Open to hand in, not to read.
    Collecting(Box<Collecting>),
    /// No envelope opens any more.
    Removed,
}

impl Account {
    pub(crate) fn new(
        keys: KeyringKeys,
        keyring: Keyring,
        stored: Hash,
        places: Vec<Place>,
    ) -> Self {
        Self {
            keys,
            identity: keyring.identity(),
            keyring,
            stored,
            places,
            below: Vec::new(),
            tried: BTreeMap::new(),
            carried: BTreeMap::new(),
            heads: Heads::default(),
            beacons: BTreeMap::new(),
        }
    }

    pub(crate) fn region(&self, number: u16) -> Option<&Region> {
        if let Some(index) = number.checked_sub(BELOW) {
            return self.below.get(usize::from(index))?.region.as_deref();
        }
        match self.places.get(usize::from(number))? {
            Place::Open(region) => Some(region),
            _ => None,
        }
    }

    pub(crate) fn region_mut(&mut self, number: u16) -> Option<&mut Region> {
        if let Some(index) = number.checked_sub(BELOW) {
            let below = self.below.get_mut(usize::from(index))?;
            return below.region.as_deref_mut();
        }
        match self.places.get_mut(usize::from(number))? {
            Place::Open(region) => Some(region),
            _ => None,
        }
    }

    /// Puts another place where one was.
    pub(crate) fn replace(&mut self, number: u16, place: Place) -> Option<Place> {
        let Some(index) = number.checked_sub(BELOW) else {
            let there = self.places.get_mut(usize::from(number))?;
            return Some(core::mem::replace(there, place));
        };
        let below = self.below.get_mut(usize::from(index))?;
        let region = match place {
            Place::Open(region) => Some(region),
            _ => None,
        };
        let before = core::mem::replace(&mut below.region, region);
        Some(before.map_or(Place::Removed, Place::Open))
    }

    pub(crate) fn collecting(&mut self, number: u16) -> Option<&mut Collecting> {
        match self.places.get_mut(usize::from(number))? {
            Place::Collecting(collecting) => Some(collecting),
            _ => None,
        }
    }

    pub(crate) fn membership(&self, number: u16) -> Option<&Membership> {
        self.keyring.memberships.get(usize::from(number))
    }

    /// Open regions with their numbers.
    pub(crate) fn regions(&self) -> impl Iterator<Item = (u16, &Region)> {
        let places = (0u16..).zip(&self.places);
        let places = places.filter_map(|(number, place)| match place {
            Place::Open(region) => Some((number, region.as_ref())),
            _ => None,
        });
        let below = (BELOW..).zip(&self.below);
        places.chain(below.filter_map(|(number, below)| Some((number, below.region.as_deref()?))))
    }

    /// The number of a region that is open here.
    pub(crate) fn number_of(&self, space: &SpaceId) -> Option<u16> {
        let mut regions = self.regions();
        regions.find_map(|(number, region)| (region.space() == *space).then_some(number))
    }

    /// The region right above one that isn't a membership.
    pub(crate) fn above(&self, number: u16) -> Option<u16> {
        let index = usize::from(number.checked_sub(BELOW)?);
        self.below.get(index).map(|below| below.above)
    }

    /// Whether a region may be an older state of itself ([`Below::unsure`]).
    pub(crate) fn is_unsure(&self, number: u16) -> bool {
        let index = number.checked_sub(BELOW).map(usize::from);
        let below = index.and_then(|index| self.below.get(index));
        below.is_some_and(|below| below.unsure)
    }

    /// What pins the organisation of a region.
    pub(crate) fn founding(&self, number: u16) -> Option<Hash> {
        match self.above(number) {
            Some(above) => self.founding(above),
            None => Some(self.membership(number)?.founding),
        }
    }

    /// Closes what was opened through a region.
    pub(crate) fn close_below(&mut self, number: u16) {
        let mut closed = vec![number];
        for (number, below) in (BELOW..).zip(&mut self.below) {
            if closed.contains(&below.above) {
                below.region = None;
                closed.push(number);
            }
        }
    }

    /// What was opened through a region in another role than now has to be looked at again.
    pub(crate) fn lapse_below(&mut self, number: u16) {
        let role = self.region(number).map(Region::role);
        for below in self.below.iter_mut().filter(|below| below.above == number) {
            if let Some(region) = below.region.as_deref_mut() {
                region.lapsed |= role.is_some_and(|role| role != region.role());
            }
        }
    }

    /// Whether a region's keys are in hands they shouldn't be in: of somebody put out here, or above since it was renewed last.
    pub(crate) fn is_due(&self, region: &Region) -> bool {
        let authority = region.log.authority();
        let above = authority.path().iter().rev().nth(1);
        let above = above.and_then(|space| self.region(self.number_of(space)?));
        let behind = above
            .zip(authority.parentage())
            .is_some_and(|(above, said)| {
                let holds = above.access.commitment();
                let other = holds.is_some_and(|holds| holds != said.commitment);
                let other = other || said.epoch != above.epoch();
                // Whoever holds the keys above knows them; others believe what was said.
                let lies =
                    above_now(self, region).is_some_and(|now| !now.is_what_was_said(authority));
                authority.is_open() && !above.lapsed && (other || lies)
            });
        authority.rotation_due() || behind
    }

    /// Regions below that the logs name and that don't open.
    pub(crate) fn unopened(&self) -> Vec<api::Unopened> {
        let mut unopened = Vec::new();
        for (number, region) in self.regions() {
            for created in region.log.authority().children() {
                let here = self.number_of(&created.child);
                let open = here.and_then(|here| self.region(here));
                let open = open.is_some_and(|open| !open.lapsed);
                if created.open && !open && self.tried.contains_key(&created.child) {
                    unopened.push(api::Unopened {
                        name: below::label(created),
                        above: number,
                    });
                }
            }
        }
        unopened
    }

    pub(crate) fn session(&self, today: Day) -> api::Session {
        let me = self.identity.sign.public();
        let organisation = self.places.iter().find_map(|place| match place {
            Place::Open(region) => region.log.authority().name().map(str::to_owned),
            Place::Collecting(collecting) => Some(collecting.organisation.clone()),
            Place::Waiting { .. } | Place::Removed => None,
        });
        let regions = (0u16..).zip(&self.places).map(|(index, place)| {
            let outdated = match place {
                Place::Open(region) => region.is_outdated(),
                Place::Collecting(collecting) => collecting.is_outdated(),
                Place::Waiting { .. } | Place::Removed => false,
            };
            let behind = matches!(place, Place::Open(region) if region.behind);
            let (name, state, rotation_due) = match place {
                Place::Waiting { six_words, .. } => {
                    let six_words = six_words.clone();
                    (
                        String::new(),
                        api::RegionState::Waiting { six_words },
                        false,
                    )
                }
                Place::Open(region) => {
                    let role = region.role().into();
                    let due = self.is_due(region);
                    let name = region.described().name.unwrap_or_default();
                    (name, api::RegionState::Member { role }, due)
                }
                Place::Collecting(collecting) => {
                    let role = api::Role::Collector;
                    let name = collecting.name.clone();
                    (name, api::RegionState::Member { role }, false)
                }
                Place::Removed => (String::new(), api::RegionState::Removed, false),
            };
            api::Region {
                index,
                name,
                state,
                rotation_due,
                outdated,
                above: None,
                behind,
                freshness: match place {
                    Place::Open(region) => region.freshness(&me, today),
                    _ => api::Freshness::default(),
                },
            }
        });
        let below = (BELOW..).zip(&self.below).filter_map(|(index, below)| {
            let region = below.region.as_deref()?;
            Some(api::Region {
                index,
                name: region.described().name.unwrap_or_default(),
                state: api::RegionState::Member {
                    role: region.role().into(),
                },
                rotation_due: self.is_due(region),
                outdated: region.is_outdated(),
                above: Some(below.above),
                behind: region.behind,
                freshness: region.freshness(&me, today),
            })
        });
        api::Session {
            organisation: organisation.unwrap_or_default(),
            name: self.keyring.name.clone(),
            regions: regions.chain(below).collect(),
            unopened: self.unopened(),
            unprinted: self.keyring.founding.is_some(),
        }
    }
}

impl From<keys::Role> for api::Role {
    fn from(role: keys::Role) -> Self {
        match role {
            keys::Role::Collector => Self::Collector,
            keys::Role::Viewer => Self::Viewer,
            keys::Role::Editor => Self::Editor,
            keys::Role::Lead => Self::Lead,
        }
    }
}

impl From<api::Role> for keys::Role {
    fn from(role: api::Role) -> Self {
        match role {
            api::Role::Collector => Self::Collector,
            api::Role::Viewer => Self::Viewer,
            api::Role::Editor => Self::Editor,
            api::Role::Lead => Self::Lead,
        }
    }
}
