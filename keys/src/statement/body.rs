//! What a statement says.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{Change, Checkpoint, Confirm, Erase, MoveIn, MoveOut, Seen, SignedStatement, Value};
use crate::inbox::HandedIn;
use crate::{Day, Hash, MemberKeys, OrgId, PublicKey, Role, SpaceId, kem::KemPublic};

/// The bodies a log of suite 1 knows. Unknown ones are refused.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Body {
    /// The organisation begins. Signed by the founding key; first in the root's log.
    #[n(1)]
    Found(#[n(0)] Found),
    /// Admins change. Signed by the founding key.
    #[n(2)]
    Appoint(#[n(0)] Appoint),
    /// A region below this one begins. Signed by a lead.
    #[n(3)]
    Create(#[n(0)] Create),
    /// A member is let in, or gets another role. Signed by a lead.
    #[n(4)]
    Grant(#[n(0)] Grant),
    /// A member is put out. Signed by a lead; the region rotates after it.
    #[n(5)]
    Revoke(#[n(0)] Revoke),
    /// Records are erased, and all that was ever said of them. Signed by a lead; the region rotates after it.
    #[n(17)]
    Erase(#[n(0)] Erase),
    /// Records change. Signed by an editor or a lead.
    #[n(6)]
    Change(#[n(0)] Change),
    /// Nothing new, on this day: shows that history goes on. Signed by an editor or a lead.
    #[n(7)]
    Beacon,
    /// The next epoch begins after this. Signed by a lead who has seen all there is.
    #[n(8)]
    Rotate(#[n(0)] Rotate),
    /// What collectors handed in is dealt with. Signed by an editor or a lead.
    #[n(9)]
    Admit(#[n(0)] Admit),
    /// How things stand above this region. Signed by somebody who stands above its leads.
    #[n(10)]
    Parent(#[n(0)] Parent),
    /// What the region is called and asks people. Signed by a lead, in the root by an admin.
    #[n(18)]
    Criteria(#[n(0)] Criteria),
    /// The log goes on after a gap, because the server has lost its end. Signed by a lead; the region rotates right after it.
    #[n(13)]
    Resume(#[n(0)] Resume),
    /// What stood in such a gap stands here again. Signed by whoever still held it, an editor or a lead.
    #[n(14)]
    Restate(#[n(0)] Restate),
    /// What the log comes to right before this, and the pages that hold it. Signed by an editor or a lead.
    #[n(11)]
    Checkpoint(#[n(0)] Checkpoint),
    /// Somebody else's checkpoint is what this author's own reading of the log came to. Signed by an editor or a lead.
    #[n(12)]
    Confirm(#[n(0)] Confirm),
    /// Records are in another region from now on. Signed by an editor or a lead.
    #[n(15)]
    MoveOut(#[n(0)] MoveOut),
    /// Records of another region are in this one, too. Said first; signed by an editor or a lead.
    #[n(16)]
    MoveIn(#[n(0)] MoveIn),
}

/// The founding statement.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Found {
    /// The organisation's random id.
    #[n(0)]
    pub organisation: OrgId,
    /// The organisation's name.
    #[n(1)]
    pub name: String,
    /// The root region's space.
    #[n(2)]
    pub root: SpaceId,
    /// The first admins: leads of the root.
    #[n(3)]
    pub admins: Vec<MemberKeys>,
    /// Envelopes for recovery are wrapped to it; derived from the founding key.
    #[n(4)]
    pub recovery: KemPublic,
}

/// Who the admins are from here on, all of them. It is said in the root and carried into every log below; whatever else was left
/// out or kept back, the highest number counts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Appoint {
    /// Higher than that of every appointment before; the founding's is 0.
    #[n(0)]
    pub number: u32,
    /// The admins, at least one.
    #[n(1)]
    pub admins: Vec<MemberKeys>,
}

/// A child region.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Create {
    /// Its space.
    #[n(0)]
    pub child: SpaceId,
    /// Commitment of its first epoch.
    #[n(1)]
    pub commitment: Hash,
    /// Whether those above are given its keys, for as long as it is there.
    #[n(2)]
    pub open: bool,
    /// What it is called: a text, or one in each language.
    #[n(3)]
    pub label: Value,
}

/// The whole of what a region has to know of those above it; the last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Parent {
    /// The epoch of the region right above.
    #[n(0)]
    pub epoch: u32,
    /// What that epoch commits to.
    #[n(1)]
    pub commitment: Hash,
    /// Its keys for regions below, if they are others than before.
    #[n(2)]
    pub kem: Option<Box<ParentKeys>>,
    /// Who stands in each region above, from the root on.
    #[n(3)]
    pub above: Vec<Above>,
    /// The capabilities in the slots of those above, if they are others than before.
    #[n(4)]
    pub capabilities: Option<AboveCapabilities>,
}

/// The capabilities that those above share, by what they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct AboveCapabilities {
    /// With L.
    #[n(0)]
    pub lead: PublicKey,
    /// With E.
    #[n(1)]
    pub edit: PublicKey,
    /// With R.
    #[n(2)]
    pub read: PublicKey,
}

/// The public keys to which a region's children wrap their own secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ParentKeys {
    /// Of who holds L.
    #[n(0)]
    pub lead: KemPublic,
    /// Of who holds E.
    #[n(1)]
    pub edit: KemPublic,
    /// Of who holds R.
    #[n(2)]
    pub read: KemPublic,
}

/// Who stands in one region above, each list ascending. Admins aren't named: the founding key says who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Above {
    /// Its leads.
    #[n(0)]
    pub leads: Vec<AboveLead>,
    /// Its editors.
    #[n(1)]
    pub editors: Vec<PublicKey>,
}

/// A lead of a region above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct AboveLead {
    /// The signing key.
    #[n(0)]
    pub key: PublicKey,
    /// The hash of both keys: whom this lead invites knows it by that.
    #[n(1)]
    pub keys: Hash,
}

impl Above {
    /// A lead, by the signing key.
    #[must_use]
    pub fn lead(&self, key: &PublicKey) -> Option<&AboveLead> {
        let found = self.leads.binary_search_by_key(key, |lead| lead.key);
        self.leads.get(found.ok()?)
    }

    /// Whether somebody edits there.
    #[must_use]
    pub fn has_editor(&self, key: &PublicKey) -> bool {
        self.editors.binary_search(key).is_ok()
    }
}

/// A membership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Grant {
    /// Whose.
    #[n(0)]
    pub member: MemberKeys,
    /// In which role.
    #[n(1)]
    pub role: Role,
    /// The member's capability on the space.
    #[n(2)]
    pub capability: PublicKey,
    /// The envelope's slot among the members'.
    #[n(3)]
    pub slot: u16,
    /// The member's name, sealed for leads under the roster key.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed_name: Vec<u8>,
}

/// The end of a membership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Revoke {
    /// Whose, by signing key.
    #[n(0)]
    pub member: PublicKey,
}

/// A new epoch: new secrets for everybody who stands, and for nobody else. Which history it begins with, the head that its
/// author has seen says: it is the head right before it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Rotate {
    /// Commitment of the new epoch.
    #[n(0)]
    pub commitment: Hash,
    /// Every member who stands, ascending by signing key.
    #[n(1)]
    pub members: Vec<Renewed>,
    /// The ending epoch's roster key, sealed under the new one (see [`crate::roster`]): leads still read the names given before.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub roster: Vec<u8>,
    /// The ending epoch's key for regions below, sealed under the new roster key (see [`crate::below`]): those that aren't
    /// renewed yet can still be opened.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub below: Vec<u8>,
    /// The capabilities in the new block's slots for those above, if they are given any.
    #[n(4)]
    pub above: Option<AboveCapabilities>,
}

/// A member who stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Renewed {
    /// Whose, by signing key.
    #[n(0)]
    pub member: PublicKey,
    /// The new capability on the space.
    #[n(1)]
    pub capability: PublicKey,
    /// The envelope's slot among the members' in the new block.
    #[n(2)]
    pub slot: u16,
}

/// How a log goes on after its end was lost. Numbers are chosen far beyond whatever may have been given out: none is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Resume {
    /// The last entry that is left: what its author has seen.
    #[n(0)]
    pub restored: Seen,
    /// The last one its author knows of.
    #[n(1)]
    pub remembered: Seen,
    /// The place of this statement.
    #[n(2)]
    pub seq: u64,
    /// The epoch that the next rotation begins.
    #[n(3)]
    pub epoch: u32,
}

/// A statement that was lost.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Restate {
    /// Where it stood.
    #[n(0)]
    pub seq: u64,
    /// As its author signed it: its id stays what it was.
    #[n(1)]
    pub statement: SignedStatement,
}

/// Entries of collectors, each dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Admit {
    /// At least one.
    #[n(0)]
    pub entries: Vec<Admitted>,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Admitted {
    /// It is a record from now on: this statement's hash and the entry's index here are its id.
    #[n(1)]
    Accepted(#[n(0)] HandedIn),
    /// Nobody has looked at it yet; it was taken out of the inbox because the region rotates.
    #[n(2)]
    Held(#[n(0)] HandedIn),
    /// It isn't to be a record. Only what was collected is named, by its hash.
    #[n(3)]
    Dropped(#[n(0)] Hash),
    /// What is left of one that became a record and was erased: its hash, whose it was, and the day on it. Nobody says this.
    #[n(4)]
    ErasedRecord(#[n(0)] Hash, #[n(1)] PublicKey, #[n(2)] Day),
    /// What is left of one that was held and erased: its hash. Nobody says this.
    #[n(5)]
    ErasedHeld(#[n(0)] Hash),
}

/// What changes of a region's card; at least one. What was said before stays in the log.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Criteria {
    /// The region's name.
    #[n(0)]
    pub name: Option<String>,
    /// What to ask people; opaque here.
    #[n(1)]
    pub criteria: Option<ByteVec>,
    /// Apps older than this only read.
    #[n(2)]
    pub minimum_app: Option<u32>,
}

impl core::fmt::Debug for Criteria {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Names are nobody's business in a log.
        let Self {
            name: _,
            criteria: _,
            minimum_app,
        } = self;
        f.debug_struct("Criteria")
            .field("minimum_app", minimum_app)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for Found {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Names are nobody's business in a log.
        let Self {
            organisation,
            name: _,
            root,
            admins,
            recovery: _,
        } = self;
        f.debug_struct("Found")
            .field("organisation", organisation)
            .field("root", root)
            .field("admins", admins)
            .finish_non_exhaustive()
    }
}
