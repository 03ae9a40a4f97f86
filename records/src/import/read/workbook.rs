//! Excel and OpenDocument.

use std::io::Cursor;

use calamine::{
    Data, ExcelDateTime, Ods, OdsError, Range, Reader, Xls, XlsError, Xlsb, XlsbError, Xlsx,
    XlsxError,
};

use super::{FileKind, MOST_CELLS, ReadError, Rows};

/// The first sheet with anything in it, by name, and its rows.
pub(super) fn read(kind: FileKind, bytes: &[u8]) -> Result<(String, Rows), ReadError> {
    let cursor = Cursor::new(bytes);
    match kind {
        FileKind::Xls => first(Xls::new(cursor), |error| {
            matches!(error, XlsError::Password)
        }),
        FileKind::Xlsb => first(Xlsb::new(cursor), |error| {
            matches!(error, XlsbError::Password)
        }),
        FileKind::Ods => first(Ods::new(cursor), |error| {
            matches!(error, OdsError::Password)
        }),
        FileKind::Xlsx | FileKind::Csv => xlsx(cursor),
    }
}

fn first<'a, R: Reader<Cursor<&'a [u8]>>>(
    book: Result<R, R::Error>,
    password: impl Fn(&R::Error) -> bool,
) -> Result<(String, Rows), ReadError> {
    let failed = |error: R::Error| {
        if password(&error) {
            ReadError::PasswordProtected
        } else {
            ReadError::NotATable
        }
    };
    let mut book = book.map_err(&failed)?;
    for name in book.sheet_names() {
        // A chart is a sheet too, without cells.
        let Ok(range) = book.worksheet_range(&name) else {
            continue;
        };
        let rows = rows(&range)?;
        if !rows.rows.is_empty() {
            return Ok((name, rows));
        }
    }
    Err(ReadError::Empty)
}

fn rows(range: &Range<Data>) -> Result<Rows, ReadError> {
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = Rows::default();
    for (at, cells) in range.rows().enumerate() {
        let mut row = vec![String::new(); left.min(64) as usize];
        row.extend(cells.iter().map(text));
        keep(&mut rows, top as usize + at + 1, row)?;
    }
    Ok(trim_left(rows))
}

/// Cell by cell, so that one cell in the farthest corner doesn't cost the memory of all between.
fn xlsx(cursor: Cursor<&[u8]>) -> Result<(String, Rows), ReadError> {
    let mut book = Xlsx::new(cursor).map_err(|error| match error {
        XlsxError::Password => ReadError::PasswordProtected,
        _ => ReadError::NotATable,
    })?;
    for name in book.sheet_names() {
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else {
            continue;
        };
        let mut rows = Rows::default();
        let mut row: Vec<String> = Vec::new();
        let mut number = 0;
        let mut count = 0;
        while let Some(cell) = cells.next_cell().map_err(|_| ReadError::NotATable)? {
            let (at, column) = cell.get_position();
            if at as usize + 1 != number {
                keep(&mut rows, number, std::mem::take(&mut row))?;
                number = at as usize + 1;
            }
            let value = text(&Data::from(cell.get_value().clone()));
            if value.is_empty() {
                continue;
            }
            let column = column as usize;
            if column >= row.len() {
                count += column + 1 - row.len();
                if count > MOST_CELLS {
                    return Err(ReadError::TooBig {
                        limit: MOST_CELLS as u64,
                    });
                }
                row.resize(column + 1, String::new());
            }
            row[column] = value;
        }
        keep(&mut rows, number, row)?;
        if !rows.rows.is_empty() {
            return Ok((name, trim_left(rows)));
        }
    }
    Err(ReadError::Empty)
}

/// Keeps a row with anything in it, without the empty cells at its end.
fn keep(rows: &mut Rows, number: usize, mut row: Vec<String>) -> Result<(), ReadError> {
    let len = row
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |last| last + 1);
    row.truncate(len);
    if row.is_empty() {
        Ok(())
    } else {
        rows.push(number, row)
    }
}

/// A table that doesn't begin in column A begins here all the same.
fn trim_left(mut rows: Rows) -> Rows {
    let first = |row: &Vec<String>| {
        row.iter()
            .position(|cell| !cell.trim().is_empty())
            .unwrap_or(0)
    };
    let left = rows.rows.iter().map(first).min().unwrap_or(0);
    for row in &mut rows.rows {
        row.drain(..left);
    }
    rows
}

/// A cell as people see it: dates in ISO form, whole numbers without a point.
fn text(cell: &Data) -> String {
    match cell {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(*number),
        Data::String(text) => text.clone(),
        Data::Bool(yes) => if *yes { "1" } else { "0" }.to_owned(),
        Data::DateTime(date) => datetime(date),
        Data::DateTimeIso(date) => date.strip_suffix("T00:00:00").unwrap_or(date).to_owned(),
        Data::DurationIso(duration) => duration.clone(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn float(number: f64) -> String {
    // A spreadsheet keeps fifteen digits: what is longer has been rounded, and says so by its exponent.
    if number.abs() >= 1e15 {
        format!("{number:E}")
    } else {
        number.to_string()
    }
}

fn datetime(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        return float(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    match (date.as_f64() < 1.0, hour, minute, second) {
        (true, ..) => format!("{hour:02}:{minute:02}"),
        (false, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (false, ..) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}
