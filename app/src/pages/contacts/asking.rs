//! What is asked about a contact before it is done. What is done goes on while the card is shown anew beneath it.

use leptos::prelude::*;
use vault::api::RecordId;

use crate::text;

/// The contact that a dialog is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) id: RecordId,
    pub(super) name: String,
}

impl Subject {
    /// What it is called in a title.
    pub(super) fn name(asked: RwSignal<Option<Self>>) -> String {
        asked.with(|asked| match asked {
            Some(subject) if !subject.name.is_empty() => subject.name.clone(),
            _ => text!("row-unnamed"),
        })
    }
}

/// The dialogs of a card.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking {
    /// Where it is to go.
    pub(super) moving: RwSignal<Option<Subject>>,
    /// Whether it is to be erased.
    pub(super) erasing: RwSignal<Option<Subject>>,
}

impl Asking {
    /// Nothing is asked.
    pub(super) fn new() -> Self {
        Self {
            moving: RwSignal::new(None),
            erasing: RwSignal::new(None),
        }
    }
}
