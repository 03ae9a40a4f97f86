//! `keyring/…`

mod change_place;
mod read;
mod write;

pub(super) use change_place::change_place;
pub(super) use read::read;
pub(super) use write::write;
