//! Which column is which field.

use super::Table;
use crate::fields::FieldId;

/// A field for each column, by its header and by what it holds; `None` where nothing fits.
#[must_use]
pub fn guess(table: &Table) -> Vec<Option<FieldId>> {
    vec![None; table.width()]
}
