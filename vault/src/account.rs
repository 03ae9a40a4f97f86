//! Who is signed in: keyring, identity and regions, in memory only.

use keys::keyring::{Keyring, Membership};
use keys::{Hash, Identity, KeyringKeys};

use crate::api;
use crate::collecting::Collecting;
use crate::region::Region;

/// A signed-in person.
pub(crate) struct Account {
    pub(crate) keys: KeyringKeys,
    pub(crate) identity: Identity,
    pub(crate) keyring: Keyring,
    /// SHA-256 of the keyring as stored: the next write replaces exactly that.
    pub(crate) stored: Hash,
    /// In the order of the keyring's memberships.
    pub(crate) places: Vec<Place>,
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
    pub(crate) fn region(&self, number: u16) -> Option<&Region> {
        match self.places.get(usize::from(number))? {
            Place::Open(region) => Some(region),
            _ => None,
        }
    }

    pub(crate) fn region_mut(&mut self, number: u16) -> Option<&mut Region> {
        match self.places.get_mut(usize::from(number))? {
            Place::Open(region) => Some(region),
            _ => None,
        }
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
        (0u16..)
            .zip(&self.places)
            .filter_map(|(number, place)| match place {
                Place::Open(region) => Some((number, region.as_ref())),
                _ => None,
            })
    }

    pub(crate) fn session(&self) -> api::Session {
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
                    let due = region.log.authority().rotation_due();
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
                behind,
            }
        });
        api::Session {
            organisation: organisation.unwrap_or_default(),
            name: self.keyring.name.clone(),
            regions: regions.collect(),
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
