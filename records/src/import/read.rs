//! Telling files apart.

mod encoding;
mod kind;
mod separated;
mod workbook;

use super::guess::find_header;
use super::{Encoding, FileKind, Format, ReadError, Table};
use kind::Looks;

/// Larger files are refused before anything is allocated for them.
const MOST_BYTES: usize = 128 << 20;
/// As many rows as a spreadsheet can hold.
const MOST_ROWS: usize = 1 << 20;
/// More cells than this are not a list of people.
const MOST_CELLS: usize = 32 << 20;

/// The rows of a file, numbered as a spreadsheet numbers them.
#[derive(Default)]
struct Rows {
    rows: Vec<Vec<String>>,
    numbers: Vec<u32>,
}

impl Rows {
    fn push(&mut self, number: usize, row: Vec<String>) -> Result<(), ReadError> {
        if self.rows.len() >= MOST_ROWS {
            return Err(ReadError::TooBig {
                limit: MOST_ROWS as u64,
            });
        }
        self.rows.push(row);
        self.numbers.push(u32::try_from(number).unwrap_or(u32::MAX));
        Ok(())
    }
}

/// Reads a file. `name` only helps to name what can't be read: the bytes decide.
///
/// # Errors
/// [`ReadError`] says why and what to do.
pub fn read_table(name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
    if bytes.len() > MOST_BYTES {
        return Err(ReadError::TooBig {
            limit: MOST_BYTES as u64,
        });
    }
    match kind::looks(name, bytes) {
        Looks::Empty => Err(ReadError::Empty),
        Looks::PasswordProtected => Err(ReadError::PasswordProtected),
        Looks::Other(kind) => Err(ReadError::UnsupportedType(kind.to_owned())),
        Looks::Workbook(kind) => {
            let (sheet, rows) = workbook::read(kind, bytes)?;
            let format = Format {
                kind,
                encoding: None,
                encoding_guessed: false,
                separator: None,
                sheet: Some(sheet),
            };
            table(format, rows)
        }
        Looks::Text => {
            let (text, encoding, guessed) = encoding::decode(bytes)?;
            if let Some(kind) = kind::text_looks(&text) {
                return Err(ReadError::UnsupportedType(kind.to_owned()));
            }
            let (separator, rows) = separated::read(&text)?;
            let format = Format {
                kind: FileKind::Csv,
                encoding: Some(encoding),
                encoding_guessed: guessed,
                separator,
                sheet: None,
            };
            table(format, rows)
        }
    }
}

fn table(format: Format, rows: Rows) -> Result<Table, ReadError> {
    let Rows {
        mut rows,
        mut numbers,
    } = rows;
    if !rows.iter().flatten().any(|cell| !cell.trim().is_empty()) {
        return Err(ReadError::Empty);
    }
    let mut above = Vec::new();
    let mut header = None;
    if let Some(at) = find_header(&rows) {
        above.extend(rows.drain(..at));
        header = Some(rows.remove(0));
        numbers.drain(..=at);
    }
    Ok(Table {
        format,
        above,
        header,
        rows,
        numbers,
    })
}
