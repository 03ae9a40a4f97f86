//! Getting the list's pages from the vault.

use core::ops::Range;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vault::api::Failure;

use crate::logic::{PAGE, Pages};
use crate::state::{Vault, use_vault};

/// The list as it is asked for and as it comes.
#[derive(Clone, Copy)]
pub(super) struct Loader {
    vault: Vault,
    /// What is looked for.
    pub(super) query: RwSignal<String>,
    /// What has come.
    pub(super) pages: RwSignal<Pages>,
    /// Why it doesn't come.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// Counts lists, so that a page of an old one isn't put into a new one.
    generation: StoredValue<u32>,
    busy: StoredValue<bool>,
    again: StoredValue<Option<u32>>,
}

impl Loader {
    /// Nothing asked for yet.
    pub(super) fn new() -> Self {
        Self {
            vault: use_vault(),
            query: RwSignal::new(String::new()),
            pages: RwSignal::new(Pages::default()),
            failure: RwSignal::new(None),
            generation: StoredValue::new(0),
            busy: StoredValue::new(false),
            again: StoredValue::new(None),
        }
    }

    /// Asks for the list anew, beginning with the page that is seen. What is shown stays until the answer is here. While
    /// one search runs only the newest of those that follow is kept: typing never waits and never queues.
    pub(super) fn reload(self, first_row: u32) {
        if self.busy.get_value() {
            self.again.set_value(Some(first_row));
            return;
        }
        self.busy.set_value(true);
        let offset = first_row / PAGE * PAGE;
        let region = self.vault.region().get_untracked();
        let work = self
            .vault
            .list(region, self.query.get_untracked(), offset, PAGE);
        spawn_local(async move {
            let answer = work.await;
            if self.busy.try_set_value(false).is_some() {
                return;
            }
            if let Some(first_row) = self.again.get_value() {
                self.again.set_value(None);
                self.reload(first_row);
                // The newer one is on its way; this one is still the best there is.
            }
            match answer {
                Ok(page) => {
                    self.generation
                        .update_value(|generation| *generation = generation.wrapping_add(1));
                    let mut pages = Pages::default();
                    pages.put(offset, page);
                    self.failure.set(None);
                    self.pages.set(pages);
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Asks for what these rows still lack.
    pub(super) fn more(self, rows: Range<u32>) {
        let known = self.pages.with_untracked(|pages| pages.total.is_some());
        let wanted = if known {
            self.pages.try_update_untracked(|pages| pages.wanted(rows))
        } else {
            None
        };
        for offset in wanted.unwrap_or_default() {
            let generation = self.generation.get_value();
            let region = self.vault.region().get_untracked();
            let work = self
                .vault
                .list(region, self.query.get_untracked(), offset, PAGE);
            spawn_local(async move {
                let answer = work.await;
                if self.generation.try_get_value() != Some(generation) {
                    return;
                }
                match answer {
                    Ok(page) => self.pages.update(|pages| pages.put(offset, page)),
                    Err(failure) => {
                        self.pages.update_untracked(|pages| pages.missed(offset));
                        self.failure.set(Some(failure));
                    }
                }
            });
        }
    }
}
