//! Lists brought in: read, looked at, sent in statements of many records, undone as a whole.

use std::rc::Rc;

use keys::encode::encode;
use keys::statement::{Body, Change, Deletion, ImportTag, NewField, NewRecord, Value};
use keys::{Hash, Nonce, Role};
use rand_core::Rng;
use records::fields::FieldId;
use records::import::{
    Encoding, FileKind, Format, NoteKind, ReadError, Reason, Report, Table, convert, guess,
};

use super::contacts::change_records;
use crate::api::{
    Event, Failure, ImportColumn, ImportPreview, ImportReport, ImportedBatch, Note, RefusedRow,
    Reply,
};
use crate::{Platform, Vault, append};

/// Encoded records in one statement, in bytes: the statement must fit 256 KiB.
const STATEMENT: usize = 250 << 10;
/// Statements in one request: the request must fit 2 MiB.
const REQUEST: usize = 6;
/// Refused rows shown at most.
const REFUSED_SHOWN: usize = 1_000;
/// Values of a column shown in the preview.
const SAMPLES: usize = 4;

pub(crate) async fn read<P: Platform>(
    vault: &Vault<P>,
    name: String,
    bytes: Vec<u8>,
) -> Result<Reply, Failure> {
    vault.state.borrow_mut().file = None;
    let table = vault
        .platform
        .read_table(name.clone(), bytes)
        .await
        .map_err(unreadable)?;
    let preview = preview(&table);
    vault.cancel_import.set(false);
    vault.state.borrow_mut().file = Some((name, Rc::new(table)));
    Ok(Reply::Preview(preview))
}

fn unreadable(error: ReadError) -> Failure {
    let key = match error {
        ReadError::Empty => "empty",
        ReadError::NotATable => "not_a_table",
        ReadError::PasswordProtected => "password",
        ReadError::UnsupportedType(_) => "unsupported",
        ReadError::TooBig { .. } => "too_big",
    };
    Failure::File(key.to_owned())
}

fn preview(table: &Table) -> ImportPreview {
    let guesses = guess(table);
    let columns = (0..table.width()).map(|column| ImportColumn {
        header: table
            .header
            .as_ref()
            .and_then(|header| header.get(column))
            .cloned()
            .unwrap_or_default(),
        guess: guesses.get(column).copied().flatten(),
        samples: table
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .filter(|cell| !cell.is_empty())
            .take(SAMPLES)
            .cloned()
            .collect(),
    });
    ImportPreview {
        format: described(&table.format),
        rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
        columns: columns.collect(),
    }
}

/// Names that are the same in every language.
fn described(format: &Format) -> String {
    let kind = match format.kind {
        FileKind::Csv => "CSV",
        FileKind::Xlsx => "XLSX",
        FileKind::Xls => "XLS",
        FileKind::Xlsb => "XLSB",
        FileKind::Ods => "ODS",
    };
    let encoding = format.encoding.map(|encoding| match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        Encoding::Windows1251 => "windows-1251",
        Encoding::Koi8 => "KOI8",
        Encoding::Cp866 => "cp866",
        Encoding::Other => "?",
    });
    let separator = format.separator.map(|separator| {
        if separator == '\t' {
            "Tab".to_owned()
        } else {
            separator.to_string()
        }
    });
    let parts = [
        Some(kind.to_owned()),
        encoding.map(str::to_owned),
        separator,
        format.sheet.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The key of a note's sentence.
fn kind_key(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::PhoneNormalised => "phone_normalised",
        NoteKind::PhoneSplit => "phone_split",
        NoteKind::DateNormalised => "date_normalised",
        NoteKind::DateFromSerial => "date_from_serial",
        NoteKind::NameSplit => "name_split",
        NoteKind::LatinLetters => "latin_letters",
        NoteKind::ValueNormalised => "value_normalised",
        NoteKind::CenturyAssumed => "century_assumed",
        NoteKind::MovedToNotes => "moved_to_notes",
        NoteKind::DigitsLost => "digits_lost",
        NoteKind::PhoneUnclear => "phone_unclear",
        NoteKind::DateUnclear => "date_unclear",
        NoteKind::EmailUnclear => "email_unclear",
        NoteKind::ValueUnclear => "value_unclear",
        NoteKind::ExtraCells => "extra_cells",
    }
}

fn file<P: Platform>(vault: &Vault<P>) -> Result<(String, Rc<Table>), Failure> {
    vault.state.borrow().file.clone().ok_or(Failure::Cancelled)
}

pub(crate) fn check<P: Platform>(
    vault: &Vault<P>,
    mapping: &[Option<FieldId>],
) -> Result<Reply, Failure> {
    let (_, table) = file(vault)?;
    Ok(Reply::Report(shown(&convert(&table, mapping))))
}

fn shown(report: &Report) -> ImportReport {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let refused = report
        .refused
        .iter()
        .take(REFUSED_SHOWN)
        .map(|refused| RefusedRow {
            row: refused.row,
            reason: match refused.reason {
                Reason::Empty => "empty".to_owned(),
                Reason::TooLong => "too_long".to_owned(),
            },
            cells: refused.cells.clone(),
        });
    let notes = report.notes.iter().map(|note| Note {
        kind: kind_key(note.kind).to_owned(),
        count: note.count,
        sample: note
            .samples
            .first()
            .map(|sample| (sample.before.clone(), sample.after.clone()))
            .unwrap_or_default(),
    });
    ImportReport {
        records: count(report.records.len()),
        refused: refused.collect(),
        refused_total: count(report.refused.len()),
        notes: notes.collect(),
    }
}

