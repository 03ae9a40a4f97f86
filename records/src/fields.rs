//! What a contact is made of: fields with permanent numbers, and the values of one person.

mod show;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use show::{ADDRESSES, address_line, display_name, limits, other_spelling, reach_order};

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
    /// A name or a number in a messenger.
    Handle,
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
    /// `be`, `ru`, `en`, `pl`, or another language in words.
    Language,
    /// Words separated by commas.
    Tags,
    /// Text of several lines.
    Note,
    /// `1` or nothing. Whatever else stands there means yes too: a list said more than that.
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
    /// How not to.
    Limits,
    /// Where they live.
    Home,
    /// Where they are registered.
    Registered,
    /// Where they work.
    Workplace,
    /// Where letters go.
    Letters,
    /// What the organisation knows of them.
    Work,
}

/// Which of two spellings a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Spelling {
    /// The one that is shown first, or the only one.
    First,
    /// The one of the other language, of a passport, of a street's old name.
    Other,
}

/// One field of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its permanent number.
    pub id: FieldId,
    /// Its key: in the translations if it is the first of its family, and in the form.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Where it stands.
    pub group: Group,
    /// The first of its family, which may be itself: of this it is one more, another spelling, or the same part of another address.
    pub of: FieldId,
    /// Which spelling.
    pub spelling: Spelling,
}

