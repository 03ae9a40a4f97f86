//! A file as a table of text.

use serde::{Deserialize, Serialize};

/// What kind of file it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// Text with separators.
    Csv,
    /// Excel since 2007.
    Xlsx,
    /// Excel 97–2003.
    Xls,
    /// Excel, the binary kind of 2007.
    Xlsb,
    /// OpenDocument, LibreOffice.
    Ods,
}

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// windows-1251, what Excel writes in Minsk.
    Windows1251,
    /// KOI8-R or KOI8-U.
    Koi8,
    /// cp866, from DOS.
    Cp866,
    /// Another one, by its WHATWG name: unlikely here, so worth showing.
    Other,
}

/// How the file was read, for a person to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// The kind of file.
    pub kind: FileKind,
    /// The encoding, of text.
    pub encoding: Option<Encoding>,
    /// The encoding was guessed from the letters, not declared or proved.
    pub encoding_guessed: bool,
    /// The separator, of text.
    pub separator: Option<char>,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
}

/// A file as rows of text cells. Rows may be of different lengths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// How it was read.
    pub format: Format,
    /// What stands above the header: a title, a date.
    pub above: Vec<Vec<String>>,
    /// The names of the columns, if a row holds names.
    pub header: Option<Vec<String>>,
    /// Everything below.
    pub rows: Vec<Vec<String>>,
    /// The number in the file (from 1, as a spreadsheet counts) of each of `rows`.
    pub numbers: Vec<u32>,
}

impl Table {
    /// How many columns the widest row has.
    #[must_use]
    pub fn width(&self) -> usize {
        let header = self.header.as_ref().map_or(0, Vec::len);
        self.rows
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or(0)
            .max(header)
    }
}

/// Why a file could not be read; each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadError {
    /// There is nothing in it: choose another file.
    Empty,
    /// It isn't a table, or it is damaged: open it in a spreadsheet and save it again as XLSX or CSV.
    NotATable,
    /// It is protected by a password: open it with the password and save it without.
    PasswordProtected,
    /// A kind of file that can't be read yet, named in the string ("Access", "vCard", "PDF"…): save it as XLSX or CSV.
    UnsupportedType(String),
    /// Larger than `limit` bytes (or rows): split it.
    TooBig {
        /// The limit.
        limit: u64,
    },
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "the file is empty; choose another"),
            Self::NotATable => write!(
                f,
                "no table found; open it in a spreadsheet and save it as XLSX or CSV"
            ),
            Self::PasswordProtected => write!(f, "protected by a password; save a copy without it"),
            Self::UnsupportedType(kind) => {
                write!(f, "{kind} files can't be read; save it as XLSX or CSV")
            }
            Self::TooBig { limit } => write!(f, "larger than {limit}; split it"),
        }
    }
}

impl std::error::Error for ReadError {}
