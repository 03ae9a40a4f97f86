//! `inbox/…`

mod post;
mod read;
mod remove;

pub(super) use post::post;
pub(super) use read::read;
pub(super) use remove::remove;
