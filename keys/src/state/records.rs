//! From a log's changes to records: per field the last sequence number wins, a stale base is a conflict with both values kept.

mod moves;

use std::collections::{BTreeMap, HashMap};

use crate::statement::{Change, NewRecord, RecordRef, Value};
use crate::{Day, Hash, Nonce, PublicKey};

/// A record as the log leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Ascending by id.
    pub fields: Vec<Field>,
    /// Where it was deleted, if it is.
    pub deleted: Option<u64>,
    /// Sequence number of the statement that made it, and its index there.
    pub made: (u64, u32),
    /// Whose entry it was, and the day on it, if a collector handed it in.
    pub collector: Option<(PublicKey, Day)>,
    /// What it is in the region that it was moved from, if it was.
    pub from: Option<Box<RecordRef>>,
    /// The statement that it arrived in elsewhere, as long as it is deleted for that.
    pub went: Option<Box<Hash>>,
}

impl Record {
    /// Deleted, and without any content: nothing changes it any more, and nothing brings it back.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.deleted.is_some() && self.fields.is_empty()
    }
}

/// One field's value, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Which field.
    pub id: u16,
    /// The value that won.
    pub value: Value,
    /// Where it was written.
    pub seq: u64,
    /// Values that the winner's author had not seen.
    pub others: Vec<(Value, u64)>,
}

/// New records of one statement.
#[derive(Debug, Clone, Copy)]
struct Made {
    first_row: u32,
    count: u32,
}

/// One import.
#[derive(Clone, PartialEq, Eq)]
pub struct Import {
    /// Random.
    pub id: Nonce,
    /// The file's name.
    pub name: String,
    /// The statements it came in, and how many records each made.
    pub statements: Vec<(Hash, u32)>,
    /// Where it began.
    pub seq: u64,
    /// Its records are deleted.
    pub undone: bool,
    /// It was stopped half way: what had arrived was taken back, and is nothing to bring in again.
    pub abandoned: bool,
}

/// All records of a region, in the order they were made.
#[derive(Debug, Default)]
pub struct Records {
    rows: Vec<Record>,
    made: HashMap<Hash, Made>,
    statements: HashMap<u64, Hash>,
    /// Rows of entries that collectors handed in, by statement and index.
    admitted: HashMap<(Hash, u32), u32>,
    imports: Vec<Import>,
    /// What was lost and stands again, by the place it has now.
    again: BTreeMap<u64, Again>,
    /// The place it has now, by the one it stood at.
    now: HashMap<u64, u64>,
}

/// A change or an `admit` that was lost and stands again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Again {
    /// Where it stood.
    pub(crate) stood: u64,
    /// The first place after the gap that lies in.
    pub(crate) resumed: u64,
    /// Its id.
    pub(crate) hash: Hash,
}

impl Records {
    /// The next change stood elsewhere once.
    pub(crate) fn restated(&mut self, seq: u64, again: Again) {
        self.now.insert(again.stood, seq);
        self.again.insert(seq, again);
    }

    /// What was lost and stands again, by the place it has now.
    pub(crate) fn again(&self) -> &BTreeMap<u64, Again> {
        &self.again
    }

    /// A row.
    #[must_use]
    pub fn row(&self, row: u32) -> Option<&Record> {
        self.rows.get(row as usize)
    }