macro_rules! fields {
    ($($group:ident {
        $($number:literal $name:ident $key:literal $kind:ident $of:ident $spelling:ident $doc:literal;)*
    })*) => {
        impl FieldId {
            $($(#[doc = $doc] pub const $name: FieldId = FieldId($number);)*)*
        }
        /// Every field there is, in the order of a card.
        pub const FIELDS: &[Field] = &[$($(Field {
            id: FieldId::$name,
            key: $key,
            kind: Kind::$kind,
            group: Group::$group,
            of: FieldId::$of,
            spelling: Spelling::$spelling,
        }),*),*];
    };
}

// A number that has landed is never changed and never used again, whatever becomes of its field.
fields! {
    Person {
        1 FAMILY "family" Name FAMILY First "Surname.";
        2 GIVEN "given" Name GIVEN First "Given name.";
        3 PATRONYMIC "patronymic" Name PATRONYMIC First "Patronymic.";
        4 NICKNAME "nickname" Name NICKNAME First "What they are called.";
        25 FAMILY2 "family2" Name FAMILY Other "The surname in another spelling.";
        26 GIVEN2 "given2" Name GIVEN Other "The given name in another spelling.";
        27 PATRONYMIC2 "patronymic2" Name PATRONYMIC Other "The patronymic in another spelling.";
        28 NICKNAME2 "nickname2" Name NICKNAME Other "What they are called, in another spelling.";
        5 SEX "sex" Sex SEX First "`m` or `f`.";
        6 BIRTH "birth" Date BIRTH First "Date or year of birth.";
        18 LANGUAGE "language" Language LANGUAGE First "The language they want to be spoken to.";
    }
    Reach {
        7 PHONE "phone" Phone PHONE First "The first phone.";
        8 PHONE2 "phone2" Phone PHONE First "The second phone.";
        29 PHONE3 "phone3" Phone PHONE First "The third phone.";
        30 PHONE4 "phone4" Phone PHONE First "The fourth phone.";
        9 EMAIL "email" Email EMAIL First "The first e-mail address.";
        31 EMAIL2 "email2" Email EMAIL First "The second e-mail address.";
        32 EMAIL3 "email3" Email EMAIL First "The third e-mail address.";
        10 TELEGRAM "telegram" Handle TELEGRAM First "Telegram: a handle or a number.";
        33 SIGNAL "signal" Handle SIGNAL First "Signal.";
        34 WHATSAPP "whatsapp" Handle WHATSAPP First "WhatsApp.";
        35 VIBER "viber" Handle VIBER First "Viber.";
        36 MESSENGER "messenger" Handle MESSENGER First "Any other messenger or network, named with it.";
    }
    Limits {
        21 DO_NOT_CONTACT "do_not_contact" Flag DO_NOT_CONTACT First "In no way; binding on every list.";
        37 DO_NOT_CALL "do_not_call" Flag DO_NOT_CALL First "No calls; binding on every list.";
        38 DO_NOT_VISIT "do_not_visit" Flag DO_NOT_VISIT First "No visits; binding on every list.";
        39 DO_NOT_WRITE "do_not_write" Flag DO_NOT_WRITE First "No letters on paper; binding on every list.";
        40 DO_NOT_MESSAGE "do_not_message" Flag DO_NOT_MESSAGE First "No e-mail and no messages; binding on every list.";
    }
    Home {
        11 POSTCODE "postcode" Text POSTCODE First "Six digits.";
        12 REGION "region" Name REGION First "Voblast.";
        13 DISTRICT "district" Name DISTRICT First "District.";
        14 TOWN "town" Name TOWN First "Town or village.";
        15 STREET "street" Name STREET First "Street.";
        16 HOUSE "house" Text HOUSE First "House and block.";
        17 FLAT "flat" Text FLAT First "Flat.";
        41 TOWN2 "town2" Name TOWN Other "The town in another spelling.";
        42 STREET2 "street2" Name STREET Other "The street in another spelling.";
    }
    Registered {
        43 REGISTERED_POSTCODE "registered_postcode" Text POSTCODE First "Six digits, where they are registered.";
        44 REGISTERED_REGION "registered_region" Name REGION First "Voblast, where they are registered.";
        45 REGISTERED_DISTRICT "registered_district" Name DISTRICT First "District, where they are registered.";
        46 REGISTERED_TOWN "registered_town" Name TOWN First "Town or village, where they are registered.";
        47 REGISTERED_STREET "registered_street" Name STREET First "Street, where they are registered.";
        48 REGISTERED_HOUSE "registered_house" Text HOUSE First "House and block, where they are registered.";
        49 REGISTERED_FLAT "registered_flat" Text FLAT First "Flat, where they are registered.";
        50 REGISTERED_TOWN2 "registered_town2" Name TOWN Other "The town in another spelling, where they are registered.";
        51 REGISTERED_STREET2 "registered_street2" Name STREET Other "The street in another spelling, where they are registered.";
    }
    Workplace {
        52 WORKPLACE_POSTCODE "workplace_postcode" Text POSTCODE First "Six digits, where they work.";
        53 WORKPLACE_REGION "workplace_region" Name REGION First "Voblast, where they work.";
        54 WORKPLACE_DISTRICT "workplace_district" Name DISTRICT First "District, where they work.";
        55 WORKPLACE_TOWN "workplace_town" Name TOWN First "Town or village, where they work.";
        56 WORKPLACE_STREET "workplace_street" Name STREET First "Street, where they work.";
        57 WORKPLACE_HOUSE "workplace_house" Text HOUSE First "House and block, where they work.";
        58 WORKPLACE_FLAT "workplace_flat" Text FLAT First "Flat, where they work.";
        59 WORKPLACE_TOWN2 "workplace_town2" Name TOWN Other "The town in another spelling, where they work.";
        60 WORKPLACE_STREET2 "workplace_street2" Name STREET Other "The street in another spelling, where they work.";
    }
    Letters {
        61 LETTERS_POSTCODE "letters_postcode" Text POSTCODE First "Six digits, where letters go.";
        62 LETTERS_REGION "letters_region" Name REGION First "Voblast, where letters go.";
        63 LETTERS_DISTRICT "letters_district" Name DISTRICT First "District, where letters go.";
        64 LETTERS_TOWN "letters_town" Name TOWN First "Town or village, where letters go.";
        65 LETTERS_STREET "letters_street" Name STREET First "Street, where letters go.";
        66 LETTERS_HOUSE "letters_house" Text HOUSE First "House and block, where letters go.";
        67 LETTERS_FLAT "letters_flat" Text FLAT First "Flat, where letters go.";
        68 LETTERS_TOWN2 "letters_town2" Name TOWN Other "The town in another spelling, where letters go.";
        69 LETTERS_STREET2 "letters_street2" Name STREET Other "The street in another spelling, where letters go.";
    }
    Work {
        19 TAGS "tags" Tags TAGS First "Tags.";
        20 SUPPORT "support" Scale SUPPORT First "Support, 1 to 5; unknown is not 3.";
        70 PRECINCT "precinct" Text PRECINCT First "The precinct they vote in.";
        22 SOURCE "source" Text SOURCE First "Where the contact came from.";
        23 ADDED "added" Date ADDED First "When it was added.";
        24 NOTES "notes" Note NOTES First "Notes.";
    }
}

/// Numbers below this may be in the registry.
const NUMBERS: usize = 128;

/// The place in [`FIELDS`] of each number: every value of every contact asks.
static PLACES: [usize; NUMBERS] = places();

const fn places() -> [usize; NUMBERS] {
    let mut places = [usize::MAX; NUMBERS];
    let mut at = 0;
    while at < FIELDS.len() {
        places[FIELDS[at].id.0 as usize] = at;
        at += 1;
    }
    places
}

/// Where a field stands in the order of a card; after all others if the registry doesn't have it.
#[must_use]
pub fn place(id: FieldId) -> usize {
    let at = PLACES.get(usize::from(id.0));
    at.copied().unwrap_or(usize::MAX)
}

/// The field of this number, if the registry has it.
#[must_use]
pub fn field(id: FieldId) -> Option<&'static Field> {
    FIELDS.get(place(id))
}

/// The field of this key, if the registry has it.
#[must_use]
pub fn field_by_key(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}

/// The fields of one family in one place of the card, in order: all phones, or both spellings of the town somebody lives in.
pub fn family(of: FieldId, group: Group) -> impl Iterator<Item = &'static Field> {
    let fields = FIELDS.iter();
    fields.filter(move |field| field.of == of && field.group == group)
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

    /// Numbers are in every log there is: this list only grows.
    #[test]
    fn numbers_never_change() {
        let mut numbers: Vec<(u16, &str)> = FIELDS.iter().map(|f| (f.id.0, f.key)).collect();
        numbers.sort_unstable();
        let keys: Vec<&str> = numbers.iter().map(|(_, key)| *key).collect();
        let wanted = "family given patronymic nickname sex birth phone phone2 email telegram \
            postcode region district town street house flat language tags support \
            do_not_contact source added notes family2 given2 patronymic2 nickname2 phone3 phone4 \
            email2 email3 signal whatsapp viber messenger do_not_call do_not_visit do_not_write do_not_message \
            town2 street2 registered_postcode registered_region registered_district registered_town \
            registered_street registered_house registered_flat registered_town2 registered_street2 \
            workplace_postcode workplace_region workplace_district workplace_town workplace_street \
            workplace_house workplace_flat workplace_town2 workplace_street2 letters_postcode letters_region \
            letters_district letters_town letters_street letters_house letters_flat letters_town2 letters_street2 \
            precinct";
        assert_eq!(
            keys.join(" "),
            wanted.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        assert!(
            numbers
                .iter()
                .zip(1..)
                .all(|((number, _), at)| *number == at)
        );
    }

    #[test]
    fn a_field_is_found_by_its_number_and_its_family() {
        for (at, known) in FIELDS.iter().enumerate() {
            assert_eq!((field(known.id), place(known.id)), (Some(known), at));
            let first = field(known.of).unwrap();
            assert_eq!(
                (first.of, first.kind),
                (first.id, known.kind),
                "{}",
                known.key
            );
            // Another spelling has something that it is another spelling of.
            let same =
                |spelling| family(known.of, known.group).any(|other| other.spelling == spelling);
            assert!(same(Spelling::First), "{}", known.key);
        }
        assert_eq!((field(FieldId(0)), field(FieldId(40_000))), (None, None));
        let towns: Vec<&str> = family(FieldId::TOWN, Group::Letters)
            .map(|f| f.key)
            .collect();
        assert_eq!(towns, ["letters_town", "letters_town2"]);
    }

    #[test]
    fn groups_stand_together() {
        let mut groups: Vec<Group> = FIELDS.iter().map(|field| field.group).collect();
        groups.dedup();
        assert!(groups.is_sorted(), "{groups:?}");
    }
}
