//! One row becoming one contact.

use super::values::{self, Cleaned};
use super::{NoteKind, Notes, Sample, reach};
use crate::fields::{FieldId, Kind, Spelling, Values, family, field};

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
            Kind::Email => self.email(id, cell, &text),
            Kind::Name => self.name(id, &text),
            kind => {
                let Cleaned { value, note } = values::clean_kind(kind, id, &text);
                if let Some(note) = note {
                    self.note(note, id, cell, &value);
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
        let phones = reach::phones(text);
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
            self.place(id, cell, &number.text, first);
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

    fn email(&mut self, id: FieldId, cell: &str, text: &str) {
        let Some(all) = reach::emails(text) else {
            self.note(NoteKind::EmailUnclear, id, cell, text);
            self.place(id, cell, text, true);
            return;
        };
        if all.len() > 1 {
            self.note(NoteKind::EmailSplit, id, cell, &all.join(", "));
        } else if all[0] != text {
            self.note(NoteKind::ValueNormalised, id, cell, &all[0]);
        }
        for (at, one) in all.iter().enumerate() {
            self.place(id, cell, one, at == 0);
        }
    }

    /// One of several: into the field of its column if it is the first there, else into the next that is free, else into the notes.
    fn place(&mut self, id: FieldId, cell: &str, value: &str, first: bool) {
        let Some(known) = field(id) else {
            return self.add(id, value);
        };
        let ids = family(known.of, known.group).map(|field| field.id);
        let ids: Vec<FieldId> = ids.collect();
        let mut there = ids.iter().filter_map(|id| self.values.get(id));
        if there.any(|there| there == value) {
            return;
        }
        let own = Some(id).filter(|id| first && !self.values.contains_key(id));
        match own.or_else(|| ids.into_iter().find(|id| !self.values.contains_key(id))) {
            Some(free) => {
                self.values.insert(free, value.to_owned());
            }
            None => self.move_to_notes(id, cell, value),
        }
    }

    fn name(&mut self, id: FieldId, text: &str) {
        let repaired = values::cyrillic_throughout(text);
        if repaired != text {
            self.note(NoteKind::LatinLetters, id, text, &repaired);
        }
        // A column of whole names, if there is none for given names.
        let [family, given, patronymic] = match field(id).map(|field| field.spelling) {
            Some(Spelling::Other) => [FieldId::FAMILY2, FieldId::GIVEN2, FieldId::PATRONYMIC2],
            _ => [FieldId::FAMILY, FieldId::GIVEN, FieldId::PATRONYMIC],
        };
        if id == family && !self.mapping.contains(&Some(given)) {
            let words: Vec<&str> = repaired.split(' ').collect();
            if let [first, second, rest @ ..] = words.as_slice()
                && rest.len() <= 1
            {
                self.note(NoteKind::NameSplit, id, text, &words.join(" | "));
                self.add(family, first);
                self.add(given, second);
                rest.iter().for_each(|third| self.add(patronymic, third));
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