    /// All rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[Record] {
        &self.rows
    }

    /// The statement that made rows at this place.
    #[must_use]
    pub fn maker(&self, seq: u64) -> Option<Hash> {
        self.statements.get(&seq).copied()
    }

    /// From what a checkpoint's pages say, rows in their order; `statements` are those that made them.
    pub(crate) fn from_rows(
        rows: Vec<Record>,
        statements: HashMap<u64, Hash>,
        imports: Vec<Import>,
    ) -> Option<Self> {
        let mut records = Self {
            imports,
            ..Self::default()
        };
        for (record, row) in rows.iter().zip(0u32..) {
            let (seq, index) = record.made;
            let statement = *statements.get(&seq)?;
            if record.collector.is_some() {
                records.admitted.insert((statement, index), row);
                continue;
            }
            let made = records.made.entry(statement).or_insert(Made {
                first_row: row,
                count: 0,
            });
            // What one statement made lies together, from the first to the last.
            if index != made.count || row != made.first_row + index {
                return None;
            }
            made.count += 1;
        }
        records.rows = rows;
        records.statements = statements;
        Some(records)
    }

    /// The row of a record's id.
    #[must_use]
    pub fn find(&self, statement: Hash, index: u32) -> Option<u32> {
        if let Some(row) = self.admitted.get(&(statement, index)) {
            return Some(*row);
        }
        let made = self.made.get(&statement)?;
        (index < made.count).then_some(made.first_row + index)
    }

    /// The id of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> Option<(Hash, u32)> {
        let (seq, index) = self.row(row)?.made;
        Some((*self.statements.get(&seq)?, index))
    }

    /// All imports, in the order they began.
    #[must_use]
    pub fn imports(&self) -> &[Import] {
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
            if record.is_erased() {
                continue;
            }
            for field in edit.fields {
                let based_on = self.now.get(&field.based_on).unwrap_or(&field.based_on);
                set(record, field.field, *based_on, field.value, seq);
            }
            let unseen = |deleted| !saw(&self.again, seen, deleted);
            if record.deleted.is_some_and(unseen) {
                record.bring_back();
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
                    if deletion.deleted {
                        delete(record, (seq, seen), &self.again, None);
                    } else {
                        record.bring_back();
                    }
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
        collector: (PublicKey, Day),
    ) -> u32 {
        let row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.admitted.insert((statement, index), row);
        self.statements.insert(seq, statement);
        let mut record = record((seq, index), new);
        record.collector = Some(collector);
        self.rows.push(record);
        row
    }

    /// Records lose their content for good, at this place; answers their rows.
    pub(crate) fn erase(&mut self, records: &[RecordRef], seq: u64) -> Vec<u32> {
        let found = records.iter();
        let found: Vec<u32> = found
            .filter_map(|record| self.find(record.statement, record.index))
            .collect();
        for row in &found {
            if let Some(record) = self.rows.get_mut(*row as usize) {
                record.fields = Vec::new();
                (record.deleted, record.went) = (Some(seq), None);
            }
        }
        found
    }

    /// Rows that one statement makes; answers how many.
    fn add(
        &mut self,
        seq: u64,
        statement: Hash,
        rows: Vec<Record>,
        touched: &mut impl FnMut(u32),
    ) -> u32 {
        let small = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        let (first_row, count) = (small(self.rows.len()), small(rows.len()));
        if count > 0 {
            self.made.insert(statement, Made { first_row, count });
            self.statements.insert(seq, statement);
            self.rows.extend(rows);
            (first_row..first_row.saturating_add(count)).for_each(touched);
        }
        count
    }

    fn create(
        &mut self,
        seq: u64,
        statement: Hash,
        change: &Change,
        touched: &mut impl FnMut(u32),
    ) {
        let new = change.create.iter().zip(0u32..);
        let rows = new.map(|(new, index)| record((seq, index), new));
        let count = self.add(seq, statement, rows.collect(), touched);
        if count == 0 {
            return;
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

impl Record {
    fn bring_back(&mut self) {
        if !self.is_erased() {
            (self.deleted, self.went) = (None, None);
        }
    }
}

/// Deletes a row, unless somebody has written what whoever says so hadn't seen: then it stays, or comes back.
fn delete(
    record: &mut Record,
    (seq, seen): (u64, u64),
    again: &BTreeMap<u64, Again>,
    went: Option<Hash>,
) {
    if record.is_erased() {
        return;
    }
    record.bring_back();
    let mut fields = record.fields.iter();
    if fields.all(|field| saw(again, seen, field.seq)) {
        record.deleted = Some(seq);
        record.went = went.map(Box::new);
    }
}

/// Whether who had seen the log up to `seen` knew what stands at `at` now: it stood before that then, or stood there again since.
fn saw(again: &BTreeMap<u64, Again>, seen: u64, at: u64) -> bool {
    let before = |once: &Again| once.stood <= seen && seen < once.resumed;
    at <= seen || again.get(&at).is_some_and(before)
}

impl core::fmt::Debug for Import {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Names are nobody's business in a log.
        let Self { id, seq, .. } = self;
        f.debug_struct("Import")
            .field("id", id)
            .field("seq", seq)
            .finish_non_exhaustive()
    }
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
    let place = record.fields.binary_search_by_key(&id, |field| field.id);
    let Some(field) = place.ok().and_then(|place| record.fields.get_mut(place)) else {
        let field = Field {
            id,
            value,
            seq,
            others: Vec::new(),
        };
        record.fields.insert(place.unwrap_or_else(|at| at), field);
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

#[cfg(test)]
mod tests;
