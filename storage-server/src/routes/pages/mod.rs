//! `pages/…`

mod keep;
mod put;
mod read;

pub(super) use keep::keep;
pub(super) use put::put;
pub(super) use read::read;
