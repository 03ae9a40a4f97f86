//! Who may say what, at one place in a log.

mod above;
mod effects;

use core::fmt;
use std::collections::BTreeMap;

use super::Described;
use crate::epoch::{Access, Epoch};
use crate::kem::KemPublic;
use crate::statement::{Above, AboveCapabilities, Body, Create, Grant, SignedStatement, Statement};
use crate::{
    Day, Hash, Label, MemberKeys, OrgId, PublicKey, Refused, Role, SpaceId, envelope, sha256,
};

/// Regions from the root to the deepest.
pub const REGIONS_DEEP: usize = 8;
/// Regions right below one.
pub const CHILDREN_MAX: usize = 1_024;
/// Bytes of what a region is called: every region and card below carries it.
pub const LABEL_MAX: usize = 1_024;

/// What a region's log copies from those above it, before it begins itself.
fn is_copied(body: &Body) -> bool {
    match body {
        Body::Grant(grant) => grant.role == Role::Lead,
        Body::Appoint(_) | Body::Create(_) | Body::Parent(_) => true,
        _ => false,
    }
}
/// How far a resume leaves the epochs behind that may have begun unseen.
pub const JUMP_EPOCHS: u32 = 1 << 20;

/// A membership that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The grant.
    pub grant: Grant,
    /// The day on it.
    pub since: Day,
    /// Who let them in.
    pub granted_by: PublicKey,
    /// Who signed their envelope: whoever let them in, or rotated since.
    pub by: PublicKey,
}

pub use above::Parentage;

/// Organisation, admins and members as the log has established them.
#[derive(Debug, Clone)]
pub struct Authority {
    pinned: Hash,
    /// Whose log this is.
    here: SpaceId,
    /// The regions from the root to the one whose statements are read at this place. As long as that isn't this log's own,
    /// they are copies of what was said above: they establish who stands there.
    path: Vec<SpaceId>,
    /// Who stands in each region of the path but the last.
    above: Vec<Above>,
    /// Where the log last changed what somebody above may do here.
    above_changed: BTreeMap<PublicKey, u64>,
    /// What `parent` said last.
    parent: Option<Parentage>,
    /// Whether those above are given the keys.
    open: bool,
    /// What created this region, as the last copy says; nothing for the root.
    created: Option<Create>,
    /// The capabilities that those above share.
    capabilities: Option<AboveCapabilities>,
    /// Whose word the envelopes for those above are.
    wrapped_by: Vec<PublicKey>,
    founded: Option<Founded>,
    admins: BTreeMap<PublicKey, MemberKeys>,
    /// The number of the appointment that counts.
    appointed: u32,
    members: BTreeMap<PublicKey, Member>,
    children: Vec<Create>,
    /// The epoch at this place, from the founding on.
    epoch: u32,
    /// The next one, if a resume has said so.
    next: Option<u32>,
    /// What the last rotation committed to.
    commitment: Option<Hash>,
    /// Its place.
    rotated_at: u64,
    /// Somebody who could read was put out, or something erased, and no rotation followed yet.
    rotation_due: bool,
    /// What the log has made of the card.
    described: Described,
    /// Everybody who ever stood here, dismissed and put out included.
    known: BTreeMap<PublicKey, Known>,
}

/// What stays known of a person for ever.
#[derive(Debug, Clone)]
struct Known {
    keys: MemberKeys,
    /// Where the log last changed what they may do; 0 for an admin from the beginning.
    changed: u64,
    /// Once an admin, a lead or an editor.
    wrote: bool,
}

#[derive(Clone)]
struct Founded {
    key: PublicKey,
    organisation: OrgId,
    name: String,
    recovery: KemPublic,
}

impl fmt::Debug for Founded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            organisation,
            name: _,
            recovery: _,
        } = self;
        f.debug_struct("Founded")
            .field("key", key)
            .field("organisation", organisation)
            .finish_non_exhaustive()
    }
}

/// The founding key's fingerprint: SHA-256(label ‖ public key). It travels in every invitation and pins the organisation.
#[must_use]
pub(crate) fn fingerprint(founding: &PublicKey) -> Hash {
    sha256(&[Label::FoundingFingerprint.bytes(), &founding.0])
}

impl Authority {
    pub(crate) fn new(here: SpaceId, pinned: Hash) -> Self {
        Self {
            pinned,
            here,
            path: Vec::new(),
            above: Vec::new(),
            above_changed: BTreeMap::new(),
            parent: None,
            open: false,
            created: None,
            capabilities: None,
            wrapped_by: Vec::new(),
            founded: None,
            admins: BTreeMap::new(),
            appointed: 0,
            members: BTreeMap::new(),
            children: Vec::new(),
            epoch: 0,
            next: None,
            commitment: None,
            rotated_at: 0,
            rotation_due: false,
            described: Described::default(),
            known: BTreeMap::new(),
        }
    }

