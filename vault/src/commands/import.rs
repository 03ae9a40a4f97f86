//! Lists brought in: read, looked at, sent in statements of many records, undone as a whole.

use std::rc::Rc;

use keys::encode::encode;
use keys::statement::{Body, Change, Deletion, ImportTag, NewField, NewRecord, Value};
use keys::{Hash, Nonce, Role};
use rand_core::Rng;
use records::fields::FieldId;
use records::import::{Encoding, FileKind, Format, ReadError, Report, Table, convert, guess};

use super::contacts::change_records;
use crate::api::{
    Event, Failure, FileFault, ImportColumn, ImportPreview, ImportReport, ImportedBatch, Note,
    RefusedRow, Reply,
};
use crate::{Platform, Vault, append, sync};

/// Encoded records in one statement, in bytes: the statement must fit 256 KiB.
const STATEMENT: usize = 250 << 10;
/// Statements in one request: the request must fit 2 MiB.
const REQUEST: usize = 6;
/// Refused rows shown at most.
const REFUSED_SHOWN: usize = 1_000;
/// Values of a column shown in the preview.
const SAMPLES: usize = 4;
/// Between tries while the server doesn't answer, in milliseconds.
const PATIENCE: u32 = 2_000;

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
    Failure::File(match error {
        ReadError::Empty => FileFault::Empty,
        ReadError::NotATable => FileFault::NotATable,
        ReadError::PasswordProtected => FileFault::Password,
        ReadError::UnsupportedType(_) => FileFault::Unsupported,
        ReadError::TooBig { .. } => FileFault::TooBig,
    })
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
    let parts = [
        Some(kind.to_owned()),
        encoding.map(str::to_owned),
        format.sheet.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
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
            reason: refused.reason,
            cells: refused.cells.clone(),
        });
    let notes = report.notes.iter().map(|note| Note {
        kind: note.kind,
        count: note.count,
        sample: note
            .samples
            .first()
            .map(|sample| (sample.before.clone(), sample.after.clone()))
            .unwrap_or_default(),
    });
    ImportReport {
        batch: None,
        records: count(report.records.len()),
        refused: refused.collect(),
        refused_total: count(report.refused.len()),
        notes: notes.collect(),
    }
}

/// What one import has said so far.
struct Sent {
    tag: ImportTag,
    statements: Vec<(Hash, u32)>,
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
    let mut id = [0; 16];
    vault.rng().fill_bytes(&mut id);
    let mut sent = Sent {
        tag: ImportTag {
            id: Nonce(id),
            name,
        },
        statements: Vec::new(),
    };
    vault.importing.set(true);
    let outcome = send(vault, number, &report, &mut sent).await;
    let outcome = match outcome {
        Ok(()) => Ok(()),
        // Nothing half brought in stays, whatever stopped the rest.
        Err(error) => {
            let error = if vault.cancel_import.get() {
                Failure::Cancelled
            } else {
                error
            };
            take_back(vault, number, &sent).await.and(Err(error))
        }
    };
    vault.importing.set(false);
    outcome?;
    vault.state.borrow_mut().file = None;
    Ok(Reply::Report(ImportReport {
        batch: Some(id),
        ..shown(&report)
    }))
}

/// Sends all records, request by request, until it is done, cancelled or refused.
async fn send<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    report: &Report,
    sent: &mut Sent,
) -> Result<(), Failure> {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut done = 0;
    let progress = |done: u32| {
        vault.platform.emit(Event::Progress {
            done,
            total: small(report.records.len()),
        });
    };
    progress(0);
    let mut records = report.records.iter().map(Vec::as_slice).peekable();
    while records.peek().is_some() {
        let mut changes = Vec::new();
        while changes.len() < REQUEST && records.peek().is_some() {
            changes.push(statement(&sent.tag, &mut records));
        }
        let counts: Vec<u32> = changes
            .iter()
            .map(|change| small(change.create.len()))
            .collect();
        let outcome = append_patiently(vault, number, changes).await;
        let hashes = match &outcome {
            Ok(hashes) => hashes.clone(),
            // Without an answer they may be on disk all the same.
            Err(_) => unanswered(vault, number)?,
        };
        sent.statements
            .extend(hashes.into_iter().zip(counts.iter().copied()));
        outcome?;
        done += counts.iter().sum::<u32>();
        progress(done);
        // Lets a cancel, or anything else, be heard between two requests.
        vault.platform.sleep(0).await;
        if vault.cancel_import.get() {
            return Err(Failure::Cancelled);
        }
    }
    Ok(())
}

/// The statements of the last request that got no answer.
fn unanswered<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Vec<Hash>, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let entries = region.unanswered.iter().flat_map(|(_, _, entries)| entries);
        Ok(entries.map(|(hash, _)| *hash).collect())
    })
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
                vault.platform.sleep(PATIENCE).await
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

/// Deletes what was sent and drops the import from the list of those that can be undone. A dropped line is waited out here too:
/// somebody who stops an import on a bad line wants nothing of it to stay.
async fn take_back<P: Platform>(vault: &Vault<P>, number: u16, sent: &Sent) -> Result<(), Failure> {
    if sent.statements.is_empty() {
        return Ok(());
    }
    let change = Change {
        import: Some(sent.tag.clone()),
        ..deletions(&sent.statements, true)
    };
    loop {
        // A record is deleted by somebody who has seen it: what got no answer is looked for first.
        let taken = match sync::catch_up(vault, number).await {
            Ok(()) => change_records(vault, number, vec![change.clone()]).await,
            Err(error) => Err(error),
        };
        match taken {
            Err(Failure::Offline) => vault.platform.sleep(PATIENCE).await,
            taken => return taken.map(|_| ()),
        }
    }
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

/// Stops the import that runs, which may be started again; drops the file if none runs.
pub(crate) fn cancel<P: Platform>(vault: &Vault<P>) -> Reply {
    if vault.importing.get() {
        vault.cancel_import.set(true);
    } else {
        vault.state.borrow_mut().file = None;
    }
    Reply::Done
}

pub(crate) fn list<P: Platform>(vault: &Vault<P>, number: u16) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = account.region(number).ok_or(Failure::NotAllowed)?;
        let imports = region.records.imports().iter().rev();
        // Who stopped one wants to hear no more of it, unless somebody brought it back by another way.
        let imports = imports.filter(|import| !(import.abandoned && import.undone));
        let imports = imports.map(|import| {
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
