//! What a command can fail with. Each has a sentence in the app that says what to do.

use serde::{Deserialize, Serialize};

/// Why a command failed. Nothing was lost or half done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// No answer from the server.
    Offline,
    /// Nothing opens with these words.
    WrongWords,
    /// A typed word is in no list.
    UnknownWord {
        /// Its place, from 0.
        position: u8,
        /// What it may have been.
        suggestions: Vec<String>,
    },
    /// Not the right number of words.
    WordCount {
        /// How many were typed.
        typed: u8,
        /// How many there should be.
        wanted: u8,
    },
    /// Words of different languages in one phrase.
    MixedLanguages,
    /// The founding or invitation link is damaged.
    BadLink,
    /// The link was used already, or is too old.
    LinkUsed,
    /// The organisation has no admission tokens left: ask the operator.
    NoTokens,
    /// This role may not do that.
    NotAllowed,
    /// Too much text for one entry.
    TooBig,
    /// The region is full.
    Full,
    /// So much can be handed in on one day, and it has been.
    Enough,
    /// The server or its answer can't be trusted; nothing was changed.
    Refused,
    /// This file can't be read.
    File(FileFault),
    /// The task was cancelled; nothing was kept.
    Cancelled,
    /// Somebody changed the same thing meanwhile; look again.
    Changed,
    /// What was missed is still being read, and until all of it is there nothing can be shown or written.
    Reading,
    /// The server was restored from a backup, and a lead hasn't said yet how the region goes on.
    Frozen,
    /// There is no connection, and what this device kept isn't what was put there, or not all of it.
    Kept,
    /// The founding key's cards don't fit.
    Cards(CardFault),
    /// This app is older than those that may write here.
    Outdated,
    /// The device's clock is wrong; the server's day is given.
    Clock {
        /// Days since 1970-01-01.
        server_day: u16,
    },
}

/// What is wrong with cards, as far as they themselves tell. They are counted from 0, as they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardFault {
    /// Something on this one was written or typed wrong.
    Damaged {
        /// Which card.
        card: u8,
        /// The first word that is in no list, from 0, if that is what is wrong.
        word: Option<u8>,
    },
    /// This one was printed with others than the first one was, or for another organisation.
    Other {
        /// Which card.
        card: u8,
    },
    /// The same card as an earlier one.
    Twice {
        /// Which card.
        card: u8,
    },
    /// So many are needed, and there are fewer.
    Few {
        /// How many.
        needed: u8,
    },
    /// Each is whole, and together they aren't this organisation's key: one was made to deceive.
    False,
}

/// Why a file can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFault {
    /// Nothing in it.
    Empty,
    /// No table in it, or a damaged one.
    NotATable,
    /// Locked with a password.
    Password,
    /// A kind that isn't read.
    Unsupported,
    /// More than is read at once.
    TooBig,
}
