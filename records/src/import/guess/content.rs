//! Columns by what they hold.

use crate::fields::FieldId;
use crate::import::date;
use crate::phone;
use crate::search::is_given_name;

type Looks = fn(&str) -> bool;

/// Fields the values may belong to, likeliest first. Under a name nobody knows only what can't be mistaken counts.
pub(super) fn candidates(values: &[&str], named: bool) -> Vec<FieldId> {
    const PHONES: [FieldId; 4] = [
        FieldId::PHONE,
        FieldId::PHONE2,
        FieldId::PHONE3,
        FieldId::PHONE4,
    ];
    const SURE: &[(&[FieldId], Looks)] = &[
        (
            &[FieldId::EMAIL, FieldId::EMAIL2, FieldId::EMAIL3],
            is_email,
        ),
        (&[FieldId::TELEGRAM], is_handle),
        (&PHONES, is_phone),
    ];
    const LIKELY: &[(&[FieldId], Looks)] = &[
        (&[FieldId::POSTCODE], is_postcode),
        (&[FieldId::BIRTH, FieldId::ADDED], is_date),
        (&[FieldId::PATRONYMIC], is_patronymic),
        (&[FieldId::GIVEN], is_given_name),
        (&[FieldId::REGION], is_region),
        (&[FieldId::DISTRICT], is_district),
        (&[FieldId::STREET], is_street),
        (&[FieldId::TOWN], is_town),
        (&[FieldId::FAMILY], is_family),
    ];
    if values.is_empty() {
        return Vec::new();
    }
    let likely = if named { &[] } else { LIKELY };
    let fits =
        |looks: &Looks| values.iter().filter(|value| looks(value)).count() * 10 >= values.len() * 6;
    SURE.iter()
        .chain(likely)
        .filter(|(_, looks)| fits(looks))
        .flat_map(|(fields, _)| fields.iter().copied())
        .collect()
}

fn is_email(value: &str) -> bool {
    value
        .split_once('@')
        .is_some_and(|(left, right)| !left.is_empty() && right.contains('.'))
        && !value.contains(' ')
}

fn is_handle(value: &str) -> bool {
    value.strip_prefix('@').is_some_and(|rest| {
        rest.len() >= 4 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

fn is_phone(value: &str) -> bool {
    phone::scan(value).into_iter().any(|range| {
        let one = &value[range];
        phone::normal(&phone::digits(one), one.starts_with('+')).is_some()
    })
}

fn is_postcode(value: &str) -> bool {
    value.len() == 6 && value.starts_with('2') && value.bytes().all(|b| b.is_ascii_digit())
}

fn is_date(value: &str) -> bool {
    // A number alone may be anything.
    value.len() >= 8 && date::parse(value, date::Century::Birth).is_some()
}

fn is_patronymic(value: &str) -> bool {
    const ENDS: &[&str] = &[
        "ович", "евич", "ьич", "овна", "евна", "ёвна", "ична", "авіч", "евіч", "овіч", "ёвіч",
        "аўна", "еўна", "оўна", "ёўна", "ічна",
    ];
    let small = value.to_lowercase();
    ENDS.iter().any(|end| small.ends_with(end))
}

fn is_region(value: &str) -> bool {
    contains_any(value, &["област", "вобласц", "обл.", "вобл."])
}

fn is_district(value: &str) -> bool {
    contains_any(value, &["район", "раён", "р-н"])
}

fn is_street(value: &str) -> bool {
    contains_any(
        value,
        &[
            "ул.",
            "вул.",
            "улица",
            "вуліца",
            "пр-т",
            "проспект",
            "праспект",
            "пер.",
            "зав.",
            "завулак",
            "переулок",
            "бульвар",
        ],
    )
}

fn is_town(value: &str) -> bool {
    [
        "г. ",
        "г.",
        "горад ",
        "город ",
        "д. ",
        "в. ",
        "аг. ",
        "гп ",
        "г.п.",
        "вёска ",
        "деревня ",
    ]
    .iter()
    .any(|with| value.to_lowercase().starts_with(with))
}

fn is_family(value: &str) -> bool {
    const ENDS: &[&str] = &[
        "ов", "ев", "ёв", "ин", "ова", "ева", "ёва", "ина", "ский", "ская", "ко", "ич", "аў", "еў",
        "ёў", "оў", "ін", "ава", "іна", "скі", "ка", "іч", "ук", "юк", "чик", "чык", "ик", "ык",
        "ец", "як",
    ];
    !value.contains(' ') && ENDS.iter().any(|end| value.to_lowercase().ends_with(end))
}

fn contains_any(value: &str, parts: &[&str]) -> bool {
    let small = value.to_lowercase();
    parts.iter().any(|part| small.contains(part))
}
