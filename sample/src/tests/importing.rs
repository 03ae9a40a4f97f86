//! The file comes back: as cells, and as contacts through the import.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use records::fields::{FieldId, Values};
use records::import::{convert, guess, read_table};

use crate::{AddressKind, Contact, HEADER, Name, contacts};

const COUNT: usize = 4000;

#[test]
fn cells_read_back() {
    let file = super::file(3, COUNT);
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    assert_eq!(reader.headers().expect("a header"), &HEADER[..]);
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), COUNT);
    for (row, contact) in rows.iter().zip(contacts(3, COUNT)) {
        assert_eq!(row[0], (contact.row + 1).to_string());
        assert_eq!(row[1], contact.family.written);
        assert_eq!(row[18], contact.tags.join(", "));
        assert_eq!(row[21], contact.notes);
    }
}

/// What each row was made from, and what the import makes of it.
static IMPORTED: LazyLock<Vec<(Contact, Values)>> = LazyLock::new(|| {
    let table = read_table("list.csv", super::file(3, COUNT).as_bytes()).expect("a table");
    let report = convert(&table, &guess(&table));
    assert!(report.refused.is_empty());
    let values = report
        .records
        .into_iter()
        .map(|record| record.into_iter().collect());
    contacts(3, COUNT).zip(values).collect()
});

fn got(values: &Values, field: FieldId) -> &str {
    values.get(&field).map_or("", String::as_str)
}

/// A phone's digits as their pattern: `8 (999) 999-99-99`.
fn pattern(phone: &str) -> String {
    phone
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect()
}

#[test]
fn phones_of_every_form_come_to_the_number_they_mean() {
    let mut forms = BTreeMap::new();
    for (contact, values) in &*IMPORTED {
        let fields = [FieldId::PHONE, FieldId::PHONE2, FieldId::PHONE3];
        assert!(contact.phones.len() <= fields.len());
        let mut all = contact.phones.iter();
        for field in fields {
            assert_eq!(
                got(values, field),
                all.next().map_or("", |phone| &phone.number)
            );
        }
        for phone in &contact.phones {
            *forms.entry(pattern(&phone.written)).or_insert(0) += 1;
        }
    }
    for mobile in [
        "+999999999999",
        "+999 (99) 999-99-99",
        "+999 99 999 99 99",
        "+999-99-999-99-99",
        "+999(99)9999999",
        "999999999999",
        "99999999999",
        "9 (999) 999-99-99",
        "9-999-9999999",
        "9 999 999 99 99",
        "9999 999-99-99",
        "тел. 99999999999",
        "(999) 999-99-99",
        "999999999",
        "99999999999999",
    ] {
        assert!(forms.contains_key(mobile), "{mobile}: {forms:?}");
    }
}

#[test]
fn birthdays_come_to_the_day_they_mean() {
    let mut years = 0;
    for (contact, values) in &*IMPORTED {
        let (Some(birth), Some(got)) = (&contact.birth, values.get(&FieldId::BIRTH)) else {
            continue;
        };
        // Two digits of a year have lost the century.
        match birth.written.contains('/') {
            true => assert_eq!(got[4..], birth.date[4..], "{birth:?}"),
            false => assert_eq!(*got, birth.date, "{birth:?}"),
        }
        years += 1;
    }
    assert!(years > COUNT / 2, "{years}");
}

#[test]
fn nothing_else_is_lost_on_the_way() {
    for (contact, values) in &*IMPORTED {
        assert_eq!(
            got(values, FieldId::EMAIL).is_empty(),
            contact.emails.is_empty()
        );
        assert_eq!(
            got(values, FieldId::BIRTH).is_empty(),
            contact.birth.is_none()
        );
        assert_eq!(got(values, FieldId::SEX).is_empty(), contact.sex.is_none());
        assert_eq!(
            got(values, FieldId::FAMILY).is_empty(),
            contact.family.written.is_empty()
        );
        let home = contact
            .addresses
            .first()
            .filter(|it| it.kind == AddressKind::Home);
        // The import knows a Latin i in a Cyrillic word for what it is.
        let repaired = |name: &Name| name.written.replace('i', "і");
        let street = home.map_or(String::new(), |home| repaired(&home.street));
        assert_eq!(got(values, FieldId::STREET), street);
        let town = home.map_or(String::new(), |home| repaired(&home.town));
        assert_eq!(got(values, FieldId::TOWN), town);
    }
}
