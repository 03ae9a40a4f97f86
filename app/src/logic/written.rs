//! Who wrote a contact's fields, said once where it is the same for most.

use vault::api::FieldValue;

/// Who wrote something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// A name, for leads.
    pub(crate) by: Option<String>,
    /// The day.
    pub(crate) day: u16,
}

impl Written {
    /// Of one field.
    pub(crate) fn of(field: &FieldValue) -> Self {
        Self {
            by: field.by.clone(),
            day: field.day,
        }
    }
}

/// What most of the fields have in common; of two that are as common, the later.
pub(crate) fn mostly_written(fields: &[FieldValue]) -> Option<Written> {
    let all: Vec<Written> = fields.iter().map(Written::of).collect();
    let often = |one: &Written| (all.iter().filter(|other| *other == one).count(), one.day);
    all.iter().max_by_key(|one| often(one)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::fields::FieldId;

    fn field(by: &str, day: u16) -> FieldValue {
        FieldValue {
            field: FieldId::TOWN,
            value: "Мінск".into(),
            seq: 1,
            by: Some(by.into()),
            day,
            others: Vec::new(),
        }
    }

    #[test]
    fn the_most_common_then_the_later() {
        assert_eq!(mostly_written(&[]), None);
        let most = mostly_written(&[field("a", 9), field("b", 3), field("b", 3)]);
        assert_eq!(
            most,
            Some(Written {
                by: Some("b".into()),
                day: 3
            })
        );
        let later = mostly_written(&[field("b", 3), field("a", 9)]);
        assert_eq!(later.map(|written| written.day), Some(9));
    }
}
