//! Sending a list: statement by statement, all of it or nothing.

use keys::encode::encode;
use keys::statement::{Body, Change, Deletion, ImportTag, NewField, NewRecord, Value};
use keys::{Hash, Nonce, Role};
use rand_core::Rng;
use records::fields::FieldId;
use records::import::{Report, convert};

use super::contacts::change_records;
use super::import::{file, shown};
use crate::api::{Event, Failure, ImportReport, Reply};
use crate::{Platform, Vault, append, sync};

/// Encoded records in one statement, in bytes: the statement must fit 256 KiB.
pub(super) const STATEMENT: usize = 250 << 10;
/// Statements in one request: the request must fit 2 MiB.
const REQUEST: usize = 6;
/// Between tries while the server doesn't answer, in milliseconds.
const PATIENCE: u32 = 2_000;

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
    // A checkpoint has waited for it.
    vault.note_grown();
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
        let entries = region.unanswered.iter().flat_map(|kept| &kept.entries);
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

/// Deletes all records of these statements, or brings them back.
pub(super) fn deletions(statements: &[(Hash, u32)], deleted: bool) -> Change {
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
