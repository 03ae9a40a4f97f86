//! A region as a collector holds it: its card, and a way to hand in. No log, no records, no roster.

use keys::card::VerifiedCard;
use keys::envelope::Grant;
use keys::inbox::Collected;
use keys::keyring::Remembered;
use keys::log::genesis;
use keys::statement::Seen;
use keys::{Epoch, KemPublic, SignKey};

use crate::api::FieldChange;
use crate::region::is_outdated;

/// Handed in without an answer.
pub(crate) struct Unanswered {
    pub(crate) typed: Vec<FieldChange>,
    /// What it became: however often it is sealed, it counts once.
    pub(crate) collected: Collected,
    pub(crate) epoch: Epoch,
    /// To be sent again as it is, in the same epoch.
    pub(crate) blob: Vec<u8>,
}

/// A region this person collects for.
pub(crate) struct Collecting {
    pub(crate) epoch: Epoch,
    pub(crate) capability: SignKey,
    /// What entries are sealed to, as the card has it.
    pub(crate) inbox: KemPublic,
    pub(crate) organisation: String,
    pub(crate) name: String,
    minimum_app: u32,
    /// SHA-256 of the envelope block looked at last.
    pub(crate) block: keys::Hash,
    pub(crate) unanswered: Option<Unanswered>,
}

impl Collecting {
    pub(crate) fn new(grant: &Grant, card: &VerifiedCard, block: keys::Hash) -> Self {
        Self {
            epoch: grant.access.epoch(),
            capability: grant.capability.clone(),
            inbox: card.card().inbox,
            organisation: card.authority().name().unwrap_or_default().to_owned(),
            name: card.card().region.clone(),
            minimum_app: card.card().minimum_app,
            block,
            unanswered: None,
        }
    }

    /// Whether this app is older than those that may hand in here.
    pub(crate) fn is_outdated(&self) -> bool {
        is_outdated(Some(self.minimum_app))
    }

    /// Whether this may come after: a later epoch, or the same one with the same inbox.
    pub(crate) fn precedes(&self, newer: &Self) -> bool {
        let (before, after) = (self.epoch.number, newer.epoch.number);
        after > before || (after == before && newer.inbox == self.inbox)
    }

    /// What the keyring keeps of it: there is no log to remember a place of, but an epoch, and no server goes back behind it.
    pub(crate) fn remembered(&self) -> Remembered {
        Remembered {
            epoch: self.epoch.number,
            seen: Seen {
                seq: 0,
                head: genesis(self.epoch.space),
            },
        }
    }
}
