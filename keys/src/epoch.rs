//! An epoch's secrets: one chain, L → E → R → F. Who holds one derives those after it, never those before.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::kem::KemKey;
use crate::seal::Place;
use crate::{Hash, Label, PublicKey, Secret, SignKey, SpaceId};

/// What a member may do. The order is the order of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    /// Holds F: opens the card, seals entries to the inbox.
    #[n(1)]
    Collector,
    /// Holds R: opens log, pages and inbox.
    #[n(2)]
    Viewer,
    /// Holds E: the same, and its statements count.
    #[n(3)]
    Editor,
    /// Holds L: names in the roster; grant, revoke, rotate.
    #[n(4)]
    Lead,
}

/// A generation of one region: where its chain belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    /// The region's space.
    pub space: SpaceId,
    /// Its generation, from 1.
    pub number: u32,
}

impl Epoch {
    /// The place of one kind of ciphertext in this epoch.
    #[must_use]
    pub fn place(&self, label: Label) -> Place {
        Place {
            label,
            space: self.space,
            epoch: self.number,
        }
    }
}

/// A role and its secret of one epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    epoch: Epoch,
    role: Role,
    secret: Secret,
}

impl Access {
    /// A fresh L: the beginning of an epoch.
    pub fn make(epoch: Epoch, rng: &mut impl CryptoRng) -> Self {
        Self {
            epoch,
            role: Role::Lead,
            secret: Secret::make(rng),
        }
    }

    /// What an envelope held.
    #[must_use]
    pub fn new(epoch: Epoch, role: Role, secret: Secret) -> Self {
        Self {
            epoch,
            role,
            secret,
        }
    }

    /// Which epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Which role.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The role's secret, for an envelope.
    #[must_use]
    pub fn expose(&self) -> &Secret {
        &self.secret
    }

    /// The same epoch in a lesser (or the same) role; nothing for a greater one.
    #[must_use]
    pub fn derive(&self, role: Role) -> Option<Self> {
        let mut at = self.clone();
        while at.role > role {
            let (label, next) = match at.role {
                Role::Lead => (Label::ChainEdit, Role::Editor),
                Role::Editor => (Label::ChainRead, Role::Viewer),
                Role::Viewer | Role::Collector => (Label::ChainForm, Role::Collector),
            };
            at = Self {
                epoch: at.epoch,
                role: next,
                secret: at.secret.derive(label, &at.epoch.place(label).context()),
            };
        }
        (at.role == role).then_some(at)
    }

    fn derived(&self, role: Role, label: Label) -> Option<Secret> {
        Some(
            self.derive(role)?
                .secret
                .derive(label, &self.epoch.place(label).context()),
        )
    }

    /// The commitment every envelope and the card carry: HKDF of F, so that every role can check its own chain.
    #[must_use]
    pub fn commitment(&self) -> Option<Hash> {
        Some(Hash(
            *self
                .derived(Role::Collector, Label::EpochCommitment)?
                .expose(),
        ))
    }

    /// What seals statements: R.
    #[must_use]
    pub fn reading(&self) -> Option<Secret> {
        Some(self.derive(Role::Viewer)?.secret.clone())
    }

    /// What seals the card: F.
    #[must_use]
    pub fn form(&self) -> Option<Secret> {
        Some(self.derive(Role::Collector)?.secret.clone())
    }

    /// What seals names in the roster; leads only.
    #[must_use]
    pub fn roster(&self) -> Option<Secret> {
        self.derived(Role::Lead, Label::RosterKey)
    }

    /// The inbox key, from R.
    #[must_use]
    pub fn inbox(&self) -> Option<KemKey> {
        self.derived(Role::Viewer, Label::KemInbox)
            .map(KemKey::from_seed)
    }

    /// The KEM key of a role, to which the region's children wrap their own secrets (L, E and R have one).
    #[must_use]
    pub fn child_wrapping(&self, role: Role) -> Option<KemKey> {
        let label = match role {
            Role::Lead => Label::KemLead,
            Role::Editor => Label::KemEdit,
            Role::Viewer => Label::KemRead,
            Role::Collector => return None,
        };
        self.derived(role, label).map(KemKey::from_seed)
    }

    /// The capability in the recovery slot: every lead knows it, so that every list of capabilities can name it.
    #[must_use]
    pub fn recovery_capability(&self) -> Option<SignKey> {
        let seed = self.derived(Role::Lead, Label::RecoveryCapability)?;
        Some(SignKey::from_seed(seed.expose()))
    }

    /// Dummy capability key `index` of a class of rights: the same for every lead, a point of the prime-order group like a
    /// real key, and its secret half is known to nobody (try-and-increment, then times the cofactor).
    #[must_use]
    pub fn dummy_capability(&self, rights: u8, index: u16) -> Option<PublicKey> {
        let lead = self.derive(Role::Lead)?;
        let mut context = self.epoch.place(Label::DummyCapability).context();
        context.push(rights);
        context.extend_from_slice(&index.to_be_bytes());
        (0..=u8::MAX).find_map(|attempt| {
            let mut context = context.clone();
            context.push(attempt);
            let candidate = lead.secret.derive(Label::DummyCapability, &context);
            let point = ed25519_dalek::VerifyingKey::from_bytes(candidate.expose())
                .ok()?
                .to_edwards()
                .mul_by_cofactor();
            let key = PublicKey(point.compress().to_bytes());
            crate::sign::checked(&key).ok().map(|_| key)
        })
    }
}
