//! A contact while it is being changed.

use std::collections::BTreeMap;

use records::fields::FieldId;
use records::import::typed;
use vault::api::{Contact, FieldChange};

/// What a field was when editing began.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Base {
    value: String,
    seq: u64,
    disputed: bool,
}

/// The fields as they stand in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    base: BTreeMap<FieldId, Base>,
    typed: BTreeMap<FieldId, String>,
}

impl Draft {
    /// A draft of this contact; an empty one is a new contact.
    pub(crate) fn of(contact: Option<&Contact>) -> Self {
        let fields = contact.map_or(&[][..], |contact| &contact.fields);
        let base = fields
            .iter()
            .map(|field| {
                let base = Base {
                    value: field.value.clone(),
                    seq: field.seq,
                    disputed: !field.others.is_empty(),
                };
                (field.field, base)
            })
            .collect();
        Self {
            base,
            typed: BTreeMap::new(),
        }
    }

    /// The value in the form.
    pub(crate) fn value(&self, field: FieldId) -> &str {
        self.typed
            .get(&field)
            .or_else(|| self.base.get(&field).map(|base| &base.value))
            .map_or("", String::as_str)
    }

    /// Whether there is anything of this field, or was until somebody typed.
    pub(crate) fn is_there(&self, field: FieldId) -> bool {
        self.base.contains_key(&field) || self.typed.contains_key(&field)
    }

    /// Somebody typed.
    pub(crate) fn set(&mut self, field: FieldId, value: String) {
        self.typed.insert(field, value);
    }

    /// What has to be saved: fields whose value is another one now, in the form it is kept in. Spaces at the ends don't count.
    pub(crate) fn changes(&self) -> Vec<FieldChange> {
        self.typed
            .iter()
            .filter_map(|(&field, value)| {
                let base = self.base.get(&field);
                let before = base.map_or("", |base| base.value.trim());
                let kept = typed(field, value);
                (before != value.trim() && before != kept).then(|| FieldChange {
                    field,
                    value: kept,
                    based_on: base.map_or(0, |base| base.seq),
                })
            })
            .collect()
    }

    /// Whether anything would be lost.
    pub(crate) fn is_changed(&self) -> bool {
        !self.changes().is_empty()
    }

    /// Whether others wrote different values here.
    pub(crate) fn is_disputed(&self, field: FieldId) -> bool {
        self.base.get(&field).is_some_and(|base| base.disputed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::api::{FieldValue, RecordId};

    fn contact() -> Contact {
        let field = |field, value: &str, seq| FieldValue {
            field,
            value: value.into(),
            seq,
            by: None,
            day: 0,
            others: Vec::new(),
        };
        Contact {
            id: RecordId {
                statement: [0; 32],
                index: 0,
            },
            fields: vec![
                field(FieldId::FAMILY, "Ціханоўская", 7),
                field(FieldId::PHONE, "+375291112233", 9),
            ],
            deleted: false,
            erased: false,
            moved_from: None,
            moved_to: None,
            also: None,
        }
    }

    #[test]
    fn only_what_differs_is_saved() {
        let mut draft = Draft::of(Some(&contact()));
        assert!(!draft.is_changed());
        draft.set(FieldId::FAMILY, "Ціханоўская ".into());
        assert!(!draft.is_changed());
        draft.set(FieldId::PHONE, String::new());
        draft.set(FieldId::TOWN, " Мінск".into());
        let changes = draft.changes();
        assert_eq!(changes.len(), 2);
        assert_eq!(
            (
                changes[0].field,
                changes[0].value.as_str(),
                changes[0].based_on
            ),
            (FieldId::PHONE, "", 9)
        );
        assert_eq!(
            (
                changes[1].field,
                changes[1].value.as_str(),
                changes[1].based_on
            ),
            (FieldId::TOWN, "Мінск", 0)
        );
        assert_eq!(draft.value(FieldId::TOWN), " Мінск");
        draft.set(FieldId::PHONE, "8 029 111-22-33".into());
        draft.set(FieldId::BIRTH, "24.03.1985".into());
        let changes = draft.changes();
        assert_eq!(
            (changes[0].field, changes[0].value.as_str()),
            (FieldId::BIRTH, "1985-03-24")
        );
        assert!(
            changes.iter().all(|change| change.field != FieldId::PHONE),
            "the same number"
        );
    }

    #[test]
    fn a_new_contact_begins_empty() {
        let mut draft = Draft::of(None);
        assert_eq!(draft.value(FieldId::FAMILY), "");
        draft.set(FieldId::FAMILY, "  ".into());
        assert!(!draft.is_changed());
    }
}
