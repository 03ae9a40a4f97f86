//! Which column is which field.

mod content;
mod header;
mod which;

pub(super) use header::find_header;

use super::Table;
use crate::fields::{FieldId, Kind, family, field};

/// Rows looked at to tell a column by what it holds.
const SAMPLE: usize = 400;

/// A field for each column, by its header and by what it holds; `None` where nothing fits. No field comes twice.
#[must_use]
pub fn guess(table: &Table) -> Vec<Option<FieldId>> {
    let width = table.width();
    let mut fields: Vec<Option<FieldId>> = vec![None; width];
    let header: &[String] = table.header.as_deref().unwrap_or_default();
    for (column, name) in header.iter().enumerate() {
        let Some(found) = header::field_of(name) else {
            continue;
        };
        let taken = fields.iter().position(|known| *known == Some(found));
        fields[column] = match taken {
            None => Some(found),
            Some(first) => second(found, &header[first], name)
                .into_iter()
                .find(|field| !fields.contains(&Some(*field))),
        };
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

/// What a second column of one field may be: the next phone or e-mail address, or what the first is spelled otherwise.
fn second(found: FieldId, first: &str, name: &str) -> Vec<FieldId> {
    match field(found) {
        Some(of) if matches!(of.kind, Kind::Phone | Kind::Email) => {
            family(of.of, of.group).map(|field| field.id).collect()
        }
        _ => header::otherwise(first, name).into_iter().collect(),
    }
}
