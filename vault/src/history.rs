//! What each statement changed of the records, so that it can be shown and taken back: a change back is a change like any other.

use std::collections::BTreeMap;

use keys::Hash;
use keys::statement::{Change, Deletion, Edit, Erase, FieldEdit, RecordRef, Value};

use keys::log::Verified;
use keys::state::Records;
use keys::statement::{Body, MoveOut};

/// What a field was before a statement wrote it.
#[derive(Debug, Clone)]
pub(crate) struct Was {
    pub(crate) record: RecordRef,
    pub(crate) field: u16,
    /// None if the record had no such field.
    pub(crate) value: Option<Value>,
}

/// One statement's changes.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    statement: Hash,
    /// How many records it made.
    made: u32,
    pub(crate) edits: Vec<Was>,
    deletions: Vec<Deletion>,
    moved: Moved,
}

/// What of this was moved. That is taken back by moving: here alone it would be gone, or there twice.
#[derive(Debug, Clone, Default)]
enum Moved {
    #[default]
    Nothing,
    /// The records it made are from elsewhere.
    Here(Vec<RecordRef>),
    /// These went, and arrived in that statement.
    Away(MoveOut),
}

/// What a statement did to one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    Made,
    Edited,
    Deleted,
    BroughtBack,
    /// It was this record in another region until then.
    Arrived(RecordRef),
    /// It has gone to another region.
    Left,
}

impl Step {
    /// What `change` is about to do to `records`.
    pub(crate) fn before(statement: Hash, change: &Change, records: &Records) -> Self {
        let mut edits = Vec::new();
        for edit in &change.edit {
            let row = records.find(edit.record.statement, edit.record.index);
            let Some(record) = row.and_then(|row| records.row(row)) else {
                continue;
            };
            for new in &edit.fields {
                let field = record.fields.iter().find(|field| field.id == new.field);
                edits.push(Was {
                    record: edit.record,
                    field: new.field,
                    value: field.map(|field| field.value.clone()),
                });
            }
        }
        Self {
            statement,
            made: u32::try_from(change.create.len()).unwrap_or(u32::MAX),
            edits,
            deletions: change.delete.clone(),
            moved: Moved::Nothing,
        }
    }

    /// A collector's entry that became a record, as the only one of its statement that this is about.
    pub(crate) fn admitted(statement: Hash, entries: u32) -> Self {
        Self {
            statement,
            made: entries,
            edits: Vec::new(),
            deletions: Vec::new(),
            moved: Moved::Nothing,
        }
    }

    fn moved(statement: Hash, moved: Moved) -> Self {
        Self {
            moved,
            ..Self::admitted(statement, 0)
        }
    }

    /// What this did to a record, in order.
    pub(crate) fn did(&self, record: RecordRef) -> Vec<Did> {
        let mut all = Vec::new();
        if self.statement == record.statement && record.index < self.made {
            all.push(Did::Made);
        }
        match &self.moved {
            Moved::Here(from) if self.statement == record.statement => {
                let from = from.get(record.index as usize);
                all.extend(from.map(|from| Did::Arrived(*from)));
            }
            Moved::Away(left) if left.records.contains(&record) => all.push(Did::Left),
            _ => {}
        }
        if self.edits.iter().any(|was| was.record == record) {
            all.push(Did::Edited);
        }
        for deletion in &self.deletions {
            let end = deletion.first.saturating_add(deletion.count);
            let named = deletion.statement == record.statement
                && (deletion.first..end).contains(&record.index);
            if named {
                all.push(if deletion.deleted {
                    Did::Deleted
                } else {
                    Did::BroughtBack
                });
            }
        }
        all
    }
}

/// Every statement that changed records, by its place.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) steps: BTreeMap<u64, Step>,
}

/// A change back, and how much of it somebody has written over since.
pub(crate) struct Back {
    pub(crate) change: Change,
    pub(crate) kept: u32,
}

