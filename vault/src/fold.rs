//! From a log's changes to records: per field the last sequence number wins, a stale base is a conflict with both values kept.

use std::collections::HashMap;

use keys::statement::{Change, NewRecord, Value};
use keys::{Hash, Nonce};

/// A record as the log leaves it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    pub(crate) fields: Vec<Field>,
    /// Where it was deleted, if it is.
    pub(crate) deleted: Option<u64>,
    /// Sequence number of the statement that made it, and its index there.
    pub(crate) made: (u64, u32),
}

/// One field's value, and where it was written.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) id: u16,
    pub(crate) value: Value,
    pub(crate) seq: u64,
    /// Values that the winner's author had not seen.
    pub(crate) others: Vec<(Value, u64)>,
}

/// New records of one statement.
#[derive(Debug, Clone, Copy)]
struct Made {
    first_row: u32,
    count: u32,
}

/// One import.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub(crate) id: Nonce,
    pub(crate) name: String,
    pub(crate) statements: Vec<(Hash, u32)>,
    pub(crate) seq: u64,
    pub(crate) undone: bool,
    /// It was stopped half way: what had arrived was taken back, and is nothing to bring in again.
    pub(crate) abandoned: bool,
}

/// All records of a region, in the order they were made.
#[derive(Debug, Default)]
pub(crate) struct Records {
    rows: Vec<Record>,
    made: HashMap<Hash, Made>,
    statements: HashMap<u64, Hash>,
    /// Rows of entries that collectors handed in, by statement and index.
    admitted: HashMap<(Hash, u32), u32>,
    imports: Vec<Import>,
    /// What was lost and stands again: by the place it stood at, the one it has now.
    again: HashMap<u64, u64>,
    /// By the place it has now, the one it stood at and the first after that gap.
    stood: HashMap<u64, (u64, u64)>,
}

impl Records {
    /// The next change stood elsewhere once.
    pub(crate) fn restated(&mut self, seq: u64, stood: u64, resumed: u64) {
        self.again.insert(stood, seq);
        self.stood.insert(seq, (stood, resumed));
    }

    pub(crate) fn row(&self, row: u32) -> Option<&Record> {
        self.rows.get(row as usize)
    }

    /// The row of a record's id.
    pub(crate) fn find(&self, statement: Hash, index: u32) -> Option<u32> {
        if let Some(row) = self.admitted.get(&(statement, index)) {
            return Some(*row);
        }
        let made = self.made.get(&statement)?;
        (index < made.count).then_some(made.first_row + index)
    }

    /// The id of a row.
    pub(crate) fn id(&self, row: u32) -> Option<(Hash, u32)> {
        let (seq, index) = self.row(row)?.made;
        Some((*self.statements.get(&seq)?, index))
    }

    pub(crate) fn imports(&self) -> &[Import] {
        &self.imports
    }

    /// Applies one accepted change whose author had seen the log up to `seen`; `touched` hears of every row that is
    /// different afterwards. Between a deletion and an edit that didn't know of each other, the edit wins.
    pub(crate) fn apply(
        &mut self,
        (seq, seen): (u64, u64),
        statement: Hash,
        change: Change,
        mut touched: impl FnMut(u32),
    ) {
        self.create(seq, statement, &change, &mut touched);
        if let Some(tag) = change.import.as_ref().filter(|_| change.create.is_empty()) {
            let import = self.imports.iter_mut().find(|import| import.id == tag.id);
            import
                .into_iter()
                .for_each(|import| import.abandoned = true);
        }
        for edit in change.edit {
            let Some(row) = self.find(edit.record.statement, edit.record.index) else {
                continue;
            };
            let Some(record) = self.rows.get_mut(row as usize) else {
                continue;
            };
            for field in edit.fields {
                let based_on = self.again.get(&field.based_on).unwrap_or(&field.based_on);
                set(record, field.field, *based_on, field.value, seq);
            }
            let unseen = |deleted| !saw(&self.stood, seen, deleted);
            if record.deleted.is_some_and(unseen) {
                record.deleted = None;
            }
            touched(row);
        }
        for deletion in change.delete {
            let count = self
                .made
                .get(&deletion.statement)
                .map_or(0, |made| made.count);
            let last = deletion.first.saturating_add(deletion.count);
            // Entries of collectors are named one by one.
            let end = match self.admitted.get(&(deletion.statement, deletion.first)) {
                Some(_) => last.min(deletion.first.saturating_add(1)),
                None => last.min(count),
            };
            for index in deletion.first..end {
                let Some(row) = self.find(deletion.statement, index) else {
                    continue;
                };
                if let Some(record) = self.rows.get_mut(row as usize) {
                    let mut fields = record.fields.iter();
                    let edited_since = fields.any(|field| !saw(&self.stood, seen, field.seq));
                    record.deleted = (deletion.deleted && !edited_since).then_some(seq);
                    touched(row);
                }
            }
            let whole = deletion.first == 0 && end == count;
            let import = self.imports.iter_mut().find(|import| {
                import
                    .statements
                    .iter()
                    .any(|(hash, _)| *hash == deletion.statement)
            });
            if let Some(import) = import.filter(|_| whole) {
                import.undone = deletion.deleted;
            }
        }
    }

    /// A collector's entry becomes a record; answers its row.
    pub(crate) fn admit(
        &mut self,
        seq: u64,
        (statement, index): (Hash, u32),
        new: &NewRecord,
    ) -> u32 {
        let row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.admitted.insert((statement, index), row);
        self.statements.insert(seq, statement);
        self.rows.push(record((seq, index), new));
        row
    }

    fn create(
        &mut self,
        seq: u64,
        statement: Hash,
        change: &Change,
        touched: &mut impl FnMut(u32),
    ) {
        let count = u32::try_from(change.create.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return;
        }
        let first_row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.made.insert(statement, Made { first_row, count });
        self.statements.insert(seq, statement);
        for (new, index) in change.create.iter().zip(0u32..) {
            self.rows.push(record((seq, index), new));
            touched(first_row + index);
        }
        if let Some(tag) = &change.import {
            match self.imports.iter_mut().find(|import| import.id == tag.id) {
                Some(import) => import.statements.push((statement, count)),
                None => self.imports.push(Import {
                    id: tag.id,
                    name: tag.name.clone(),
                    statements: vec![(statement, count)],
                    seq,
                    undone: false,
                    abandoned: false,
                }),
            }
        }
    }
}

/// Whether who had seen the log up to `seen` knew what stands at `at` now: it stood before that then, or stood there again since.
fn saw(stood: &HashMap<u64, (u64, u64)>, seen: u64, at: u64) -> bool {
    let before = |(once, resumed): &(u64, u64)| *once <= seen && seen < *resumed;
    at <= seen || stood.get(&at).is_some_and(before)
}

fn record(made: (u64, u32), new: &NewRecord) -> Record {
    let mut record = Record {
        made,
        ..Record::default()
    };
    for field in &new.0 {
        set(&mut record, field.field, 0, field.value.clone(), made.0);
    }
    record.fields.shrink_to_fit();
    record
}

fn set(record: &mut Record, id: u16, based_on: u64, value: Value, seq: u64) {
    let Some(field) = record.fields.iter_mut().find(|field| field.id == id) else {
        record.fields.push(Field {
            id,
            value,
            seq,
            others: Vec::new(),
        });
        return;
    };
    if field.seq == based_on {
        // The author saw this value, and any conflict beside it: settled.
        field.others.clear();
    } else if field.value != value {
        field.others.push((field.value.clone(), field.seq));
        field.others.retain(|(other, _)| *other != value);
    }
    field.value = value;
    field.seq = seq;
}
