//! What was done, counted.

use std::collections::BTreeMap;

use super::{Note, NoteKind, Sample};

/// Examples kept of each kind.
const SAMPLES: usize = 5;

#[derive(Default)]
pub(super) struct Notes(BTreeMap<NoteKind, Note>);

impl Notes {
    pub(super) fn add(&mut self, kind: NoteKind, sample: impl FnOnce() -> Sample) {
        let note = self.0.entry(kind).or_insert_with(|| Note {
            kind,
            count: 0,
            samples: Vec::new(),
        });
        note.count += 1;
        if note.samples.len() < SAMPLES {
            note.samples.push(sample());
        }
    }

    /// Those that need a look first.
    pub(super) fn finish(self) -> Vec<Note> {
        let mut notes: Vec<Note> = self.0.into_values().collect();
        notes.sort_by_key(|note| !note.kind.needs_a_look());
        notes
    }
}
