//! One row becoming one contact.

use super::values::{self, Cleaned};
use super::{NoteKind, Notes, Sample};
use crate::fields::{FieldId, Kind, Values, field};

pub(super) struct Maker<'a> {
    row: u32,
    mapping: &'a [Option<FieldId>],
    header: Option<&'a [String]>,
    notes: &'a mut Notes,
    values: Values,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        row: u32,
        mapping: &'a [Option<FieldId>],
        header: Option<&'a [String]>,
        notes: &'a mut Notes,
    ) -> Self {
        Self {
            row,
            mapping,
            header,
            notes,
            values: Values::new(),
        }
    }

    pub(super) fn cell(&mut self, column: usize, cell: &str) {
        let Some(&Some(id)) = self.mapping.get(column) else {
            // A row longer than its header: nobody chose to leave this out.
            let nameless = self.header.is_some_and(|header| column >= header.len());
            let text = values::clean(cell, Kind::Note);
            if nameless && !text.is_empty() && !self.mapping.iter().all(Option::is_none) {
                self.note(NoteKind::ExtraCells, FieldId::NOTES, cell, &text);
                self.add(FieldId::NOTES, &text);
            }
            return;
        };
        let kind = field(id).map_or(Kind::Text, |field| field.kind);
        let text = values::clean(cell, kind);
        if text.is_empty() {
            return;
        }
        match kind {
            Kind::Phone => self.phone(id, cell, &text),
            Kind::Name => self.name(id, &text),
            kind => {
                let Cleaned { value, note, rest } = values::clean_kind(kind, id, &text);
                if let Some(note) = note {
                    self.note(note, id, cell, &value);
                }
                if let Some(rest) = rest {
                    self.move_to_notes(id, cell, &rest);
                }
                self.add(id, &value);
            }
        }
    }

    /// The contact's values, in the order of the fields.
    pub(super) fn finish(self) -> Vec<(FieldId, String)> {
        self.values
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    fn phone(&mut self, id: FieldId, cell: &str, text: &str) {
        let phones = values::phones(text);
        if phones.lost {
            self.note(NoteKind::DigitsLost, id, cell, text);
        }
        if let Some(more) = &phones.words {
            self.move_to_notes(id, cell, more);
        }
        let several = phones.numbers.len() > 1;
        let mut first = true;
        for number in &phones.numbers {
            if number.unclear && !phones.lost {
                self.note(NoteKind::PhoneUnclear, id, cell, &number.text);
            } else if !number.unclear && number.text != text && !several {
                self.note(NoteKind::PhoneNormalised, id, cell, &number.text);
            }
            // The field of the column, then the other phone, then the notes.
            let free = [id, FieldId::PHONE, FieldId::PHONE2]
                .into_iter()
                .take(if first { 1 } else { 3 })
                .chain([FieldId::PHONE2])
                .find(|id| !self.values.contains_key(id));
            match free {
                Some(free) => {
                    self.values.insert(free, number.text.clone());
                }
                None if self.values.values().any(|known| *known == number.text) => {}
                None => self.move_to_notes(id, cell, &number.text),
            }
            first = false;
        }
        if several {
            let all: Vec<&str> = phones
                .numbers
                .iter()
                .map(|number| number.text.as_str())
                .collect();
            self.note(NoteKind::PhoneSplit, id, cell, &all.join(", "));
        }
    }

    fn name(&mut self, id: FieldId, text: &str) {
        let repaired = values::cyrillic_throughout(text);
        if repaired != text {
            self.note(NoteKind::LatinLetters, id, text, &repaired);
        }
        // A column of whole names, if there is none for given names.
        if id == FieldId::FAMILY && !self.mapping.contains(&Some(FieldId::GIVEN)) {
            let words: Vec<&str> = repaired.split(' ').collect();
            if let [family, given, rest @ ..] = words.as_slice()
                && rest.len() <= 1
            {
                self.note(NoteKind::NameSplit, id, text, &words.join(" | "));
                self.add(FieldId::FAMILY, family);
                self.add(FieldId::GIVEN, given);
                rest.iter()
                    .for_each(|patronymic| self.add(FieldId::PATRONYMIC, patronymic));
                return;
            }
        }
        self.add(id, &repaired);
    }

    fn move_to_notes(&mut self, id: FieldId, cell: &str, rest: &str) {
        self.note(NoteKind::MovedToNotes, id, cell, rest);
        self.add(FieldId::NOTES, rest);
    }

    /// Two columns of one field stand in it one after the other.
    fn add(&mut self, id: FieldId, text: &str) {
        if text.is_empty() {
            return;
        }
        let value = self.values.entry(id).or_default();
        if value.is_empty() {
            text.clone_into(value);
        } else if value != text {
            value.push_str(match field(id).map(|field| field.kind) {
                Some(Kind::Note) => "\n",
                Some(Kind::Tags) => ", ",
                _ => " ",
            });
            value.push_str(text);
        }
    }

    fn note(&mut self, kind: NoteKind, field: FieldId, before: &str, after: &str) {
        let row = self.row;
        self.notes.add(kind, || Sample {
            row,
            field,
            before: short(before),
            after: short(after),
        });
    }
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