impl History {
    /// What an accepted statement is about to do.
    pub(crate) fn note(&mut self, verified: &Verified, records: &Records) {
        let (hash, statement) = verified.counts();
        let step = match &statement.body {
            Body::Change(change) => Step::before(hash, change, records),
            Body::Admit(admit) => {
                let entries = u32::try_from(admit.entries.len()).unwrap_or(u32::MAX);
                Step::admitted(hash, entries)
            }
            Body::MoveIn(arrived) => {
                let from = arrived.records.iter().map(|arrival| arrival.from);
                Step::moved(hash, Moved::Here(from.collect()))
            }
            Body::MoveOut(left) => Step::moved(hash, Moved::Away(left.clone())),
            _ => return,
        };
        self.steps.insert(verified.seq(), step);
    }

    /// Of records that were erased nothing is known any more.
    pub(crate) fn forget(&mut self, erase: &Erase) {
        for step in self.steps.values_mut() {
            step.edits
                .retain(|was| !erase.records.contains(&was.record));
        }
    }

    /// What takes a statement back, as far as nobody has changed the same since.
    pub(crate) fn back(&self, seq: u64, records: &Records) -> Option<Back> {
        let step = self.steps.get(&seq)?;
        if !matches!(step.moved, Moved::Nothing) {
            return None;
        }
        let mut back = Back {
            change: Change::default(),
            kept: 0,
        };
        for was in &step.edits {
            match field_back(was, records, |written| written == seq) {
                Some(edit) => back.edit(was.record, edit),
                None => back.kept += 1,
            }
        }
        for deletion in &step.deletions {
            back.change.delete.push(Deletion {
                deleted: !deletion.deleted,
                ..*deletion
            });
        }
        if step.made > 0 {
            back.delete_made(step, records, seq);
        }
        Some(back)
    }

    /// What a field of a record was before anybody wrote it here; nothing if nobody has.
    pub(crate) fn at_first(&self, record: RecordRef, field: u16) -> Option<&Was> {
        let mut edits = self.steps.values().flat_map(|step| &step.edits);
        edits.find(|was| was.record == record && was.field == field)
    }

    /// What gives one field of a record back the value it had before a statement.
    pub(crate) fn field_back(
        &self,
        seq: u64,
        record: RecordRef,
        field: u16,
        records: &Records,
    ) -> Option<Change> {
        let step = self.steps.get(&seq)?;
        let mut edits = step.edits.iter();
        let was = edits.find(|was| was.record == record && was.field == field)?;
        let edit = field_back(was, records, |_| true)?;
        let mut back = Back {
            change: Change::default(),
            kept: 0,
        };
        back.edit(record, edit);
        Some(back.change)
    }
}

impl Back {
    fn edit(&mut self, record: RecordRef, field: FieldEdit) {
        match self
            .change
            .edit
            .iter_mut()
            .find(|edit| edit.record == record)
        {
            Some(edit) => edit.fields.push(field),
            None => self.change.edit.push(Edit {
                record,
                fields: vec![field],
            }),
        }
    }

    /// Deletes what the statement made, but for what somebody has worked on since.
    fn delete_made(&mut self, step: &Step, records: &Records, seq: u64) {
        for index in 0..step.made {
            let row = records.find(step.statement, index);
            let Some(record) = row.and_then(|row| records.row(row)) else {
                continue;
            };
            if record.fields.iter().any(|field| field.seq > seq) {
                self.kept += 1;
                continue;
            }
            let last = self.change.delete.last_mut();
            match last.filter(|last| {
                last.deleted
                    && last.statement == step.statement
                    && last.first.checked_add(last.count) == Some(index)
            }) {
                Some(last) => last.count += 1,
                None => self.change.delete.push(Deletion {
                    statement: step.statement,
                    first: index,
                    count: 1,
                    deleted: true,
                }),
            }
        }
    }
}

/// The edit that gives a field its old value back, on top of what is there now.
fn field_back(was: &Was, records: &Records, still: impl FnOnce(u64) -> bool) -> Option<FieldEdit> {
    let row = records.find(was.record.statement, was.record.index)?;
    let record = records.row(row)?;
    let now = record.fields.iter().find(|field| field.id == was.field)?;
    still(now.seq).then(|| FieldEdit {
        field: was.field,
        based_on: now.seq,
        value: was.value.clone().unwrap_or_else(|| Value::text("")),
    })
}
