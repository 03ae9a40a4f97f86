//! What a contact is made of: fields with permanent numbers, and the values of one person.

mod show;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use show::{address_line, display_name};

/// The permanent number of a field. Numbers are never reused; unknown ones are carried verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldId(pub u16);

/// The values of one contact, by field. Absent and empty mean the same.
pub type Values = BTreeMap<FieldId, String>;

/// What a field holds, and so how it is typed, checked and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A part of a person's name.
    Name,
    /// One line of text.
    Text,
    /// A phone, E.164 where it is known to be one.
    Phone,
    /// An e-mail address.
    Email,
    /// An ISO date, or a year alone.
    Date,
    /// A number.
    Number,
    /// `m` or `f`.
    Sex,
    /// Words separated by commas.
    Tags,
    /// Text of several lines.
    Note,
    /// `1` or nothing.
    Flag,
    /// 1 (strong) to 5 (against).
    Scale,
}

/// Where a field stands on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Group {
    /// Who it is.
    Person,
    /// How to reach them.
    Reach,
    /// Where they live.
    Address,
    /// What the organisation knows of them.
    Work,
}

/// One field of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its permanent number.
    pub id: FieldId,
    /// Its key in the translations.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Where it stands.
    pub group: Group,
}

macro_rules! fields {
    ($($number:literal $name:ident $key:literal $kind:ident $group:ident $doc:literal;)*) => {
        impl FieldId {
            $(#[doc = $doc] pub const $name: FieldId = FieldId($number);)*
        }
        /// Every field there is, in the order of a card.
        pub const FIELDS: &[Field] = &[$(Field {
            id: FieldId::$name, key: $key, kind: Kind::$kind, group: Group::$group,
        }),*];
    };
}

fields! {
    1 FAMILY "family" Name Person "Surname.";
    2 GIVEN "given" Name Person "Given name.";
    3 PATRONYMIC "patronymic" Name Person "Patronymic.";
    4 NICKNAME "nickname" Name Person "What they are called.";
    5 SEX "sex" Sex Person "`m` or `f`.";
    6 BIRTH "birth" Date Person "Date or year of birth.";
    7 PHONE "phone" Phone Reach "The first phone.";
    8 PHONE2 "phone2" Phone Reach "The second phone.";
    9 EMAIL "email" Email Reach "E-mail.";
    10 TELEGRAM "telegram" Text Reach "Telegram handle.";
    11 POSTCODE "postcode" Text Address "Six digits.";
    12 REGION "region" Name Address "Voblast.";
    13 DISTRICT "district" Name Address "District.";
    14 TOWN "town" Name Address "Town or village.";
    15 STREET "street" Name Address "Street.";
    16 HOUSE "house" Text Address "House and block.";
    17 FLAT "flat" Text Address "Flat.";
    18 LANGUAGE "language" Text Work "The language they want to be spoken to.";
    19 TAGS "tags" Tags Work "Tags.";
    20 SUPPORT "support" Scale Work "Support, 1 to 5; unknown is not 3.";
    21 DO_NOT_CONTACT "do_not_contact" Flag Work "Binding on every list.";
    22 SOURCE "source" Text Work "Where the contact came from.";
    23 ADDED "added" Date Work "When it was added.";
    24 NOTES "notes" Note Work "Notes.";
}

/// The field of this number, if the registry has it.
#[must_use]
pub fn field(id: FieldId) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.id == id)
}

/// The field of this key, if the registry has it.
#[must_use]
pub fn field_by_key(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_keys_are_unique() {
        for (at, field) in FIELDS.iter().enumerate() {
            assert!(
                !FIELDS[..at]
                    .iter()
                    .any(|other| other.id == field.id || other.key == field.key)
            );
        }
    }
}
