//! `packet/…`

mod list;
mod put;
mod read;
mod remove;

pub(super) use list::list;
pub(super) use put::put;
pub(super) use read::read;
pub(super) use remove::remove;
