//! Values brought to the form of their field. What can't be is kept as it is: nothing is guessed, nothing lost.

use super::{NoteKind, reach};
use crate::fields::{FieldId, Kind};
use crate::import::date::{self, Century, Written};
use crate::letters::is_letter;

/// A value, and what was done to it.
pub(super) struct Cleaned {
    pub(super) value: String,
    pub(super) note: Option<NoteKind>,
}

/// Without control characters and needless blanks; the tricks that keep a spreadsheet from computing are undone.
pub(super) fn clean(cell: &str, kind: Kind) -> String {
    let mut text = cell;
    // ="8029…" and '+375…: spreadsheets were made to leave these alone.
    if let Some(inside) = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        && !inside.contains('"')
    {
        text = inside;
    } else if let Some(rest) = text.strip_prefix('\'')
        && rest.starts_with(['=', '+', '-', '@'])
    {
        text = rest;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' if kind == Kind::Note => out.push('\n'),
            '\u{feff}' | '\u{200b}' => {}
            c if c.is_whitespace() => {
                if !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The value of a field that is neither a name nor a phone nor an e-mail address.
pub(super) fn clean_kind(kind: Kind, id: FieldId, text: &str) -> Cleaned {
    match kind {
        Kind::Date => date_value(id, text),
        Kind::Handle => reach::handle(text),
        Kind::Language => Cleaned {
            // A language that we have no sign for is none the worse for it.
            note: language(text)
                .filter(|sign| *sign != text)
                .map(|_| NoteKind::ValueNormalised),
            value: language(text).unwrap_or(text).to_owned(),
        },
        Kind::Sex => known(text, sex(text)),
        Kind::Flag => known(text, flag(text)),
        Kind::Scale => known(
            text,
            matches!(text, "1" | "2" | "3" | "4" | "5").then_some(text),
        ),
        Kind::Tags => {
            let tags: Vec<&str> = text
                .split([',', ';', '|'])
                .map(str::trim)
                .filter(|tag| !tag.is_empty())
                .collect();
            Cleaned {
                value: tags.join(", "),
                note: None,
            }
        }
        _ => Cleaned {
            value: text.to_owned(),
            note: None,
        },
    }
}

fn date_value(id: FieldId, text: &str) -> Cleaned {
    let century = if id == FieldId::BIRTH {
        Century::Birth
    } else {
        Century::Recent
    };
    match date::parse(text, century) {
        Some((value, written)) => {
            let note = match written {
                Written::Plainly => None,
                Written::Otherwise => Some(NoteKind::DateNormalised),
                Written::AsSerial => Some(NoteKind::DateFromSerial),
                Written::WithoutCentury => Some(NoteKind::CenturyAssumed),
            };
            Cleaned { value, note }
        }
        None => Cleaned {
            value: text.to_owned(),
            note: Some(NoteKind::DateUnclear),
        },
    }
}

fn known(text: &str, value: Option<&str>) -> Cleaned {
    let note = match value {
        Some(value) if value == text => None,
        Some(_) => Some(NoteKind::ValueNormalised),
        None => Some(NoteKind::ValueUnclear),
    };
    Cleaned {
        value: value.unwrap_or(text).to_owned(),
        note,
    }
}

fn sex(text: &str) -> Option<&'static str> {
    let small = text.to_lowercase();
    let small = small.trim_end_matches('.');
    match small {
        "m" | "м" | "муж" | "мужской" | "мужчина" | "мужчынскі" | "мужч" | "мужчына" | "male"
        | "man" => Some("m"),
        "f" | "ж" | "жен" | "женский" | "женщина" | "жан" | "жаночы" | "жанчына" | "female"
        | "woman" | "w" => Some("f"),
        _ => None,
    }
}

fn language(text: &str) -> Option<&'static str> {
    let small = text.to_lowercase();
    let bare = ["на ", "по-", "па-", "по ", "па "]
        .into_iter()
        .find_map(|with| small.strip_prefix(with))
        .unwrap_or(&small);
    let is = |stems: &[&str], signs: &[&str]| {
        signs.contains(&bare) || stems.iter().any(|stem| bare.starts_with(stem))
    };
    // Two languages in one cell are neither.
    if bare.contains([',', ';', '/', '+']) || bare.contains(" и ") || bare.contains(" і ") {
        return None;
    }
    if is(&["бел", "bel"], &["be", "by"]) {
        Some("be")
    } else if is(&["рус", "рас", "rus"], &["ru"]) {
        Some("ru")
    } else if is(&["анг", "eng"], &["en"]) {
        Some("en")
    } else if is(&["поль", "pol"], &["pl"]) {
        Some("pl")
    } else {
        None
    }
}

fn flag(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "1" | "да" | "так" | "yes" | "y" | "true" | "истина" | "праўда" | "x" | "х" | "+" | "✓" => {
            Some("1")
        }
        "0" | "нет" | "не" | "no" | "n" | "false" | "ложь" | "хлусня" | "-" => {
            Some("")
        }
        _ => None,
    }
}

/// Latin look-alikes inside Cyrillic words made Cyrillic: i for і, from code pages that had none.
pub(super) fn cyrillic_throughout(text: &str) -> String {
    if text.is_ascii() || !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return text.to_owned();
    }
    text.split_inclusive(|c: char| !is_letter(c))
        .map(|word| {
            let cyrillic = |c: char| ('\u{400}'..='\u{4ff}').contains(&c);
            let letters = word.chars().filter(|&c| is_letter(c));
            let all_alike = letters.clone().all(|c| cyrillic(c) || alike(c) != c);
            if all_alike && letters.clone().any(cyrillic) {
                word.chars().map(alike).collect()
            } else {
                word.to_owned()
            }
        })
        .collect()
}

fn alike(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'I' => 'І',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        other => other,
    }
}
