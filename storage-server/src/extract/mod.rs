//! From bytes to something checked. Routes only ever see requests that are canonical, within limits, of today (or nearly),
//! and whose signatures hold.

mod answer;
mod body;
mod canonical;
mod check;
mod entries;
mod inbox;
mod keyring;
mod mailbox;
mod packet;
mod pages;
mod reads;
mod signed;
mod space;
mod sync;

pub(crate) use answer::{Cbor, Large, Room};
pub(crate) use canonical::Canonical;
pub(crate) use pages::PageReads;
pub(crate) use signed::Signed;
pub(crate) use sync::SyncReads;
