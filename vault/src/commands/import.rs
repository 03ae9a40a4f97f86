//! Lists to bring in: read and looked at; and those brought in, undone as a whole.

use std::rc::Rc;

use records::fields::FieldId;
use records::import::{Encoding, FileKind, Format, ReadError, Report, Table, convert, guess};

use super::bring_in::deletions;
use super::contacts::change_records;
use crate::api::{
    Failure, FileFault, ImportColumn, ImportPreview, ImportReport, ImportedBatch, Note, RefusedRow,
    Reply,
};
use crate::{Platform, Unreachable, Vault};

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
        .map_err(|Unreachable| Failure::Offline)?
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

pub(super) fn file<P: Platform>(vault: &Vault<P>) -> Result<(String, Rc<Table>), Failure> {
    vault.state.borrow().file.clone().ok_or(Failure::Cancelled)
}

pub(crate) fn check<P: Platform>(
    vault: &Vault<P>,
    mapping: &[Option<FieldId>],
) -> Result<Reply, Failure> {
    let (_, table) = file(vault)?;
    Ok(Reply::Report(shown(&convert(&table, mapping))))
}

pub(super) fn shown(report: &Report) -> ImportReport {
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
        let imports = region.state.records.imports().iter().rev();
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
            .state
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
