//! The page's side of the vault: questions, answers, events, and the lock.
//!
//! The page holds no key. Locking ends the worker that does, with all its memory, and starts an empty one.

mod context;
mod engine;
pub(crate) mod frame;
mod kept_app;
mod page;
pub(crate) mod spawn;
pub(crate) mod throwaway;

pub(crate) use context::{Bridge, provide_bridge, use_bridge};
pub(crate) use engine::EngineState;
pub(crate) use kept_app::{drop_app, keep_app};
pub(crate) use page::start_page;
