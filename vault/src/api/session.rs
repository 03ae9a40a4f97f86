//! Who is signed in, and where.

use serde::{Deserialize, Serialize};

use super::Role;

/// The language of generated words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    English,
    /// Russian.
    Russian,
    /// Belarusian.
    Belarusian,
}

/// A signed-in person's view of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The organisation's name; empty while waiting to be let in.
    pub organisation: String,
    /// The person's own name, as the lead entered or confirmed it.
    pub name: String,
    /// The regions this person belongs to, in the order joined.
    pub regions: Vec<Region>,
    /// Regions below that should open with the keys of the one above, and don't.
    pub unopened: Vec<Unopened>,
    /// The founding key lies in this person's keyring, and isn't on cards yet.
    pub unprinted: bool,
}

/// A region that can't be opened: its server keeps it back, or its keys are being renewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unopened {
    /// What it is called.
    pub name: String,
    /// The index of the region above.
    pub above: u16,
}

/// One region of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Index within the session, used in commands.
    pub index: u16,
    /// The region's name; empty while waiting.
    pub name: String,
    /// What this person may do there.
    pub state: RegionState,
    /// Somebody who could read was put out, and still holds the keys: a lead has to finish it ([`super::Command::Rotate`]).
    pub rotation_due: bool,
    /// The server has less than this device knows of: it was restored from a backup, or it hides something. A lead can go on from
    /// what it has ([`super::Command::Resume`]).
    pub behind: bool,
    /// The region asks for a newer app than this one: it is only shown, and every change fails with [`super::Failure::Outdated`].
    pub outdated: bool,
    /// The region above it, through which this person is in it; `None` for who was let in here.
    pub above: Option<u16>,
    /// How new what is shown is.
    pub freshness: Freshness,
}

/// How new what is shown of a region is. A server can keep back what is newer, a removal too; then these days stand still.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// The newest day that somebody else signed; `None` if there is nobody else yet. None to come counts.
    pub newest_other: Option<u16>,
    /// The day on which its keys were renewed last, or made.
    pub keys_since: Option<u16>,
}

/// How far this device has verified a region, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadCode {
    /// How many entries: whoever compares needs this too.
    pub seq: u64,
    /// Six words.
    pub words: Vec<String>,
}

/// What came of comparing somebody else's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compared {
    /// Both have the same history up to there.
    Same,
    /// They haven't: somebody was shown a false one, or the words were read wrong.
    Other,
    /// The other one has seen more than this device is shown. If that stays so, something is kept back here.
    Ahead,
    /// So old that this device can't say.
    Unknown,
}

/// What a region was called and asked people from some day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criteria {
    /// Its place in the log.
    pub seq: u64,
    /// Who said so (a name, for leads), or nothing.
    pub by: Option<String>,
    /// The day it was said.
    pub day: u16,
    /// The name, if it changed.
    pub name: Option<String>,
    /// The criteria, if they changed.
    pub criteria: Option<Vec<u8>>,
}

/// Whether a membership is open yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RegionState {
    /// Waiting for the lead, who must read the same six words.
    Waiting {
        /// The six words.
        six_words: Vec<String>,
    },
    /// A member.
    Member {
        /// In this role.
        role: Role,
    },
    /// The envelope block of the current epoch holds nothing for this person any more.
    Removed,
}

/// What is kept on this device for who is signed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whether anything is to be.
    pub on: bool,
    /// The day on which all of it was here last; nothing before it ever was.
    pub whole: Option<u16>,
    /// Why it isn't kept, or isn't as new as it should be.
    pub fault: Option<KeptFault>,
}

/// Why nothing can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeptFault {
    /// This browser has no store, or lets nobody use it.
    Absent,
    /// No room.
    Full,
    /// The store fails.
    Broken,
}

/// One card of the founding key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its number, from 1.
    pub number: u8,
    /// 32 words.
    pub words: Vec<String>,
}

impl core::fmt::Debug for Card {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Card({})", self.number)
    }
}
