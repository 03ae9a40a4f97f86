//! Who may say what, at one place in a log.

use std::collections::BTreeMap;

use crate::kem::KemPublic;
use crate::statement::{Body, Grant, SignedStatement, Statement};
use crate::{Day, Hash, Label, MemberKeys, OrgId, PublicKey, Refused, Role, SpaceId, sha256};

/// A membership that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The grant.
    pub grant: Grant,
    /// The day on it.
    pub since: Day,
    /// Who signed it.
    pub by: PublicKey,
}

/// Organisation, admins and members as the log has established them.
#[derive(Debug, Clone)]
pub struct Authority {
    pinned: Hash,
    founded: Option<Founded>,
    admins: BTreeMap<PublicKey, MemberKeys>,
    members: BTreeMap<PublicKey, Member>,
    children: Vec<SpaceId>,
}

#[derive(Debug, Clone)]
struct Founded {
    key: PublicKey,
    organisation: OrgId,
    name: String,
    recovery: KemPublic,
}

/// The founding key's fingerprint: SHA-256(label ‖ public key). It travels in every invitation and pins the organisation.
#[must_use]
pub(crate) fn fingerprint(founding: &PublicKey) -> Hash {
    sha256(&[Label::FoundingFingerprint.bytes(), &founding.0])
}

impl Authority {
    pub(crate) fn new(pinned: Hash) -> Self {
        Self {
            pinned,
            founded: None,
            admins: BTreeMap::new(),
            members: BTreeMap::new(),
            children: Vec::new(),
        }
    }

    /// The authority a card's chain establishes: every statement in it must be allowed by those before it.
    pub(crate) fn of_chain(pinned: Hash, chain: &[SignedStatement]) -> Result<Self, Refused> {
        let mut authority = Self::new(pinned);
        for signed in chain {
            let statement = signed.check()?;
            if !authority.allows(&statement) {
                return Err(Refused);
            }
            authority.apply(&statement)?;
        }
        Ok(authority)
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

    /// Regions created below this one.
    #[must_use]
    pub fn children(&self) -> &[SpaceId] {
        &self.children
    }

    /// Whether this key is an admin's.
    #[must_use]
    pub fn is_admin(&self, key: &PublicKey) -> bool {
        self.admins.contains_key(key)
    }

    /// Whether this key is a lead's here: an admin's, or granted the role.
    #[must_use]
    pub fn is_lead(&self, key: &PublicKey) -> bool {
        self.is_admin(key) || self.role(key) == Some(Role::Lead)
    }

    /// The keys of an admin or a member.
    #[must_use]
    pub fn keys_of(&self, key: &PublicKey) -> Option<&MemberKeys> {
        self.admins
            .get(key)
            .or_else(|| self.members.get(key).map(|m| &m.grant.member))
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
                && found.root == statement.space
                && found.organisation == statement.organisation
                && !found.admins.is_empty();
        }
        let Some(founded) = &self.founded else {
            return false;
        };
        if statement.organisation != founded.organisation {
            return false;
        }
        match &statement.body {
            Body::Found(_) => false,
            Body::Appoint(_) => *author == founded.key,
            Body::Create(_) | Body::Grant(_) | Body::Revoke(_) => self.is_lead(author),
            Body::Change(_) | Body::Beacon => {
                self.is_lead(author) || self.role(author) == Some(Role::Editor)
            }
        }
    }

    /// Takes an allowed statement's effect on membership.
    pub(crate) fn apply(&mut self, statement: &Statement) -> Result<(), Refused> {
        match &statement.body {
            Body::Found(found) => {
                found.admins.iter().try_for_each(MemberKeys::check)?;
                self.founded = Some(Founded {
                    key: statement.author,
                    organisation: found.organisation,
                    name: found.name.clone(),
                    recovery: found.recovery,
                });
                self.admins = found
                    .admins
                    .iter()
                    .map(|keys| (keys.sign, keys.clone()))
                    .collect();
            }
            Body::Appoint(appoint) => {
                appoint.add.iter().try_for_each(MemberKeys::check)?;
                for key in &appoint.dismiss {
                    self.admins.remove(key);
                    // An admin's place in the root goes with the office.
                    self.members.remove(key);
                }
                self.admins
                    .extend(appoint.add.iter().map(|keys| (keys.sign, keys.clone())));
            }
            Body::Create(create) => self.children.push(create.child),
            Body::Grant(grant) => {
                grant.member.check()?;
                // One signing key has one KEM key for ever: a grant can't quietly redirect a member's envelopes.
                if self
                    .keys_of(&grant.member.sign)
                    .is_some_and(|known| *known != grant.member)
                {
                    return Err(Refused);
                }
                let member = Member {
                    grant: grant.clone(),
                    since: statement.day,
                    by: statement.author,
                };
                self.members.insert(grant.member.sign, member);
            }
            Body::Revoke(revoke) => {
                self.members.remove(&revoke.member).ok_or(Refused)?;
            }
            Body::Change(_) | Body::Beacon => {}
        }
        Ok(())
    }
}
