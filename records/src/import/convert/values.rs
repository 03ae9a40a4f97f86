//! Values brought to the form of their field. What can't be is kept as it is: nothing is guessed, nothing lost.

use super::NoteKind;
use crate::fields::{FieldId, Kind};
use crate::import::date::{self, Century, Written};
use crate::letters::is_letter;
use crate::phone;

/// A value, what was done to it, and what didn't fit.
pub(super) struct Cleaned {
    pub(super) value: String,
    pub(super) note: Option<NoteKind>,
    pub(super) rest: Option<String>,
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

/// The value of a field that is neither a name nor a phone.
pub(super) fn clean_kind(kind: Kind, id: FieldId, text: &str) -> Cleaned {
    match kind {
        Kind::Date => date_value(id, text),
        Kind::Email => email(text),
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
                rest: None,
            }
        }
        _ => Cleaned {
            value: text.to_owned(),
            note: None,
            rest: None,
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
            Cleaned {
                value,
                note,
                rest: None,
            }
        }
        None => Cleaned {
            value: text.to_owned(),
            note: Some(NoteKind::DateUnclear),
            rest: None,
        },
    }
}

fn email(text: &str) -> Cleaned {
    let mut all = text
        .split([',', ';', ' ', '/'])
        .map(|part| part.trim_matches(['<', '>', '"']))
        .filter(|part| !part.is_empty());
    let mut found: Vec<&str> = Vec::new();
    let fine = all.by_ref().all(|part| {
        let part = part.strip_prefix("mailto:").unwrap_or(part);
        found.push(part);
        is_email(part)
    });
    match found.split_first() {
        Some((first, rest)) if fine => Cleaned {
            value: (*first).to_owned(),
            note: (rest.is_empty() && *first != text).then_some(NoteKind::ValueNormalised),
            rest: (!rest.is_empty()).then(|| rest.join(", ")),
        },
        _ => Cleaned {
            value: text.to_owned(),
            note: Some(NoteKind::EmailUnclear),
            rest: None,
        },
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.contains('@')
            && host.split('.').count() > 1
            && host.split('.').all(|part| {
                !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-')
            })
    })
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
        rest: None,
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

/// The phones of a cell.
pub(super) struct Phones {
    pub(super) numbers: Vec<Number>,
    /// What stood around them and says something.
    pub(super) words: Option<String>,
    /// A spreadsheet has rounded it.
    pub(super) lost: bool,
}

/// One phone: E.164, or as it was written.
pub(super) struct Number {
    pub(super) text: String,
    pub(super) unclear: bool,
}

pub(super) fn phones(text: &str) -> Phones {
    let as_it_is = |lost| Phones {
        numbers: vec![Number {
            text: text.to_owned(),
            unclear: true,
        }],
        words: None,
        lost,
    };
    if is_rounded(text) {
        return as_it_is(true);
    }
    let ranges = phone::scan(text);
    if ranges.is_empty() {
        return as_it_is(false);
    }
    let mut numbers = Vec::new();
    let mut around = String::new();
    let mut from = 0;
    let mut lost = false;
    for range in ranges {
        around.push_str(&text[from..range.start]);
        around.push(' ');
        from = range.end;
        let one = text[range].trim();
        let digits = phone::digits(one);
        let number = match phone::normal(&digits, one.starts_with('+')) {
            Some(normal) => Number {
                text: normal.write(&digits),
                unclear: false,
            },
            None => Number {
                text: one.to_owned(),
                unclear: true,
            },
        };
        // 375293000000 was 3,75293E+11 before somebody widened the column.
        lost |= number.text.len() == 13 && number.text.ends_with("000000");
        numbers.push(number);
    }
    around.push_str(&text[from..]);
    Phones {
        numbers,
        words: words_worth_keeping(&around),
        lost,
    }
}

/// `3,75293E+11`: the digits behind are gone.
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e', 'Е', 'е']) else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mantissa = mantissa.trim();
    let mantissa = mantissa
        .split_once([',', '.'])
        .map_or_else(|| digits(mantissa), |(a, b)| digits(a) && digits(b));
    mantissa && digits(exponent.trim().trim_start_matches('+'))
}

/// Words around phones, without those that only say "phone".
fn words_worth_keeping(around: &str) -> Option<String> {
    const SAY_NOTHING: &[&str] = &[
        "тел",
        "телефон",
        "т",
        "тэл",
        "тэлефон",
        "моб",
        "мобильный",
        "маб",
        "мабільны",
        "сот",
        "м",
        "д",
        "дом",
        "домашний",
        "хатні",
        "раб",
        "рабочий",
        "прац",
        "гор",
        "phone",
        "tel",
        "mob",
        "mobile",
        "и",
        "і",
        "або",
        "или",
        "viber",
        "вайбер",
        "a",
        "velcom",
        "мтс",
        "mts",
        "life",
    ];
    let says = around
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .any(|word| !SAY_NOTHING.contains(&word.to_lowercase().as_str()));
    says.then(|| {
        around
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .trim_matches([',', ';', ' ', '/'])
            .to_owned()
    })
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
