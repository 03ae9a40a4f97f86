//! `space/…`

mod above;
mod append;
mod commit;
mod create;
mod envelopes;
mod manage;
mod resume;
mod stage;

pub(super) use above::above;
pub(super) use append::append;
pub(super) use commit::commit;
pub(super) use create::create;
pub(super) use envelopes::envelopes;
pub(super) use manage::manage;
pub(super) use resume::resume;
pub(super) use stage::stage;
