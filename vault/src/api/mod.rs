//! What the page and the vault say to each other. The page never holds a key: it sends a [`Command`], gets a [`Reply`],
//! and is told of everything else by [`Event`]s.

mod command;
mod contact;
mod event;
mod failure;
mod history;
mod import;
mod packet;
mod people;
mod session;

pub use command::{Command, Reply};
pub use contact::{
    Also, Cell, Contact, Elsewhere, FieldChange, FieldValue, HandedIn, ListPage, Moved, OtherValue,
    RecordId, Row, Span,
};
pub use event::{Alarm, Event, SyncState};
pub use failure::{CardFault, Failure, FileFault};
pub use history::{Act, EditedField, Past, Reverted};
pub use import::{ImportColumn, ImportPreview, ImportReport, ImportedBatch, Note, RefusedRow};
pub use packet::{GivenPacket, Packet, PacketContact};
pub use people::{Invitation, InvitationState, JoinOffer, Person, Role, Rotated, Standing};
pub use records::import::{NoteKind, Reason};
pub use session::{
    Card, Compared, Criteria, Freshness, HeadCode, Kept, KeptFault, Language, Region, RegionState,
    Session, Unopened,
};
