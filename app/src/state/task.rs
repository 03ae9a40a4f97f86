//! One thing at a time that takes a while and may fail.

use core::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vault::api::Failure;

/// Whether it runs, and why it failed.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    newest: StoredValue<u32>,
}

impl Task {
    /// Nothing under way.
    pub(crate) fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            newest: StoredValue::new(0),
        }
    }

    /// Whether it runs.
    pub(crate) fn busy(self) -> bool {
        self.busy.get()
    }

    /// Whether it runs at this moment, for handlers.
    pub(crate) fn busy_now(self) -> bool {
        self.busy.get_untracked()
    }

    /// Why it failed.
    pub(crate) fn failure(self) -> RwSignal<Option<Failure>> {
        self.failure
    }

    /// Runs this unless something runs already; `done` is not called once the screen that asked is gone.
    pub(crate) fn run<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if !self.busy.get_untracked() {
            self.latest(work, done);
        }
    }

    /// Runs this now; what ran before may end as it likes, its answer is out of date. For reading, never for changing.
    pub(crate) fn latest<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        let mine = self.newest.get_value().wrapping_add(1);
        self.newest.set_value(mine);
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = work.await;
            if self.newest.try_get_value() != Some(mine) || self.busy.try_set(false).is_some() {
                return;
            }
            match result {
                Ok(value) => done(value),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}
