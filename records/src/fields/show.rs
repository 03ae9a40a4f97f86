//! One-line forms of a contact.

use super::{FIELDS, Field, FieldId, Group, Kind, Spelling, Values, family};

/// Addresses by how well they stand for a contact.
pub const ADDRESSES: [Group; 4] = [
    Group::Home,
    Group::Letters,
    Group::Registered,
    Group::Workplace,
];

fn get(values: &Values, id: FieldId) -> &str {
    values.get(&id).map_or("", |value| value.trim())
}

fn join<'a>(parts: impl IntoIterator<Item = &'a str>, separator: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}

/// Every way to reach somebody, in the order of a card: phones, e-mail, messengers.
pub fn reach_order() -> impl Iterator<Item = FieldId> {
    let reach = FIELDS.iter().filter(|field| field.group == Group::Reach);
    reach.map(|field| field.id)
}

/// Surname, given name and patronymic, or these as they are spelled otherwise; without them the nickname, then the first way to
/// reach them.
#[must_use]
pub fn display_name(values: &Values) -> String {
    let whole = |ids: [FieldId; 3]| join(ids.map(|id| get(values, id)), " ");
    let name = whole([FieldId::FAMILY, FieldId::GIVEN, FieldId::PATRONYMIC]);
    if !name.is_empty() {
        return name;
    }
    let name = whole([FieldId::FAMILY2, FieldId::GIVEN2, FieldId::PATRONYMIC2]);
    if !name.is_empty() {
        return name;
    }
    [FieldId::NICKNAME, FieldId::NICKNAME2]
        .into_iter()
        .chain(reach_order())
        .map(|id| get(values, id))
        .find(|value| !value.is_empty())
        .unwrap_or_default()
        .to_owned()
}

/// Street with house and flat, town, district, region, postcode: what is known of the first address there is, on one line.
#[must_use]
pub fn address_line(values: &Values) -> String {
    let mut lines = ADDRESSES.into_iter().map(|group| line(values, group));
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}

fn line(values: &Values, group: Group) -> String {
    let part = |of: FieldId| {
        let mut spelled = family(of, group).map(|field| get(values, field.id));
        spelled.find(|value| !value.is_empty()).unwrap_or_default()
    };
    let house = join([FieldId::HOUSE, FieldId::FLAT].map(part), "-");
    join(
        [
            join([part(FieldId::STREET), &house], ", ").as_str(),
            part(FieldId::TOWN),
            part(FieldId::DISTRICT),
            part(FieldId::REGION),
            part(FieldId::POSTCODE),
        ],
        ", ",
    )
}

/// What must not be done, of a contact: the flags that are set, in the order of a card; the first alone if it forbids everything.
#[must_use]
pub fn limits(values: &Values) -> Vec<FieldId> {
    let set = |field: &&Field| field.kind == Kind::Flag && !get(values, field.id).is_empty();
    let mut set: Vec<FieldId> = FIELDS.iter().filter(set).map(|field| field.id).collect();
    if set.first() == Some(&FieldId::DO_NOT_CONTACT) {
        set.truncate(1);
    }
    set
}

/// The other spelling of a field, if it may have one.
#[must_use]
pub fn other_spelling(field: &Field) -> Option<&'static Field> {
    let mut others = family(field.of, field.group);
    others.find(|other| other.spelling == Spelling::Other && other.id != field.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(of: &[(FieldId, &str)]) -> Values {
        of.iter()
            .map(|&(id, value)| (id, value.to_owned()))
            .collect()
    }

    #[test]
    fn a_name_is_what_there_is_of_it() {
        let name = |of: &[(FieldId, &str)]| display_name(&values(of));
        let given = (FieldId::GIVEN, "Святлана");
        let other = (FieldId::FAMILY2, "Тихановская");
        assert_eq!(name(&[given, other]), "Святлана");
        assert_eq!(name(&[other, (FieldId::NICKNAME, "Света")]), "Тихановская");
        assert_eq!(name(&[(FieldId::NICKNAME2, "Света")]), "Света");
        assert_eq!(name(&[(FieldId::SIGNAL, "+375291234567")]), "+375291234567");
        assert_eq!(name(&[]), "");
    }

    #[test]
    fn an_address_is_the_first_there_is() {
        let registered = [
            (FieldId::REGISTERED_TOWN2, "Дзержинск"),
            (FieldId::REGISTERED_HOUSE, "5"),
        ];
        assert_eq!(address_line(&values(&registered)), "5, Дзержинск");
        let mut both = values(&registered);
        both.insert(FieldId::TOWN, "Мінск".into());
        assert_eq!(address_line(&both), "Мінск");
    }

    #[test]
    fn what_forbids_everything_stands_alone() {
        let call = (FieldId::DO_NOT_CALL, "пасля 22");
        let write = (FieldId::DO_NOT_WRITE, "1");
        let set = |of: &[(FieldId, &str)]| limits(&values(of));
        assert_eq!(set(&[write, call]), [call.0, write.0]);
        assert_eq!(
            set(&[write, call, (FieldId::DO_NOT_CONTACT, "1")]),
            [FieldId::DO_NOT_CONTACT]
        );
        assert_eq!(set(&[(FieldId::DO_NOT_VISIT, " ")]), []);
    }

    #[test]
    fn names_towns_and_streets_have_another_spelling() {
        let other = |id| other_spelling(super::super::field(id).unwrap()).map(|field| field.key);
        assert_eq!(other(FieldId::FAMILY), Some("family2"));
        assert_eq!(other(FieldId::LETTERS_STREET), Some("letters_street2"));
        assert_eq!(other(FieldId::HOUSE), None);
        assert_eq!(other(FieldId::FAMILY2), None);
    }
}
