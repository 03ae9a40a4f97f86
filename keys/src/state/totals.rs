//! What a checkpoint tells of a state without its records.

use super::{Record, State};
use crate::statement::Totals;

impl State {
    /// Counts of it, the same for every reader.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let rows = self.records.rows();
        let count =
            |which: fn(&Record) -> bool| small(rows.iter().filter(|row| which(row)).count());
        let imports = self.records.imports().iter();
        Totals {
            records: count(Record::stands),
            conflicts: count(|row| row.stands() && row.in_conflict()),
            collected: count(|row| row.stands() && row.collector.is_some()),
            arrived: count(|row| row.stands() && row.from.is_some()),
            deleted: count(|row| !row.stands() && row.went.is_none()),
            moved: count(|row| row.went.is_some()),
            imports: small(imports.filter(|import| !import.undone).count()),
            waiting: small(self.handed.held().count()),
        }
    }
}

impl Record {
    /// Whether it isn't deleted.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.deleted.is_none()
    }

    /// Whether somebody has yet to choose between values.
    #[must_use]
    pub fn in_conflict(&self) -> bool {
        self.fields.iter().any(|field| !field.others.is_empty())
    }
}
