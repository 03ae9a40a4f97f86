//! The list, one contact, and its changes.

use keys::statement::{
    Body, Change, Deletion, Edit, FieldEdit, NewField, NewRecord, RecordRef, Value,
};
use keys::{Hash, Role};
use records::fields::{FieldId, limits, place};
use records::search::Hit;

use super::row::Line;
use crate::account::Account;
use crate::api::{
    Contact, Failure, FieldChange, FieldValue, ListPage, OtherValue, RecordId, Reply, Row,
};
use crate::region::Region;
use crate::{Platform, Vault, append, elsewhere};

/// Rows handed out at once at most.
const LIMIT: u32 = 500;

pub(crate) fn list<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    query: &str,
    offset: u32,
    limit: u32,
) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = shown_region(account, number)?;
        let found = region
            .index
            .search(query, offset as usize, limit.min(LIMIT) as usize);
        Ok(Reply::List(ListPage {
            rows: found
                .hits
                .iter()
                .filter_map(|hit| line(region, hit))
                .collect(),
            total: found.total,
            records: u32::try_from(region.index.len()).unwrap_or(u32::MAX),
        }))
    })
}

/// The region, unless it was opened with a history that doesn't hold.
fn shown_region(account: &Account, number: u16) -> Result<&Region, Failure> {
    let region = account.region(number).ok_or(Failure::NotAllowed)?;
    if region.hidden {
        Err(Failure::Refused)
    } else if !region.log.is_whole() {
        // What is left of statements is nobody's word before the end of the log says whose.
        Err(Failure::Reading)
    } else {
        Ok(region)
    }
}

fn line(region: &Region, hit: &Hit) -> Option<Row> {
    let (statement, index) = region.state.records.id(hit.row)?;
    let values = region.values(hit.row);
    let conflict = region
        .state
        .records
        .row(hit.row)?
        .fields
        .iter()
        .any(|field| !field.others.is_empty());
    let Line {
        name,
        reach,
        place,
        also,
    } = Line::new(&values, &hit.marks);
    Some(Row {
        id: RecordId {
            statement: statement.0,
            index,
        },
        name,
        reach,
        place,
        also,
        limits: limits(&values),
        conflict,
    })
}

pub(crate) fn contact<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    id: RecordId,
) -> Result<Reply, Failure> {
    vault.with(|account| {
        let region = shown_region(account, number)?;
        let row = region
            .state
            .records
            .find(Hash(id.statement), id.index)
            .ok_or(Failure::Changed)?;
        let record = region.state.records.row(row).ok_or(Failure::Changed)?;
        let mut fields: Vec<FieldValue> = record
            .fields
            .iter()
            .map(|field| shown(region, row, field))
            .collect();
        fields.retain(|field| {
            !field.value.is_empty() || field.others.iter().any(|other| !other.value.is_empty())
        });
        fields.sort_by_key(|field| place(field.field));
        Ok(Reply::Contact(Contact {
            id,
            fields,
            deleted: record.deleted.is_some(),
            erased: record.is_erased(),
            moved_from: elsewhere::origin(account, record),
            moved_to: elsewhere::goal(account, number, row),
            also: elsewhere::twin(account, number, row),
        }))
    })
}

fn shown(region: &Region, row: u32, field: &keys::state::Field) -> FieldValue {
    let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
    let (by, day) = region.author(row, field.seq);
    let others = field.others.iter().map(|(value, seq)| {
        let (by, day) = region.author(row, *seq);
        OtherValue {
            value: text(value),
            by,
            day,
        }
    });
    FieldValue {
        field: FieldId(field.id),
        value: text(&field.value),
        seq: field.seq,
        by,
        day,
        others: others.collect(),
    }
}

pub(crate) async fn save<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    id: Option<RecordId>,
    changes: Vec<FieldChange>,
) -> Result<Reply, Failure> {
    let change = match id {
        None => {
            let fields = changes
                .iter()
                .filter(|change| !change.value.trim().is_empty());
            let fields = fields.map(|change| NewField {
                field: change.field.0,
                value: Value::text(change.value.trim()),
            });
            Change {
                create: vec![NewRecord(fields.collect())],
                ..Change::default()
            }
        }
        Some(id) => {
            let fields = changes.iter().map(|change| FieldEdit {
                field: change.field.0,
                based_on: change.based_on,
                value: Value::text(change.value.trim()),
            });
            let record = RecordRef {
                statement: Hash(id.statement),
                index: id.index,
            };
            Change {
                edit: vec![Edit {
                    record,
                    fields: fields.collect(),
                }],
                ..Change::default()
            }
        }
    };
    let empty = change.create.iter().any(|new| new.0.is_empty())
        || change.edit.iter().any(|edit| edit.fields.is_empty());
    if empty {
        return id.map(Reply::Saved).ok_or(Failure::NotAllowed);
    }
    let written = change_records(vault, number, vec![change]).await?;
    let new = written.first().map(|hash| RecordId {
        statement: hash.0,
        index: 0,
    });
    id.or(new).map(Reply::Saved).ok_or(Failure::Refused)
}

pub(crate) async fn set_deleted<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    id: RecordId,
    deleted: bool,
) -> Result<Reply, Failure> {
    let erased = vault.with(|account| {
        let records = &account
            .region(number)
            .ok_or(Failure::NotAllowed)?
            .state
            .records;
        let row = records.find(Hash(id.statement), id.index);
        let record = row.and_then(|row| records.row(row));
        Ok(record.is_some_and(|record| record.is_erased()))
    })?;
    if erased {
        return Err(Failure::Changed);
    }
    let deletion = Deletion {
        statement: Hash(id.statement),
        first: id.index,
        count: 1,
        deleted,
    };
    let change = Change {
        delete: vec![deletion],
        ..Change::default()
    };
    change_records(vault, number, vec![change])
        .await
        .map(|_| Reply::Done)
}

/// Appends changes; editors and leads only.
pub(crate) async fn change_records<P: Platform>(
    vault: &Vault<P>,
    number: u16,
    changes: Vec<Change>,
) -> Result<Vec<Hash>, Failure> {
    let allowed = vault.with(|account| {
        Ok(account
            .region(number)
            .is_some_and(|region| region.role() >= Role::Editor))
    })?;
    if !allowed {
        return Err(Failure::NotAllowed);
    }
    append::append(
        vault,
        number,
        changes.into_iter().map(Body::Change).collect(),
    )
    .await
}
