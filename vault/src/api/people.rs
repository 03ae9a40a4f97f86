//! Members, roles, invitations.

use serde::{Deserialize, Serialize};

use super::Language;

/// What a member may do in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Enters, reads nothing.
    Collector,
    /// Reads.
    Viewer,
    /// Reads and changes.
    Editor,
    /// Reads, changes, lets people in.
    Lead,
}

/// A member as the log shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Names the person in commands.
    pub key: [u8; 32],
    /// The name; leads only, otherwise `None`.
    pub name: Option<String>,
    /// The role.
    pub role: Role,
    /// Named in the founding or appointment statements.
    pub admin: bool,
    /// The day of the grant (days since 1970-01-01).
    pub since: u16,
    /// Who granted it (a name, for leads).
    pub by: Option<String>,
    /// The person looking at the list.
    pub me: bool,
    /// The person looking at the list may put this one out.
    pub removable: bool,
}

/// An invitation made on this device or remembered in the keyring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Index of the invitation, used in commands.
    pub id: u32,
    /// The region invited to.
    pub region: u16,
    /// The role it was made for; the lead may still choose another when granting.
    pub role: Role,
    /// The fragment of the link (`#/join/…`); the page puts its own address before it.
    pub fragment: String,
    /// The day after which the mailbox is gone.
    pub until: u16,
    /// What has happened.
    pub state: InvitationState,
}

/// How far an invitation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationState {
    /// Nobody has opened the link yet.
    Open,
    /// Somebody has: compare the six words with them, then grant.
    Posted {
        /// The name they gave themselves.
        name: String,
        /// The six words, in the invitation's language.
        six_words: Vec<String>,
    },
    /// What lies in the mailbox doesn't open: somebody else has touched it. Drop this invitation and make another.
    Spoiled,
}

/// What a link says before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinOffer {
    /// The language the six words will be in.
    pub language: Language,
}

/// What a rotation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotated {
    /// Entries sealed anew; none of the old ones is left on the server.
    pub entries: u32,
    /// Members with new keys.
    pub members: u32,
    /// Regions below that have new keys too.
    pub below: u32,
    /// Regions below that still have the old ones: they couldn't be renewed, or don't open.
    pub left: u32,
}
