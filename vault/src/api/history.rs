//! What was done to a contact, and taking it back.

use records::fields::FieldId;
use serde::{Deserialize, Serialize};

use super::Elsewhere;

/// One statement about a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its place in the log; names it in commands.
    pub seq: u64,
    /// Who (a name, for leads), or nothing.
    pub by: Option<String>,
    /// The day it was said.
    pub day: u16,
    /// What it did.
    pub act: Act,
}

/// What was done to a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// It was made: typed, brought in, or handed in.
    Made,
    /// Fields were written.
    Edited(Vec<EditedField>),
    /// It was deleted.
    Deleted,
    /// It was brought back.
    BroughtBack,
    /// It was moved here from another region.
    Arrived(Elsewhere),
    /// It was moved into another region.
    Left(Elsewhere),
}

/// A field that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedField {
    /// Which.
    pub field: FieldId,
    /// What it was until then; empty for nothing, or for what this app can't show.
    pub before: String,
}

/// What came of taking a statement back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reverted {
    /// Fields and contacts that stay as they are, because somebody has worked on them since.
    pub kept: u32,
}
