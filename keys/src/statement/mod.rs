//! Signed sentences of a space's log. [`SignedStatement`] is what arrives; only a log turns it into something that counts.

mod body;
mod change;
mod checkpoint;
mod erase;
mod moves;
mod signed;
mod value;

pub use body::{
    Above, AboveCapabilities, AboveLead, Admit, Admitted, Appoint, Body, Create, Criteria, Found,
    Grant, Parent, ParentKeys, Renewed, Restate, Resume, Revoke, Rotate,
};
pub use change::{Change, Deletion, Edit, FieldEdit, ImportTag, NewField, NewRecord, RecordRef};
pub use checkpoint::{Checkpoint, Confirm, PageRef, Totals};
pub use erase::{Erase, ErasedPlace};
pub(crate) use erase::{Gone, Rest};
pub use moves::{Arrival, MoveIn, MoveOut};
pub use signed::{STATEMENT_MAX, Seen, SignedStatement, Statement, StatementPurpose};
pub use value::Value;
