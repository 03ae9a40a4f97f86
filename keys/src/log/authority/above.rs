//! The regions above one: who stands there, who ranks above whom, and what is copied from there.

use std::collections::{BTreeMap, BTreeSet};

use super::Authority;
use crate::sign::checked;
use crate::statement::{
    Above, AboveCapabilities, AboveLead, Body, Create, Parent, ParentKeys, Statement,
};
use crate::{Hash, PublicKey, Refused, Role, SpaceId, envelope};

/// The region right above, as `parent` said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parentage {
    /// Its epoch.
    pub epoch: u32,
    /// What that epoch commits to.
    pub commitment: Hash,
    /// What this region's secrets are wrapped to for those above.
    pub kem: Option<Box<ParentKeys>>,
    /// Where it was said.
    place: u64,
}

impl Authority {
    /// Whether this log's own statements are read by now, and no copies any more.
    pub(crate) fn has_arrived(&self) -> bool {
        self.path.last() == Some(&self.here)
    }

    /// The regions from the root to this one.
    #[must_use]
    pub fn path(&self) -> &[SpaceId] {
        &self.path
    }

    /// Who stands in each region above, from the root on.
    #[must_use]
    pub fn above(&self) -> &[Above] {
        &self.above
    }

    /// What was said last of the region right above.
    #[must_use]
    pub fn parentage(&self) -> Option<&Parentage> {
        self.parent.as_ref()
    }

    /// Whether those above are given the keys.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// How many others may write here with keys of their own: members, and where those above are given the keys, who writes there.
    /// Each is one, in however many regions.
    #[must_use]
    pub fn writers(&self, but: &PublicKey) -> usize {
        let members = self.members.iter();
        let members = members.filter(|(_, member)| member.grant.role >= Role::Editor);
        let here = members.map(|(key, _)| key);
        let above = self.above.iter().filter(|_| self.open).flat_map(|above| {
            let leads = above.leads.iter().map(|lead| &lead.key);
            leads.chain(&above.editors)
        });
        let admins = self.admins.keys().filter(|_| self.open);
        let mut all: BTreeSet<&PublicKey> = here.chain(above).chain(admins).collect();
        all.remove(but);
        all.len()
    }

    /// Whether the log bears out an envelope for those above: an open region's, of the epoch that runs, signed by whoever
    /// began that epoch or has spoken for those above since.
    #[must_use]
    pub fn confirms_above(&self, envelope: &envelope::Grant) -> bool {
        let role = envelope.access.role();
        let capability = self.capabilities.as_ref().and_then(|shared| match role {
            Role::Lead => Some(shared.lead),
            Role::Editor => Some(shared.edit),
            Role::Viewer => Some(shared.read),
            Role::Collector => None,
        });
        self.open
            && self.wrapped_by.contains(&envelope.lead)
            && capability == Some(envelope.capability.public())
            && self.runs(&envelope.access)
    }

    /// The capabilities that those above share.
    #[must_use]
    pub fn above_capabilities(&self) -> Option<&AboveCapabilities> {
        self.capabilities.as_ref()
    }

    /// What created this region, as copied into its log; nothing for the root.
    #[must_use]
    pub fn created(&self) -> Option<&Create> {
        self.created.as_ref()
    }

    /// The hash of a person's keys: of somebody who ever stood here, or of a lead above.
    #[must_use]
    pub fn keys_hash(&self, key: &PublicKey) -> Option<Hash> {
        let above = || {
            self.above
                .iter()
                .find_map(|above| Some(above.lead(key)?.keys))
        };
        self.known_keys(key)
            .map(crate::MemberKeys::hash)
            .or_else(above)
    }

    /// Who is how far up: 0 an admin, one more than the depth for a lead. Who leads in several regions counts in the highest.
    #[must_use]
    pub fn rank(&self, key: &PublicKey) -> Option<usize> {
        if self.is_admin(key) {
            return Some(0);
        }
        let mut above = self.above.iter();
        let depth = above.position(|above| above.lead(key).is_some());
        let leads_here = self.role(key) == Some(Role::Lead);
        match depth {
            Some(depth) => Some(depth + 1),
            None => leads_here.then_some(self.path.len()),
        }
    }

    /// Whether a key is of somebody who ranks above this region's own leads.
    #[must_use]
    pub fn is_above(&self, key: &PublicKey) -> bool {
        self.path.len() > 1 && self.rank(key).is_some_and(|rank| rank < self.path.len())
    }

