//! What is carried of a record, and what of it has been written since.

use std::collections::HashMap;

use keys::state::{Field, Record};
use keys::statement::{Arrival, FieldEdit, NewField, NewRecord, RecordRef, Value};

use crate::region::Region;

/// A record that isn't deleted.
pub(super) fn standing(region: &Region, record: RecordRef) -> Option<&Record> {
    let records = &region.state.records;
    let row = records.row(records.find(record.statement, record.index)?)?;
    row.stands().then_some(row)
}

/// All fields verbatim, also those that nobody here knows; of a conflict the value that stands last.
pub(super) fn arrival(from: RecordRef) -> impl Fn(&Record) -> Arrival {
    move |record| {
        let fields = record.fields.iter().flat_map(|field| {
            values(field).map(|value| NewField {
                field: field.id,
                value: value.clone(),
            })
        });
        Arrival {
            from,
            record: NewRecord(fields.collect()),
        }
    }
}

/// The rows of a region that stand and are from another, by what they were there; the last of each.
pub(super) fn copies(region: &Region) -> HashMap<RecordRef, u32> {
    let rows = region.state.records.rows().iter().zip(0u32..);
    let copies = rows.filter(|(record, _)| record.stands());
    let copies = copies.filter_map(|(record, row)| Some((*record.from.as_deref()?, row)));
    copies.collect()
}

fn values(field: &Field) -> impl Iterator<Item = &Value> {
    let others = field.others.iter().map(|(value, _)| value);
    others.chain([&field.value])
}

/// What was written of a record since its copy was made, as edits of what the copy was then: what somebody has written there
/// too becomes a conflict. Nothing if the new region's history has to be read to tell.
pub(super) fn since(old: &Record, new: &Region, row: u32) -> Option<Vec<FieldEdit>> {
    let records = &new.state.records;
    let copy = records.row(row)?;
    let (statement, index) = records.id(row)?;
    let id = RecordRef { statement, index };
    let mut edits = Vec::new();
    for field in &old.fields {
        let there = copy.fields.iter().find(|there| there.id == field.id);
        let based_on = match there {
            None => 0,
            Some(there) if values(there).eq(values(field)) => continue,
            Some(there) if there.seq == copy.made.0 => copy.made.0,
            // Written there since.
            Some(there) => {
                if values(field).all(|value| values(there).any(|other| other == value)) {
                    continue;
                }
                match new.history.at_first(id, field.id) {
                    None if new.checkpoints.is_begun() => return None,
                    // Nobody has written it here since.
                    Some(was) if was.value.as_ref() == Some(&field.value) => continue,
                    Some(was) if was.value.is_none() => 0,
                    _ => copy.made.0,
                }
            }
        };
        edits.extend(values(field).map(|value| FieldEdit {
            field: field.id,
            based_on,
            value: value.clone(),
        }));
    }
    Some(edits)
}
