//! Bringing lists in.

use records::fields::FieldId;
use records::import::{NoteKind, Reason};
use serde::{Deserialize, Serialize};

/// A file that has been read but not yet brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// What the file turned out to be, e.g. `CSV · windows-1251`.
    pub format: String,
    /// Data rows in the file.
    pub rows: u32,
    /// Its columns, with what each seems to be.
    pub columns: Vec<ImportColumn>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// The heading, if the file has one.
    pub header: String,
    /// The guess, which the user may correct.
    pub guess: Option<FieldId>,
    /// The first few values.
    pub samples: Vec<String>,
}

/// What an import would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportReport {
    /// Names the import in [`super::Command::UndoImport`], once it is done.
    pub batch: Option<[u8; 16]>,
    /// Contacts that are (or would be) brought in.
    pub records: u32,
    /// Rows that are not, at most the first 1,000.
    pub refused: Vec<RefusedRow>,
    /// How many rows are not.
    pub refused_total: u32,
    /// What was mended or looks wrong, counted.
    pub notes: Vec<Note>,
}

/// A row that can't be brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Its number in the file, as a spreadsheet shows it.
    pub row: u32,
    /// Why.
    pub reason: Reason,
    /// What it holds.
    pub cells: Vec<String>,
}

/// Something mended or doubtful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What.
    pub kind: NoteKind,
    /// In how many rows.
    pub count: u32,
    /// One example: before and after.
    pub sample: (String, String),
}

/// An import that can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedBatch {
    /// Names the import in [`super::Command::UndoImport`].
    pub id: [u8; 16],
    /// The file's name as the importer saw it.
    pub name: String,
    /// Contacts brought in.
    pub records: u32,
    /// The day.
    pub day: u16,
    /// Who (a name, for leads).
    pub by: Option<String>,
    /// Already undone.
    pub undone: bool,
}
