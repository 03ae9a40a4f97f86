//! What runs in workers of the vault's module: the vault, and Argon2id, which is thrown away with its memory.

mod fetch;
mod halt;
mod platform;
pub(crate) mod scope;
mod start;
mod store;
mod stretch;

pub(crate) use halt::report_panics;
pub(crate) use start::start;
pub(crate) use store::delete_then;
