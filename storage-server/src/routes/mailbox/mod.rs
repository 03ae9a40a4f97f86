//! `mailbox/…`

mod create;
mod post;
mod read;

pub(super) use create::create;
pub(super) use post::post;
pub(super) use read::read;
