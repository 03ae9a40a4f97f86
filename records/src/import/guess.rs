//! Which column is which field.

mod content;
mod header;

pub(super) use header::find_header;

use super::Table;
use crate::fields::FieldId;

/// Rows looked at to tell a column by what it holds.
const SAMPLE: usize = 400;

/// A field for each column, by its header and by what it holds; `None` where nothing fits. No field comes twice.
#[must_use]
pub fn guess(table: &Table) -> Vec<Option<FieldId>> {
    let width = table.width();
    let mut fields: Vec<Option<FieldId>> = vec![None; width];
    for (column, name) in table.header.iter().flatten().enumerate() {
        fields[column] = header::field_of(name).filter(|field| !fields.contains(&Some(*field)));
        // A second column of the same name is the second phone.
        if fields[column].is_none() && header::field_of(name) == Some(FieldId::PHONE) {
            fields[column] = Some(FieldId::PHONE2).filter(|field| !fields.contains(&Some(*field)));
        }
    }
    for column in 0..width {
        // A column whose name says what it is, only not to us, is left to the person, unless its values speak.
        if fields[column].is_none() {
            let named = table
                .header
                .as_ref()
                .and_then(|header| header.get(column))
                .is_some_and(|name| !name.trim().is_empty());
            let values = table
                .rows
                .iter()
                .take(SAMPLE)
                .filter_map(|row| row.get(column))
                .map(|cell| cell.trim());
            let values: Vec<&str> = values.filter(|cell| !cell.is_empty()).collect();
            fields[column] = content::candidates(&values, named)
                .into_iter()
                .find(|field| !fields.contains(&Some(*field)));
        }
    }
    fields
}
