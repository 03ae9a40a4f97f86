//! Contacts as the page shows them.

use records::fields::FieldId;
use serde::{Deserialize, Serialize};

/// A record's id: the statement that made it, and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId {
    /// SHA-256 of the signed statement.
    pub statement: [u8; 32],
    /// Index within it.
    pub index: u32,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// Rows from the offset asked for.
    pub rows: Vec<Row>,
    /// Matches in all.
    pub total: u32,
    /// Records in the region, matching or not.
    pub records: u32,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The record.
    pub id: RecordId,
    /// Name, family name first.
    pub name: Cell,
    /// The first way to reach them, or the one that matched.
    pub reach: Cell,
    /// Town and street, of the address that matched if one did.
    pub place: Cell,
    /// What matched, if nothing of the above says why this line is there.
    pub also: Option<Also>,
    /// What must not be done: flags that are set. One that forbids everything stands alone.
    pub limits: Vec<FieldId>,
    /// Two people wrote different values: shown until somebody chooses.
    pub conflict: bool,
}

/// A value that made a contact match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Also {
    /// Its field.
    pub field: FieldId,
    /// The value, or the part of it that matters.
    pub cell: Cell,
}

/// Text with the parts that matched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// Matched parts, in order, not overlapping.
    pub marks: Vec<Span>,
}

/// A part of a text, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First character.
    pub start: u16,
    /// How many.
    pub len: u16,
}

/// A whole contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The record.
    pub id: RecordId,
    /// Fields that have a value or a conflict, in the order of the field registry.
    pub fields: Vec<FieldValue>,
    /// Deleted (still shown so that it can be brought back).
    pub deleted: bool,
    /// It was erased: nothing is left of it, and nothing brings it back.
    pub erased: bool,
    /// Where it was until it was moved here.
    pub moved_from: Option<Elsewhere>,
    /// Where it is now, if it was moved away.
    pub moved_to: Option<Elsewhere>,
    /// It stands here, and in another region too: a move that was cut short, or somebody wrote here without knowing of it.
    pub also: Option<Elsewhere>,
}

/// The other half of a contact that was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Elsewhere {
    /// In a region that is open.
    Here {
        /// Its number.
        region: u16,
        /// What the contact is there.
        id: RecordId,
    },
    /// In a region that isn't open to whoever is signed in; nothing else is known of it.
    Closed,
}

/// What came of moving contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// What each is in the new region; those asked for that are there, in their order.
    pub records: Vec<RecordId>,
    /// How many are in the old region still, because others keep writing there.
    pub kept: u32,
}

/// One field of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    /// Which field.
    pub field: FieldId,
    /// The value that stands.
    pub value: String,
    /// Sequence number of the statement that wrote it; send it back as `based_on` when changing it.
    pub seq: u64,
    /// Who wrote it (a name, for leads), or nothing.
    pub by: Option<String>,
    /// The day it was written.
    pub day: u16,
    /// Values others wrote at the same time without having seen this one.
    pub others: Vec<OtherValue>,
}

/// The other side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherValue {
    /// The value.
    pub value: String,
    /// Who wrote it.
    pub by: Option<String>,
    /// When.
    pub day: u16,
}

/// A field to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which field.
    pub field: FieldId,
    /// The new value; empty removes it.
    pub value: String,
    /// The `seq` of the value shown when editing began; 0 if there was none.
    pub based_on: u64,
}

/// What a collector handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// Names the entry in commands.
    pub id: [u8; 32],
    /// Who (a name, for leads).
    pub by: Option<String>,
    /// The day they say it was.
    pub day: u16,
    /// What was written down, in the order it was.
    pub fields: Vec<(FieldId, String)>,
    /// Its author is still a member. If not, it can only be dropped.
    pub stands: bool,
}
