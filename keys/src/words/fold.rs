//! Folding: what stays of a word when the way it was typed is taken away.
//!
//! Every mark over a letter goes, so ё is е, ў is у, й is и, composed or not; і and и are one, for keyboards without і.
//! The lists are made so that no two words meet.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// The alphabet a word is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
}

/// Lower-case letters of one shape, small or capital, on either keyboard: Latin, Cyrillic.
const TWINS: [(char, char); 15] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('i', 'і'),
    ('j', 'ј'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
];

/// Folds a text: its words folded, each in the script its own letters show, joined by one space. Digits, hyphens and
/// punctuation only part words; apostrophes vanish.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in split(text) {
        let word = strip(word);
        if !out.is_empty() && !word.is_empty() {
            out.push(' ');
        }
        out.push_str(&to_script(&word, script_of(&word)));
    }
    out
}

/// Folds one word, reading every look-alike as a letter of `script`.
pub(super) fn fold_as(word: &str, script: Script) -> Zeroizing<String> {
    to_script(&strip(word), Some(script))
}

/// The words of a text, as typed.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphabetic() || is_combining_mark(c) || is_dropped(c)))
        .filter(|word| {
            word.chars()
                .any(|c| c.is_alphabetic() && !is_combining_mark(c) && !is_dropped(c))
        })
}

/// Apostrophes of every kind, and characters nobody sees.
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '´'
            | '‘'
            | '’'
            | '‛'
            | '′'
            | '‵'
            | 'ʹ'
            | 'ʻ'
            | 'ʼ'
            | 'ʽ'
            | 'ʾ'
            | 'ʿ'
            | 'ˈ'
            | 'ˊ'
            | 'ˋ'
            | '՚'
            | '＇'
    ) || matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Lower case, without apostrophes and marks.
fn strip(word: &str) -> Zeroizing<String> {
    // Room for the worst usual growth, so that no half-filled buffer is left behind when it moves.
    let mut out = Zeroizing::new(String::with_capacity(word.len() * 2));
    let seen = word.chars().filter(|c| !is_dropped(*c));
    // Lower-casing can make marks again, and some letters only come apart when lower: hence twice.
    for c in seen.nfkd().flat_map(char::to_lowercase).nfkd() {
        if c.is_alphabetic() && !is_combining_mark(c) && !is_dropped(c) {
            out.push(c);
        }
    }
    out
}

/// The script of the letters that only one of the two has; by number if there are none; `None` if both are there.
fn script_of(stripped: &str) -> Option<Script> {
    let (mut latin, mut cyrillic, mut latin_only, mut cyrillic_only) = (0, 0, 0, 0);
    for c in stripped.chars() {
        if c.is_ascii() {
            latin += 1;
            latin_only += usize::from(!TWINS.iter().any(|(l, _)| *l == c));
        } else if ('\u{400}'..='\u{52f}').contains(&c) {
            cyrillic += 1;
            cyrillic_only += usize::from(!TWINS.iter().any(|(_, k)| *k == c));
        }
    }
    match (latin_only > 0, cyrillic_only > 0) {
        (true, true) => None,
        (true, false) => Some(Script::Latin),
        (false, true) => Some(Script::Cyrillic),
        (false, false) if latin > cyrillic => Some(Script::Latin),
        (false, false) => Some(Script::Cyrillic),
    }
}

fn to_script(stripped: &str, script: Option<Script>) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(stripped.len() * 2));
    for c in stripped.chars() {
        let c = match script {
            Some(Script::Latin) => TWINS.iter().find(|(_, k)| *k == c).map_or(c, |(l, _)| *l),
            Some(Script::Cyrillic) => TWINS.iter().find(|(l, _)| *l == c).map_or(c, |(_, k)| *k),
            None => c,
        };
        out.push(match c {
            'і' => 'и',
            'ґ' => 'г',
            other => other,
        });
    }
    out
}
