//! What somebody types, in the form that it has when a list brings it in.

use super::convert::reach;
use super::date::{self, Century, Written};
use crate::fields::{FieldId, Kind, field};

/// A value as it is kept: a date or a phone that can be read in one way only in its usual form, all else as it was typed.
///
/// ```
/// use records::fields::FieldId;
/// use records::import::typed;
/// assert_eq!(typed(FieldId::BIRTH, "24.03.1985"), "1985-03-24");
/// assert_eq!(typed(FieldId::BIRTH, "1985"), "1985");
/// assert_eq!(typed(FieldId::PHONE, "8 029 123-45-67"), "+375291234567");
/// ```
#[must_use]
pub fn typed(id: FieldId, text: &str) -> String {
    let text = text.trim();
    let usual = match field(id).map(|field| field.kind) {
        // Nobody types a spreadsheet's number of a day, and whoever typed two digits of a year can be asked for the rest.
        Some(Kind::Date) => date::parse(text, Century::Birth)
            .filter(|(_, written)| matches!(written, Written::Plainly | Written::Otherwise))
            .map(|(date, _)| date),
        Some(Kind::Phone) => reach::one_phone(text),
        Some(Kind::Handle) => reach::link(text).or_else(|| reach::one_phone(text)),
        _ => None,
    };
    usual.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_one_reading_takes_its_usual_form() {
        for (id, text, kept) in [
            (FieldId::BIRTH, " 1.2.1952 ", "1952-02-01"),
            (FieldId::BIRTH, "1952 г.р.", "1952"),
            (FieldId::BIRTH, "01.02.52", "01.02.52"),
            (FieldId::BIRTH, "20947", "20947"),
            (FieldId::BIRTH, "весной", "весной"),
            (FieldId::PHONE3, "8 (029) 123-45-67", "+375291234567"),
            (FieldId::PHONE, "8 029 123-45-67 сын", "8 029 123-45-67 сын"),
            (FieldId::PHONE, "23-79-37", "23-79-37"),
            (FieldId::PHONE, "t.me/ivanou", "t.me/ivanou"),
            (FieldId::TELEGRAM, "https://t.me/ivanou", "@ivanou"),
            (FieldId::VIBER, "029 123 45 67", "+375291234567"),
            (FieldId::HOUSE, "291234567", "291234567"),
            (FieldId(40_000), " x ", "x"),
        ] {
            assert_eq!(typed(id, text), kept, "{text}");
        }
    }
}
