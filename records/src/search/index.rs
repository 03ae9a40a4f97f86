//! The index.

use crate::fields::{FieldId, Values};
use serde::{Deserialize, Serialize};

/// A part of a value that matched, in characters of the original value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The field.
    pub field: FieldId,
    /// The first character.
    pub start: u32,
    /// How many characters.
    pub len: u32,
}

/// A contact that matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The row it was inserted as.
    pub row: u32,
    /// Higher is better.
    pub score: u32,
    /// What matched.
    pub marks: Vec<Mark>,
}

/// The best hits, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The best, best first.
    pub hits: Vec<Hit>,
    /// How many contacts matched.
    pub total: u32,
}

/// Contacts ready to be searched.
#[derive(Default)]
pub struct Index {}

impl Index {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a contact in, in place of the one that had this row.
    pub fn insert(&mut self, _row: u32, _values: &Values) {}

    /// Takes a contact out; a row that isn't there is not an error.
    pub fn remove(&mut self, _row: u32) {}

    /// How many contacts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The best `limit` contacts after skipping `offset`; an empty query lists everyone by name.
    #[must_use]
    pub fn search(&self, _query: &str, _offset: usize, _limit: usize) -> Found {
        Found::default()
    }
}
