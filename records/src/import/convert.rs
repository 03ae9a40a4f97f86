//! Rows into contacts.

mod maker;
mod notes;
pub(super) mod reach;
mod values;

use serde::{Deserialize, Serialize};

use super::Table;
use crate::fields::FieldId;
use maker::Maker;
use notes::Notes;

/// A longer row is not a person.
const LONGEST_ROW: usize = 16 << 10;

/// What came of a table. Every row with anything in it is in `records` or in `refused`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The contacts.
    pub records: Vec<Vec<(FieldId, String)>>,
    /// The row in the file (from 1) of each of `records`.
    pub rows: Vec<u32>,
    /// The rows that became no contact.
    pub refused: Vec<Refused>,
    /// What was repaired or needs a look, by kind.
    pub notes: Vec<Note>,
    /// The hook stopped it: the rest of the table wasn't looked at.
    pub cancelled: bool,
}

/// A row that became no contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The row in the file, from 1.
    pub row: u32,
    /// Why.
    pub reason: Reason,
    /// What was in it.
    pub cells: Vec<String>,
}

/// Why a row was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Nothing in it, or nothing in the columns that were chosen.
    Empty,
    /// More than 16 KiB.
    TooLong,
}

/// What was done or seen, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What.
    pub kind: NoteKind,
    /// How many cells.
    pub count: u32,
    /// The first few.
    pub samples: Vec<Sample>,
}

/// One cell of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The row in the file, from 1.
    pub row: u32,
    /// The field.
    pub field: FieldId,
    /// What the file had.
    pub before: String,
    /// What the contact has.
    pub after: String,
}

/// What was done to a cell, or is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NoteKind {
    /// Repaired: a phone brought to international form.
    PhoneNormalised,
    /// Repaired: several phones in one cell taken apart.
    PhoneSplit,
    /// Repaired: several e-mail addresses in one cell taken apart.
    EmailSplit,
    /// Repaired: a date brought to ISO form.
    DateNormalised,
    /// Repaired: a spreadsheet's day number turned into a date.
    DateFromSerial,
    /// Repaired: a whole name in one cell taken apart.
    NameSplit,
    /// Repaired: Latin letters inside a Cyrillic word, mostly i for і.
    LatinLetters,
    /// Repaired: a value brought to the form its field has.
    ValueNormalised,
    /// Flagged: a year of two digits; the century was assumed.
    CenturyAssumed,
    /// Flagged: more than the field holds; the rest is in the notes.
    MovedToNotes,
    /// Flagged: a spreadsheet rounded the phone and digits are lost; kept as it is.
    DigitsLost,
    /// Flagged: not a phone that can be called; kept as it is.
    PhoneUnclear,
    /// Flagged: not a date that can be; kept as it is.
    DateUnclear,
    /// Flagged: not an e-mail address; kept as it is.
    EmailUnclear,
    /// Flagged: not an answer known for this field; kept as it is.
    ValueUnclear,
    /// Flagged: the row has cells beyond the chosen columns; they are kept in the notes.
    ExtraCells,
}

impl NoteKind {
    /// Whether a person should look, rather than only know.
    #[must_use]
    pub fn needs_a_look(self) -> bool {
        !matches!(
            self,
            Self::PhoneNormalised
                | Self::PhoneSplit
                | Self::EmailSplit
                | Self::DateNormalised
                | Self::DateFromSerial
                | Self::NameSplit
                | Self::LatinLetters
                | Self::ValueNormalised
        )
    }
}

/// Contacts of a table, by a field for each column (`None`: leave it out).
#[must_use]
pub fn convert(table: &Table, mapping: &[Option<FieldId>]) -> Report {
    convert_with(table, mapping, &mut |_, _| true)
}

/// The same, telling `progress` how many rows are done of how many; it answers `false` to stop.
#[must_use]
pub fn convert_with(
    table: &Table,
    mapping: &[Option<FieldId>],
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Report {
    let mut report = Report::default();
    let total = table.rows.len();
    let mut notes = Notes::default();
    for (at, cells) in table.rows.iter().enumerate() {
        if at % 1000 == 0 && !progress(at, total) {
            report.cancelled = true;
            break;
        }
        let row = table
            .numbers
            .get(at)
            .copied()
            .unwrap_or_else(|| u32::try_from(at + 1).unwrap_or(u32::MAX));
        let mut refuse = |reason| {
            report.refused.push(Refused {
                row,
                reason,
                cells: cells.clone(),
            })
        };
        if cells.iter().map(String::len).sum::<usize>() > LONGEST_ROW {
            refuse(Reason::TooLong);
            continue;
        }
        let mut maker = Maker::new(row, mapping, table.header.as_deref(), &mut notes);
        for (column, cell) in cells.iter().enumerate() {
            maker.cell(column, cell);
        }
        let record = maker.finish();
        if record.is_empty() {
            refuse(Reason::Empty);
        } else {
            report.records.push(record);
            report.rows.push(row);
        }
    }
    report.notes = notes.finish();
    if !report.cancelled {
        report.cancelled = !progress(total, total);
    }
    report
}