    /// The authority a card's chain establishes: what was copied from above, then only what makes leads, each statement
    /// allowed by those before it and said in this very space, or else a lead of one region could sign the card of another.
    pub(crate) fn of_chain(
        pinned: Hash,
        epoch: Epoch,
        chain: &[SignedStatement],
    ) -> Result<Self, Refused> {
        let mut authority = Self::new(epoch.space, pinned);
        for signed in chain {
            let statement = signed.check()?;
            let makes_leads = matches!(
                statement.body,
                Body::Found(_) | Body::Appoint(_) | Body::Grant(_) | Body::Parent(_)
            );
            let here = statement.space == epoch.space;
            let fits = if here {
                makes_leads && statement.epoch <= epoch.number
            } else {
                !authority.has_arrived() || matches!(statement.body, Body::Appoint(_))
            };
            if !(fits && authority.allows(&statement)) {
                return Err(Refused);
            }
            // A chain is an excerpt: it doesn't tell where in the log its statements stand.
            authority.apply(&statement, 0)?;
        }
        if authority.has_arrived() {
            Ok(authority)
        } else {
            Err(Refused)
        }
    }

    /// The organisation's id, once founded.
    #[must_use]
    pub fn organisation(&self) -> Option<OrgId> {
        self.founded.as_ref().map(|f| f.organisation)
    }

