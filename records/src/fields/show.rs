//! One-line forms of a contact.

use super::{FieldId, Values};

fn get(values: &Values, id: FieldId) -> &str {
    values.get(&id).map_or("", |value| value.trim())
}

fn join<'a>(parts: impl IntoIterator<Item = &'a str>, separator: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}

/// Surname, given name and patronymic; without them the nickname, then the first way to reach them.
#[must_use]
pub fn display_name(values: &Values) -> String {
    let name = join(
        [FieldId::FAMILY, FieldId::GIVEN, FieldId::PATRONYMIC].map(|id| get(values, id)),
        " ",
    );
    if !name.is_empty() {
        return name;
    }
    [
        FieldId::NICKNAME,
        FieldId::PHONE,
        FieldId::PHONE2,
        FieldId::EMAIL,
        FieldId::TELEGRAM,
    ]
    .into_iter()
    .map(|id| get(values, id))
    .find(|value| !value.is_empty())
    .unwrap_or_default()
    .to_owned()
}

/// Street with house and flat, town, district, region, postcode: what is known, on one line.
#[must_use]
pub fn address_line(values: &Values) -> String {
    let house = join(
        [FieldId::HOUSE, FieldId::FLAT].map(|id| get(values, id)),
        "-",
    );
    join(
        [
            join([get(values, FieldId::STREET), &house], ", ").as_str(),
            get(values, FieldId::TOWN),
            get(values, FieldId::DISTRICT),
            get(values, FieldId::REGION),
            get(values, FieldId::POSTCODE),
        ],
        ", ",
    )
}
