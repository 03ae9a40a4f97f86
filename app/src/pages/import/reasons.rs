//! Why a row is refused, what was mended: as sentences.

use vault::api::{NoteKind, Reason};

use crate::text;

/// Why a row can't be brought in.
pub(super) fn reason_text(reason: Reason) -> String {
    match reason {
        Reason::Empty => text!("refused-empty"),
        Reason::TooLong => text!("refused-too-long"),
    }
}

/// What was mended, or should be looked at.
pub(super) fn note_text(kind: NoteKind, n: u32) -> String {
    match kind {
        NoteKind::PhoneNormalised => text!("note-phone-normalised", n = n),
        NoteKind::PhoneSplit => text!("note-phone-split", n = n),
        NoteKind::EmailSplit => text!("note-email-split", n = n),
        NoteKind::DateNormalised => text!("note-date-normalised", n = n),
        NoteKind::DateFromSerial => text!("note-date-from-serial", n = n),
        NoteKind::NameSplit => text!("note-name-split", n = n),
        NoteKind::LatinLetters => text!("note-latin-letters", n = n),
        NoteKind::ValueNormalised => text!("note-value-normalised", n = n),
        NoteKind::CenturyAssumed => text!("note-century-assumed", n = n),
        NoteKind::MovedToNotes => text!("note-moved-to-notes", n = n),
        NoteKind::DigitsLost => text!("note-digits-lost", n = n),
        NoteKind::PhoneUnclear => text!("note-phone-unclear", n = n),
        NoteKind::DateUnclear => text!("note-date-unclear", n = n),
        NoteKind::EmailUnclear => text!("note-email-unclear", n = n),
        NoteKind::ValueUnclear => text!("note-value-unclear", n = n),
        NoteKind::ExtraCells => text!("note-extra-cells", n = n),
    }
}
