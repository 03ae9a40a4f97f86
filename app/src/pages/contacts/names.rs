//! Fields and their values in the reader's language.

use records::fields::{Field, FieldId, Group, Kind, Spelling, family, field};

use crate::logic::Written;
use crate::state::today;
use crate::text;
use crate::text::{date_text, day_text, say};

/// The groups of a card, in order.
pub(crate) const GROUPS: [Group; 8] = [
    Group::Person,
    Group::Reach,
    Group::Limits,
    Group::Home,
    Group::Registered,
    Group::Workplace,
    Group::Letters,
    Group::Work,
];

/// The name of a group.
pub(crate) fn group_name(group: Group) -> String {
    match group {
        Group::Person => text!("group-person"),
        Group::Reach => text!("group-reach"),
        Group::Limits => text!("group-limits"),
        Group::Home => text!("group-home"),
        Group::Registered => text!("group-registered"),
        Group::Workplace => text!("group-workplace"),
        Group::Letters => text!("group-letters"),
        Group::Work => text!("group-work"),
    }
}

/// What a field is called where its family stands together.
pub(super) fn family_name(field: &Field) -> String {
    let first = records::fields::field(field.of).unwrap_or(field);
    say(&format!("field-{}", first.key), &[])
}

/// What a field is called among others of its group, the spelling apart: the second phone has a number.
pub(super) fn short_name(field: &Field) -> String {
    let name = family_name(field);
    let mut before = family(field.of, field.group).filter(|other| other.spelling == field.spelling);
    match before.position(|other| other.id == field.id) {
        None | Some(0) => name,
        Some(at) => format!("{name} {}", at + 1),
    }
}

/// What a field is called among all of its group.
pub(crate) fn name_in_group(field: &Field) -> String {
    let name = short_name(field);
    match field.spelling {
        Spelling::First => name,
        Spelling::Other => format!("{name}, {}", text!("other-spelling")),
    }
}

/// The name of a field.
pub(crate) fn field_name(field: &Field) -> String {
    let name = name_in_group(field);
    match field.group {
        Group::Registered | Group::Workplace | Group::Letters => {
            format!("{name} · {}", group_name(field.group))
        }
        _ => name,
    }
}

/// The name of a field by its number; a newer app may know more of them.
pub(crate) fn name_of(id: FieldId) -> String {
    field(id).map_or_else(|| text!("field-unknown", n = u32::from(id.0)), field_name)
}

/// What a flag forbids, in a word or two.
pub(super) fn limit_text(limits: &[FieldId]) -> String {
    let known = limits.iter().filter_map(|id| field(*id));
    let said = known.map(|field| say(&format!("limit-{}", field.key), &[]));
    said.collect::<Vec<_>>().join(", ")
}

/// What a flag means for whoever wants to reach somebody.
pub(super) fn limit_means(field: &Field) -> String {
    say(&format!("means-{}", field.key), &[])
}

/// A value as people say it.
pub(crate) fn value_text(id: FieldId, value: &str) -> String {
    match (field(id).map(|field| field.kind), value) {
        (Some(Kind::Sex), "m") => text!("sex-m"),
        (Some(Kind::Sex), "f") => text!("sex-f"),
        (Some(Kind::Language), "be") => text!("speaks-be"),
        (Some(Kind::Language), "ru") => text!("speaks-ru"),
        (Some(Kind::Language), "en") => text!("speaks-en"),
        (Some(Kind::Language), "pl") => text!("speaks-pl"),
        (Some(Kind::Flag), "1") => text!("flag-yes"),
        (Some(Kind::Scale), "1") => text!("scale-1"),
        (Some(Kind::Scale), "2") => text!("scale-2"),
        (Some(Kind::Scale), "3") => text!("scale-3"),
        (Some(Kind::Scale), "4") => text!("scale-4"),
        (Some(Kind::Scale), "5") => text!("scale-5"),
        (_, "") => text!("value-removed"),
        (Some(Kind::Date), value) => date_text(value),
        _ => value.to_owned(),
    }
}

/// “Ніна, yesterday”, or the day alone for those who don't see names.
pub(super) fn wrote_text(written: &Written) -> String {
    let day = day_text(written.day, today());
    match &written.by {
        Some(name) => text!("wrote-by", name = name.as_str(), day = day),
        None => day,
    }
}
