//! Case, accents, apostrophes and look-alike letters.

use super::{Form, Letter};

/// The word in small letters, composed, without accents, apostrophes and invisible characters; Latin look-alikes inside
/// a Cyrillic word become Cyrillic.
pub(crate) fn plain(word: &str) -> Form {
    let mut form: Form = Vec::with_capacity(word.len());
    for (at, c) in word.chars().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX - 1);
        if is_combining(c) {
            if let Some(last) = form.last_mut() {
                last.c = compose(last.c, c);
                last.to = at + 1;
            }
        } else if !is_apostrophe(c) && !is_invisible(c) {
            form.push(Letter {
                c: lower(c),
                from: at,
                to: at + 1,
            });
        }
    }
    if form.iter().any(|letter| is_cyrillic(letter.c)) {
        for letter in &mut form {
            letter.c = look_alike(letter.c);
        }
    }
    form
}

/// The small letter, where it is one character: offsets must hold.
fn lower(c: char) -> char {
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

pub(crate) fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

pub(crate) fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʹ' | '`' | '´' | '′' | '‛')
}

pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Letters that files bring taken apart; any other accent is dropped.
fn compose(base: char, mark: char) -> char {
    match (base, mark) {
        ('и', '\u{306}') => 'й',
        ('у', '\u{306}') => 'ў',
        ('е', '\u{308}') => 'ё',
        ('і', '\u{308}') => 'ї',
        ('u', '\u{306}') => 'ŭ',
        ('c', '\u{30c}') => 'č',
        ('s', '\u{30c}') => 'š',
        ('z', '\u{30c}') => 'ž',
        ('c', '\u{301}') => 'ć',
        ('s', '\u{301}') => 'ś',
        ('z', '\u{301}') => 'ź',
        ('n', '\u{301}') => 'ń',
        ('l', '\u{301}') => 'ĺ',
        (base, _) => base,
    }
}

fn look_alike(c: char) -> char {
    match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'ë' => 'ё',
        'h' => 'н',
        'i' => 'і',
        'ï' => 'ї',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        'ŭ' => 'ў',
        other => other,
    }
}
