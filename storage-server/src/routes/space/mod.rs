//! `space/…`

mod append;
mod create;
mod envelopes;
mod manage;

pub(super) use append::append;
pub(super) use create::create;
pub(super) use envelopes::envelopes;
pub(super) use manage::manage;
