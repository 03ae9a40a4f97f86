//! What somebody's session has open, as far as it is to be kept.

use keys::below::slot_of;
use keys::request::{Operation, SignedRequest};
use keys::{Access, Day, Hash, Nonce, SignKey, SpaceId, sha256};
use wire::sync::ReadParams;

use crate::account::{Account, Place};
use crate::region::Region;

/// One space.
pub(super) struct Space {
    pub(super) id: SpaceId,
    /// The slot it is opened through, for one below another.
    pub(super) slot: Option<u8>,
    /// If it is open.
    pub(super) open: Option<Open>,
    /// As long as this is the same, so is what opens it.
    pub(super) mark: Hash,
}

/// What reads one that is open.
pub(super) struct Open {
    pub(super) capability: SignKey,
    pub(super) access: Access,
    pub(super) founding: Hash,
    /// How far its log was read.
    pub(super) seq: u64,
    /// Pages that it could be begun with.
    pub(super) set: Option<Nonce>,
}

impl Open {
    fn of(region: &Region, founding: Hash) -> Option<Self> {
        let usable = !region.broken && !region.lapsed && region.log.is_whole();
        let authority = region.log.authority();
        usable.then(|| Self {
            capability: region.capability.clone(),
            access: region.access.clone(),
            founding,
            seq: region.log.seq(),
            set: region.checkpoints.stands(|key| authority.is_editor(key)),
        })
    }

    pub(super) fn epoch(&self) -> u32 {
        self.access.epoch().number
    }

    /// A signed read.
    pub(super) fn read(&self, operation: Operation, day: Day, params: Vec<u8>) -> SignedRequest {
        let space = self.access.epoch().space;
        SignedRequest::sign(&self.capability, operation, space, day, params)
    }

    /// A read of the log.
    pub(super) fn sync(&self, day: Day, since: u64) -> SignedRequest {
        let params = ReadParams { since, inbox: None };
        self.read(Operation::Read, day, params.to_bytes())
    }
}

/// All of them; nothing where a region isn't as it should be just now: another look is worth more.
pub(super) fn all(account: &Account) -> Vec<Option<Space>> {
    let memberships = account.keyring.memberships.iter().zip(&account.places);
    let memberships = memberships.map(|(membership, place)| {
        let (open, mark) = match place {
            Place::Open(region) => {
                let open = Open::of(region, membership.founding)?;
                let mark = mark(region);
                (Some(open), mark)
            }
            Place::Waiting { block, .. } => (None, block.unwrap_or(Hash([0; 32]))),
            Place::Collecting(collecting) => (None, collecting.block),
            Place::Removed => (None, Hash([1; 32])),
        };
        Some(Space {
            id: membership.space,
            slot: None,
            open,
            mark,
        })
    });
    let below = account.below.iter().filter_map(|below| {
        let region = below.region.as_deref()?;
        let above = account.region(below.above)?;
        Some((region, below.above, slot_of(above.role())?))
    });
    let below = below.map(|(region, above, slot)| {
        Some(Space {
            id: region.space(),
            slot: Some(slot),
            open: Some(Open::of(region, account.founding(above)?)?),
            mark: mark(region),
        })
    });
    memberships.chain(below).collect()
}

fn mark(region: &Region) -> Hash {
    let epoch = region.epoch().to_be_bytes();
    sha256(&[&epoch, &region.capability.public().0])
}
