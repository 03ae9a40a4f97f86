//! Fields and their values in the reader's language.

use records::fields::{Field, FieldId, Group, Kind, field};

use crate::logic::Written;
use crate::state::today;
use crate::text;
use crate::text::{day_text, say};

/// The groups of a card, in order.
pub(super) const GROUPS: [Group; 4] = [Group::Person, Group::Reach, Group::Address, Group::Work];

/// The name of a group.
pub(super) fn group_name(group: Group) -> String {
    match group {
        Group::Person => text!("group-person"),
        Group::Reach => text!("group-reach"),
        Group::Address => text!("group-address"),
        Group::Work => text!("group-work"),
    }
}

/// The name of a field.
pub(crate) fn field_name(field: &Field) -> String {
    say(&format!("field-{}", field.key), &[])
}

/// The name of a field by its number; a newer app may know more of them.
pub(crate) fn name_of(id: FieldId) -> String {
    field(id).map_or_else(|| text!("field-unknown", n = u32::from(id.0)), field_name)
}

/// A value as people say it.
pub(crate) fn value_text(id: FieldId, value: &str) -> String {
    match (field(id).map(|field| field.kind), value) {
        (Some(Kind::Sex), "m") => text!("sex-m"),
        (Some(Kind::Sex), "f") => text!("sex-f"),
        (Some(Kind::Flag), "1") => text!("flag-yes"),
        (Some(Kind::Scale), "1") => text!("scale-1"),
        (Some(Kind::Scale), "2") => text!("scale-2"),
        (Some(Kind::Scale), "3") => text!("scale-3"),
        (Some(Kind::Scale), "4") => text!("scale-4"),
        (Some(Kind::Scale), "5") => text!("scale-5"),
        (_, "") => text!("value-removed"),
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
