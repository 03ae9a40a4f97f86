//! A record as a line of the list, with the parts that a search matched.

use records::fields::{FieldId, Values};
use records::search::Mark;

use crate::api::{Cell, Span};

/// Name, family name first; without one the nickname.
pub(crate) fn name(values: &Values, marks: &[Mark]) -> Cell {
    let cell = join(
        values,
        marks,
        &[
            (FieldId::FAMILY, ""),
            (FieldId::GIVEN, " "),
            (FieldId::PATRONYMIC, " "),
        ],
    );
    if cell.text.is_empty() {
        join(values, marks, &[(FieldId::NICKNAME, "")])
    } else {
        cell
    }
}

/// The first of phone, second phone, e-mail, Telegram; the one that matched before all others.
pub(crate) fn reach(values: &Values, marks: &[Mark]) -> Cell {
    let order = [
        FieldId::PHONE,
        FieldId::PHONE2,
        FieldId::EMAIL,
        FieldId::TELEGRAM,
    ];
    let matched = order
        .into_iter()
        .find(|id| marks.iter().any(|mark| mark.field == *id));
    let first = matched.or_else(|| order.into_iter().find(|id| values.contains_key(id)));
    first
        .map(|id| join(values, marks, &[(id, "")]))
        .unwrap_or_default()
}

/// Town, street, house.
pub(crate) fn place(values: &Values, marks: &[Mark]) -> Cell {
    let parts = [
        (FieldId::TOWN, ""),
        (FieldId::STREET, ", "),
        (FieldId::HOUSE, ", "),
        (FieldId::FLAT, "-"),
    ];
    let cell = join(values, marks, &parts);
    if cell.text.is_empty() {
        join(
            values,
            marks,
            &[(FieldId::DISTRICT, ""), (FieldId::REGION, ", ")],
        )
    } else {
        cell
    }
}

fn join(values: &Values, marks: &[Mark], parts: &[(FieldId, &str)]) -> Cell {
    let mut cell = Cell::default();
    let mut chars = 0;
    for (id, before) in parts {
        let Some(value) = values.get(id) else {
            continue;
        };
        if chars > 0 {
            cell.text.push_str(before);
            chars += before.chars().count();
        }
        for mark in marks.iter().filter(|mark| mark.field == *id) {
            let span = u16::try_from(chars + mark.start as usize)
                .ok()
                .zip(u16::try_from(mark.len).ok());
            cell.marks
                .extend(span.map(|(start, len)| Span { start, len }));
        }
        cell.text.push_str(value);
        chars += value.chars().count();
    }
    cell.marks.sort_by_key(|span| span.start);
    cell
}
