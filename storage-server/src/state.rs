//! What every request can reach.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::bells::Bells;
use crate::clock::Clock;
use crate::store::Store;

/// KiB of request bodies held at the same time, and as much again of large answers.
pub(crate) const ROOM_KIB: usize = 64 * 1024;

/// Shared by all workers.
pub(crate) struct State {
    /// What is kept.
    pub(crate) store: Arc<dyn Store>,
    /// Who waits.
    pub(crate) bells: Arc<Bells>,
    /// What day it is.
    pub(crate) clock: Clock,
    /// Room for bodies that come in, in KiB.
    pub(crate) bodies: Arc<Semaphore>,
    /// Room for large answers that go out, in KiB.
    pub(crate) answers: Arc<Semaphore>,
}

impl State {
    /// Around a store.
    #[must_use]
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        let room = || Arc::new(Semaphore::new(ROOM_KIB));
        Self {
            store,
            bells: Arc::default(),
            clock,
            bodies: room(),
            answers: room(),
        }
    }
}
