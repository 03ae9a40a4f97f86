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
}

impl Task {
    /// Nothing under way.
    pub(crate) fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Whether it runs.
    pub(crate) fn busy(self) -> bool {
        self.busy.get()
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
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = work.await;
            let gone = self.busy.try_set(false).is_some();
            match result {
                _ if gone => {}
                Ok(value) => done(value),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}
