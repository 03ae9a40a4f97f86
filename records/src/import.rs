//! Bringing in what people already have: CSV in any encoding, Excel, OpenDocument.
//!
//! [`read_table`] makes a table of a file, [`guess`] proposes a field for each column, [`convert`] makes contacts of
//! the rows and says what it did to every one of them.

mod convert;
pub(crate) mod date;
mod guess;
mod read;
mod table;
mod typed;

pub use convert::{Note, NoteKind, Reason, Refused, Report, Sample, convert, convert_with};
pub use guess::guess;
pub use read::read_table;
pub use table::{Encoding, FileKind, Format, ReadError, Table};
pub use typed::typed;
