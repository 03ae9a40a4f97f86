//! Changes of records. What the fields mean is not this crate's business: numbers and verbatim values.

use minicbor::{Decode, Encode};

use super::Value;
use crate::{Hash, Nonce};

/// One statement's changes: new records, edits, deletions, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct Change {
    /// The import this is a part of.
    #[n(0)]
    pub import: Option<ImportTag>,
    /// New records; a record's id is this statement's hash and its index here.
    #[n(1)]
    pub create: Vec<NewRecord>,
    /// Field edits.
    #[n(2)]
    pub edit: Vec<Edit>,
    /// Records deleted or brought back.
    #[n(3)]
    pub delete: Vec<Deletion>,
}

/// Which import a statement belongs to.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ImportTag {
    /// Random, the same in all statements of one import.
    #[n(0)]
    pub id: Nonce,
    /// The file's name.
    #[n(1)]
    pub name: String,
}

/// A new record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct NewRecord(#[n(0)] pub Vec<NewField>);

/// A field of a new record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct NewField {
    /// Which field.
    #[n(0)]
    pub field: u16,
    /// Its value.
    #[n(1)]
    pub value: Value,
}

/// A record: the statement that made it, and its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct RecordRef {
    /// SHA-256 of the signed statement.
    #[n(0)]
    pub statement: Hash,
    /// Index among its new records.
    #[n(1)]
    pub index: u32,
}

/// Edits of one record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Edit {
    /// Which record.
    #[n(0)]
    pub record: RecordRef,
    /// Its changed fields.
    #[n(1)]
    pub fields: Vec<FieldEdit>,
}

/// One field's new value.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FieldEdit {
    /// Which field.
    #[n(0)]
    pub field: u16,
    /// Sequence number of the value the author saw; 0 for none.
    #[n(1)]
    pub based_on: u64,
    /// The new value.
    #[n(2)]
    pub value: Value,
}

/// Records `first … first + count − 1` of one statement, deleted or brought back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Deletion {
    /// The statement that made them.
    #[n(0)]
    pub statement: Hash,
    /// The first one's index.
    #[n(1)]
    pub first: u32,
    /// How many.
    #[n(2)]
    pub count: u32,
    /// Deleted, or brought back.
    #[n(3)]
    pub deleted: bool,
}

impl core::fmt::Debug for ImportTag {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Names are nobody's business in a log.
        let Self { id, name: _ } = self;
        f.debug_struct("ImportTag")
            .field("id", id)
            .finish_non_exhaustive()
    }
}