    /// Whether somebody ranks above somebody else.
    #[must_use]
    pub fn ranks_above(&self, higher: &PublicKey, lower: &PublicKey) -> bool {
        match (self.rank(higher), self.rank(lower)) {
            (Some(higher), Some(lower)) => higher < lower,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// From here on the statements are those of a region further down.
    pub(super) fn descend(&mut self, create: &Create, author: PublicKey) {
        let leads = self.own().leads;
        self.above.push(Above {
            leads,
            editors: Vec::new(),
        });
        self.path.push(create.child);
        self.members.clear();
        self.children.clear();
        self.parent = None;
        self.open = create.open;
        self.wrapped_by = vec![author];
        self.epoch = 1;
        self.commitment = Some(create.commitment);
        self.created = Some(create.clone());
        self.capabilities = None;
        // What was due above is no business of this region's, which begins with its own keys.
        self.rotation_due = false;
    }

    /// Who stands here, as those below are told. Admins answer to the founding key only.
    #[must_use]
    pub fn own(&self) -> Above {
        let of = |role| {
            let members = self.members.iter();
            members.filter(move |(key, member)| member.grant.role == role && !self.is_admin(key))
        };
        let leads = of(Role::Lead).map(|(key, member)| AboveLead {
            key: *key,
            keys: member.grant.member.hash(),
        });
        Above {
            leads: leads.collect(),
            editors: of(Role::Editor).map(|(key, _)| *key).collect(),
        }
    }

    /// The whole of what is above, anew. Whoever says it changes nothing about regions further up than their own.
    pub(super) fn parent(
        &mut self,
        parent: &Parent,
        statement: &Statement,
        place: u64,
    ) -> Result<(), Refused> {
        let rank = self.rank(&statement.author).ok_or(Refused)?;
        let further_up = rank.saturating_sub(1);
        if parent.above.len() != self.above.len()
            || parent.above.get(..further_up) != self.above.get(..further_up)
        {
            return Err(Refused);
        }
        for above in &parent.above {
            let leads: Vec<PublicKey> = above.leads.iter().map(|lead| lead.key).collect();
            for list in [&leads, &above.editors] {
                if !list.is_sorted_by(|one, next| one < next) {
                    return Err(Refused);
                }
                list.iter().try_for_each(|key| checked(key).map(|_| ()))?;
            }
        }
        if let Some(capabilities) = &parent.capabilities {
            check_capabilities(capabilities)?;
        }
        if let Some(keys) = &parent.kem {
            for key in [&keys.lead, &keys.edit, &keys.read] {
                key.checked()?;
            }
        }
        let before = self.parent.as_ref();
        // Whose epoch is another one has other keys too: none is better than one that is over.
        let same = before
            .filter(|last| (last.epoch, last.commitment) == (parent.epoch, parent.commitment));
        let kem = parent.kem.clone();
        let kem = kem.or_else(|| same.and_then(|last| last.kem.clone()));
        // Keys change with a rotation that wraps to them, and with nothing else: whoever leads here, and nowhere above, must be able
        // to believe them. A chain is an excerpt and doesn't tell; there only people count.
        let rotated = place == self.rotated_at + 1 && self.wrapped_by == [statement.author];
        if before.is_some() && same.is_none_or(|last| last.kem != kem) && !rotated && place > 0 {
            return Err(Refused);
        }
        self.note_changes(&parent.above, place);
        self.above.clone_from(&parent.above);
        self.parent = Some(Parentage {
            epoch: parent.epoch,
            commitment: parent.commitment,
            kem,
            place,
        });
        self.capabilities = parent.capabilities.or(self.capabilities);
        if !self.wrapped_by.contains(&statement.author) {
            self.wrapped_by.push(statement.author);
        }
        Ok(())
    }

    /// Remembers whose standing changes, and that somebody who could read can't be trusted with the keys any more.
    fn note_changes(&mut self, next: &[Above], place: u64) {
        // Who was copied from above, and stands there no more, has never held them.
        let held = self.open && self.parent.is_some();
        for (before, after) in self.above.iter().zip(next) {
            let people = |at: &Above| {
                let leads = at.leads.iter().map(|lead| (lead.key, Role::Lead));
                let editors = at.editors.iter().map(|key| (*key, Role::Editor));
                // Who is in both lists leads.
                editors.chain(leads).collect::<BTreeMap<PublicKey, Role>>()
            };
            let (before, after) = (people(before), people(after));
            for (key, role) in &before {
                let now = after.get(key);
                self.rotation_due |= held && now < Some(role);
                if now != Some(role) {
                    self.above_changed.insert(*key, place);
                }
            }
            for key in after.keys().filter(|key| !before.contains_key(*key)) {
                self.above_changed.insert(*key, place);
            }
        }
    }

    /// Whether somebody who says `parent` hadn't seen the last one: two leads above did the same at once, and nobody is to blame.
    pub(crate) fn is_overtaken(&self, statement: &Statement) -> bool {
        let last = self.parent.as_ref().map_or(0, |last| last.place);
        matches!(statement.body, Body::Parent(_)) && statement.seen.seq < last
    }
}

pub(super) fn check_capabilities(capabilities: &AboveCapabilities) -> Result<(), Refused> {
    let AboveCapabilities { lead, edit, read } = capabilities;
    [lead, edit, read]
        .into_iter()
        .try_for_each(|key| checked(key).map(|_| ()))
}
