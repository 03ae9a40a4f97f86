//! Phones, e-mail addresses and handles as people write them into a cell.

use super::NoteKind;
use super::values::Cleaned;
use crate::phone;

/// The addresses of a cell, or nothing if it isn't addresses and nothing else.
pub(super) fn emails(text: &str) -> Option<Vec<String>> {
    let parts = text
        .split([',', ';', ' ', '/'])
        .map(|part| part.trim_matches(['<', '>', '"']))
        .filter(|part| !part.is_empty())
        .map(|part| part.strip_prefix("mailto:").unwrap_or(part));
    let mut found: Vec<String> = Vec::new();
    for part in parts {
        if !is_email(part) {
            return None;
        }
        if !found.iter().any(|known| known == part) {
            found.push(part.to_owned());
        }
    }
    (!found.is_empty()).then_some(found)
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

/// A number alone in international form; a link as the handle it leads to.
pub(super) fn handle(text: &str) -> Cleaned {
    let lost = is_rounded(text);
    let value = link(text)
        .or_else(|| one_phone(text))
        .unwrap_or_else(|| text.to_owned());
    Cleaned {
        note: match lost {
            true => Some(NoteKind::DigitsLost),
            false => (value != text).then_some(NoteKind::ValueNormalised),
        },
        value,
    }
}

/// The handle that a link to Telegram leads to.
pub(crate) fn link(text: &str) -> Option<String> {
    let small = text.to_lowercase();
    let links = ["https://t.me/", "http://t.me/", "t.me/"];
    let link = links.into_iter().find(|link| small.starts_with(link))?;
    let name = text.get(link.len()..)?;
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (plain && !name.is_empty()).then(|| format!("@{name}"))
}

/// The number of a text that holds one that can be called, and nothing else.
pub(crate) fn one_phone(text: &str) -> Option<String> {
    match phones(text) {
        Phones {
            mut numbers,
            words: None,
            lost: false,
        } if numbers.len() == 1 => numbers.pop().filter(|number| !number.unclear),
        _ => None,
    }
    .map(|number| number.text)
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