pub(crate) async fn run<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    mapping: &[Option<FieldId>],
) -> Result<Reply, Failure> {
    let allowed = vault.with(|account| {
        Ok(account
            .region(number)
            .is_some_and(|region| region.role() >= Role::Editor))
    })?;
    if !allowed {
        return Err(Failure::NotAllowed);
    }
    let (name, table) = file(vault)?;
    vault.cancel_import.set(false);
    let report = convert(&table, mapping);
    let total = report.records.len();
    let mut id = [0; 16];
    vault.rng().fill_bytes(&mut id);
    let tag = ImportTag {
        id: Nonce(id),
        name,
    };
    let mut sent: Vec<(Hash, u32)> = Vec::new();
    let mut done = 0;
    let progress = |done: usize| {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        vault.platform.emit(Event::Progress {
            done: small(done),
            total: small(total),
        });
    };
    progress(0);
    let mut records = report.records.iter().map(Vec::as_slice).peekable();
    while records.peek().is_some() {
        let mut changes = Vec::new();
        while changes.len() < REQUEST && records.peek().is_some() {
            changes.push(statement(&tag, &mut records));
        }
        let counts: Vec<usize> = changes.iter().map(|change| change.create.len()).collect();
        let outcome = append_patiently(vault, number, changes).await;
        let cancelled = vault.cancel_import.get();
        if let Ok(hashes) = &outcome {
            done += counts.iter().sum::<usize>();
            sent.extend(
                hashes
                    .iter()
                    .zip(&counts)
                    .map(|(hash, count)| (*hash, u32::try_from(*count).unwrap_or(u32::MAX))),
            );
            progress(done);
        }
        if cancelled || outcome.is_err() {
            // Nothing half brought in stays: what had arrived is taken back, whatever stopped the rest.
            take_back(vault, number, &sent).await?;
            return outcome.and(Err(Failure::Cancelled));
        }
        // Lets a cancel, or anything else, be heard between two requests.
        vault.platform.sleep(0).await;
    }
    vault.state.borrow_mut().file = None;
    Ok(Reply::Report(shown(&report)))
}

/// A dropped line in the middle of an import is waited out, until the user cancels.
async fn append_patiently<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    changes: Vec<Change>,
) -> Result<Vec<Hash>, Failure> {
    let bodies: Vec<Body> = changes.into_iter().map(Body::Change).collect();
    loop {
        match append::append(vault, number, bodies.clone()).await {
            Err(Failure::Offline) if !vault.cancel_import.get() => {
                vault.platform.sleep(2_000).await
            }
            outcome => return outcome,
        }
    }
}

/// As many records as one statement holds.
fn statement<'a>(
    tag: &ImportTag,
    records: &mut core::iter::Peekable<impl Iterator<Item = &'a [(FieldId, String)]>>,
) -> Change {
    let mut change = Change {
        import: Some(tag.clone()),
        ..Change::default()
    };
    let mut size = 0;
    while let Some(record) = records.peek() {
        let fields = record.iter().filter(|(_, value)| !value.is_empty());
        let new = NewRecord(
            fields
                .map(|(field, value)| NewField {
                    field: field.0,
                    value: Value::text(value),
                })
                .collect(),
        );
        size += encode(&new).len();
        if size > STATEMENT && !change.create.is_empty() {
            break;
        }
        change.create.push(new);
        records.next();
    }
    change
}

async fn take_back<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    sent: &[(Hash, u32)],
) -> Result<(), Failure> {
    if sent.is_empty() {
        return Ok(());
    }
    change_records(vault, number, vec![deletions(sent, true)])
        .await
        .map(|_| ())
}

fn deletions(statements: &[(Hash, u32)], deleted: bool) -> Change {
    let delete = statements.iter().map(|(statement, count)| Deletion {
        statement: *statement,
        first: 0,
        count: *count,
        deleted,
    });
    Change {
        delete: delete.collect(),
        ..Change::default()
    }
}

pub(crate) fn cancel<P: Platform>(vault: &Vault<P>) -> Reply {
    vault.cancel_import.set(true);
    vault.state.borrow_mut().file = None;
    Reply::Done
}

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let imports = region.records.imports().iter().rev().map(|import| {
            let (by, day) = region.wrote(import.seq);
            ImportedBatch {
                id: import.id.0,
                name: import.name.clone(),
                records: import.statements.iter().map(|(_, count)| count).sum(),
                day,
                by,
                undone: import.undone,
            }
        });
        Ok(Reply::Imports(imports.collect()))
    })
}

pub(crate) async fn undo<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    id: [u8; 16],
    undone: bool,
) -> Result<Reply, Failure> {
    let statements = vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let import = region
            .records
            .imports()
            .iter()
            .find(|import| import.id.0 == id)
            .ok_or(Failure::Changed)?;
        Ok(import.statements.clone())
    })?;
    change_records(vault, number, vec![deletions(&statements, undone)]).await?;
    Ok(Reply::Done)
}
