//! What runs in workers: the vault, and jobs that are thrown away with their memory.

mod fetch;
mod halt;
mod job;
mod platform;
mod scope;
mod start;
mod throwaway;

pub(crate) use halt::report_panics;
pub(crate) use start::start;