    /// The organisation's name, once founded.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.founded.as_ref().map(|f| f.name.as_str())
    }

    /// The recovery KEM key, once founded.
    #[must_use]
    pub fn recovery(&self) -> Option<&KemPublic> {
        self.founded.as_ref().map(|f| &f.recovery)
    }

    /// Members, by signing key.
    pub fn members(&self) -> impl Iterator<Item = (&PublicKey, &Member)> {
        self.members.iter()
    }

    /// One member.
    #[must_use]
    pub fn member(&self, key: &PublicKey) -> Option<&Member> {
        self.members.get(key)
    }

    /// What the log has said of the region's name, criteria and the apps that may write; the card says the rest.
    #[must_use]
    pub fn described(&self) -> &Described {
        &self.described
    }

    /// Regions created below this one.
    #[must_use]
    pub fn children(&self) -> &[Create] {
        &self.children
    }

    /// Whether the log bears out an epoch's secrets: it is the one that runs, and what the last rotation committed to, or for a
    /// first epoch what created the region. The root's first epoch is vouched for by the envelope alone.
    #[must_use]
    pub fn runs(&self, access: &Access) -> bool {
        self.has_arrived()
            && access.epoch().number == self.epoch
            && (self.commitment.is_none() || self.commitment == access.commitment())
    }

    /// The epoch at this place; 0 before the founding.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The epoch that the next rotation begins.
    #[must_use]
    pub fn next_epoch(&self) -> Option<u32> {
        self.next.or_else(|| self.epoch.checked_add(1))
    }

    /// Whether somebody who could read was put out and the region hasn't rotated since, and so they still hold its keys; or something
    /// was erased and still lies there.
    #[must_use]
    pub fn rotation_due(&self) -> bool {
        self.rotation_due
    }

    /// The admins, ascending.
    pub fn admins(&self) -> impl Iterator<Item = PublicKey> {
        self.admins.keys().copied()
    }

    /// Their keys.
    pub fn admin_keys(&self) -> impl Iterator<Item = &MemberKeys> {
        self.admins.values()
    }

    /// The number of the appointment that counts; 0 for the founding.
    #[must_use]
    pub fn appointed(&self) -> u32 {
        self.appointed
    }

    /// Whether this key is an admin's.
    #[must_use]
    pub fn is_admin(&self, key: &PublicKey) -> bool {
        self.admins.contains_key(key)
    }

    /// Whether this key is a lead's here: an admin's, granted the role here, or in a region above.
    #[must_use]
    pub fn is_lead(&self, key: &PublicKey) -> bool {
        self.rank(key).is_some()
    }

    /// Whether this key may say what the region is called and asks. What the root asks is the whole organisation's.
    #[must_use]
    pub fn describes(&self, key: &PublicKey) -> bool {
        self.is_admin(key) || (self.path.len() > 1 && self.is_lead(key))
    }

    /// Whether this key's changes count here.
    #[must_use]
    pub fn is_editor(&self, key: &PublicKey) -> bool {
        let above = &mut self.above.iter();
        self.is_lead(key)
            || self.role(key) == Some(Role::Editor)
            || above.any(|above| above.has_editor(key))
    }

    /// The keys of an admin or a member.
    #[must_use]
    pub fn keys_of(&self, key: &PublicKey) -> Option<&MemberKeys> {
        self.admins
            .get(key)
            .or_else(|| self.members.get(key).map(|m| &m.grant.member))
    }

    /// The keys of somebody who ever stood here, put out or dismissed since or not.
    #[must_use]
    pub fn known_keys(&self, key: &PublicKey) -> Option<&MemberKeys> {
        self.known.get(key).map(|known| &known.keys)
    }

    /// Whether the log bears out an envelope: its member stands here in this role, with this capability, and was let in
    /// by the very lead who signed the envelope. That lead may be gone since; what it granted stands.
    #[must_use]
    pub fn confirms(&self, member: &PublicKey, envelope: &envelope::Grant) -> bool {
        self.members.get(member).is_some_and(|member| {
            member.by == envelope.lead
                && member.grant.role == envelope.access.role()
                && member.grant.capability == envelope.capability.public()
        })
    }

    fn role(&self, key: &PublicKey) -> Option<Role> {
        self.members.get(key).map(|m| m.grant.role)
    }

    fn is_founding_key(&self, key: &PublicKey) -> bool {
        fingerprint(key) == self.pinned
    }

    /// Whether the author has the right to say this at this place.
    pub(crate) fn allows(&self, statement: &Statement) -> bool {
        let author = &statement.author;
        if let Body::Found(found) = &statement.body {
            return self.founded.is_none()
                && self.is_founding_key(author)
                && statement.epoch == 1
                && found.root == statement.space
                && found.organisation == statement.organisation
                && !found.admins.is_empty();
        }
        let Some(founded) = &self.founded else {
            return false;
        };
        // Admins are appointed in the root, and that very word is carried down.
        let said_in = match statement.body {
            Body::Appoint(_) => self.path.first(),
            _ => self.path.last(),
        };
        if statement.organisation != founded.organisation || said_in != Some(&statement.space) {
            return false;
        }
        if !self.has_arrived() && !is_copied(&statement.body) {
            return false;
        }
        match &statement.body {
            Body::Found(_) => false,
            Body::Appoint(_) => *author == founded.key,
            Body::Create(_)
            | Body::Grant(_)
            | Body::Revoke(_)
            | Body::Rotate(_)
            | Body::Erase(_)
            | Body::Resume(_) => self.is_lead(author),
            Body::Criteria(_) => self.describes(author),
            Body::Parent(_) => self.is_above(author),
            Body::Change(_)
            | Body::Admit(_)
            | Body::Beacon
            | Body::Restate(_)
            | Body::Checkpoint(_)
            | Body::Confirm(_)
            | Body::MoveOut(_)
            | Body::MoveIn(_) => self.is_editor(author),
        }
    }

    /// Takes an allowed statement's effect on membership, at its place in the log; all of it or nothing.
    pub(crate) fn apply(&mut self, statement: &Statement, place: u64) -> Result<(), Refused> {
        match &statement.body {
            Body::Found(found) => self.found(found, statement),
            Body::Appoint(appoint) => self.appoint(appoint, statement, place),
            Body::Create(create) => self.create(create, statement),
            Body::Parent(parent) => self.parent(parent, statement, place),
            Body::Grant(grant) => self.grant(grant, statement, place),
            Body::Revoke(revoke) => self.revoke(revoke, statement, place),
            Body::Rotate(rotate) => self.rotate(rotate, statement, place),
            Body::Admit(admit) => self.admit(admit, statement),
            Body::Criteria(criteria) => self.described.apply(criteria),
            Body::Resume(resume) => self.resume(resume),
            Body::Erase(erase) => self.erase(erase),
            // The log has judged what is restated.
            Body::Change(_)
            | Body::Beacon
            | Body::Restate(_)
            | Body::Checkpoint(_)
            | Body::Confirm(_)
            | Body::MoveOut(_)
            | Body::MoveIn(_) => Ok(()),
        }
    }

    /// Whether this may be said again of what came after `left`: the founding key's word, that of somebody who once wrote here
    /// and may be gone by now, or a lead's that somebody is out. Whoever restates it vouches that it stood.
    pub(super) fn may_be_restated(&self, statement: &Statement, left: u64) -> bool {
        let Some(founded) = &self.founded else {
            return false;
        };
        let author = &statement.author;
        let wrote = || {
            let once = self.known.get(author).is_some_and(|known| known.wrote);
            once || self.is_editor(author)
        };
        statement.organisation == founded.organisation
            && statement.epoch <= self.epoch
            && match &statement.body {
                Body::Appoint(_) => statement.author == founded.key,
                Body::Criteria(_) => self.describes(author),
                Body::Change(_) | Body::Admit(_) | Body::MoveOut(_) | Body::MoveIn(_) => wrote(),
                Body::Create(_) => self.is_lead(author),
                // Unless somebody has said since how the person stands.
                Body::Revoke(revoke) => {
                    self.is_lead(author) && self.changed_at(&revoke.member) <= left
                }
                _ => false,
            }
    }
}
