//! What the vault tells the page without being asked.

use serde::{Deserialize, Serialize};

use super::{Kept, Session};

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Memberships or names changed.
    Session(Session),
    /// Records of a region changed: ask for the list again.
    Records {
        /// The region.
        region: u16,
    },
    /// What collectors have handed in is different.
    Incoming {
        /// The region.
        region: u16,
    },
    /// Members of a region or an invitation changed.
    People {
        /// The region.
        region: u16,
    },
    /// A region has new keys; everything goes on.
    Renewed {
        /// The region.
        region: u16,
        /// Who renewed them (a name, for leads).
        by: Option<String>,
    },
    /// The server came back from a backup, and a lead has gone on from there.
    Resumed {
        /// The region.
        region: u16,
        /// Who (a name, for leads).
        by: Option<String>,
    },
    /// Connection and freshness.
    Sync(SyncState),
    /// What is kept on this device is different.
    Kept(Kept),
    /// A long task moves on.
    Progress {
        /// Done so far.
        done: u32,
        /// Of so many.
        total: u32,
    },
    /// Something is wrong that a person must know.
    Alarm(Alarm),
}

/// Connection and freshness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SyncState {
    /// The last request was answered.
    pub online: bool,
    /// Everything the server has shown is open and verified.
    pub caught_up: bool,
    /// The newest day signed by somebody else, in any region; `None` if there is nobody else yet.
    pub newest_other: Option<u16>,
    /// The server's day differs from this device's by more than one.
    pub clock_wrong: bool,
    /// What is shown was opened without the server, as this device kept it, and the server was asked last on this day. Whether
    /// that is true the device's disk alone says.
    pub kept: Option<u16>,
}

/// Refusals a person must know of. Nothing of what was refused has been applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alarm {
    /// The server left out, cut, reordered or rewrote history.
    HistoryBroken {
        /// The region.
        region: u16,
    },
    /// Entries that didn't open or weren't signed by somebody allowed to; kept out.
    Refused {
        /// The region.
        region: u16,
        /// How many so far.
        count: u32,
    },
    /// A member's statement names a history this device doesn't know: the member or the server is lying.
    Fork {
        /// The region.
        region: u16,
        /// The author's name, for leads.
        author: Option<String>,
    },
    /// A summary of a region's records isn't what its log says. It was put aside, and the log read instead.
    FalsePages {
        /// The region.
        region: u16,
        /// Whose summary (a name, for leads).
        author: Option<String>,
    },
    /// A lead erased something, and would leave out more or other than that. It was put aside.
    FalseErasure {
        /// The region.
        region: u16,
        /// Whose word (a name, for leads).
        author: Option<String>,
    },
    /// A region below this one should open with its keys, and doesn't: it is kept back, or somebody has changed its keys.
    Withheld {
        /// The region above it.
        region: u16,
        /// What it is called.
        name: String,
    },
    /// Card or envelope of a region were not signed by a lead of the organisation joined.
    FalseEnvelope {
        /// The region.
        region: u16,
    },
}

impl Alarm {
    /// The same of a region that has its number only now.
    pub(crate) fn in_region(mut self, number: u16) -> Self {
        match &mut self {
            Self::HistoryBroken { region }
            | Self::Refused { region, .. }
            | Self::Fork { region, .. }
            | Self::FalsePages { region, .. }
            | Self::FalseErasure { region, .. }
            | Self::Withheld { region, .. }
            | Self::FalseEnvelope { region } => *region = number,
        }
        self
    }
}
