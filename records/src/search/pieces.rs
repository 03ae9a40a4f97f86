//! Values taken apart into words and phones.

use std::ops::Range;

use super::fold::{Ending, Form, Letter, forms, is_apostrophe, is_combining, is_invisible, text};
use super::synonyms;
use crate::fields::Kind;
use crate::letters::is_word;
use crate::phone;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    Word,
    Phone,
}

/// A piece of a value (bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) class: Class,
    pub(crate) range: Range<usize>,
}

/// The words and phones of a value. Phones of a phone field are not words too; elsewhere they are both.
pub(crate) fn pieces(value: &str, kind: Kind) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut words_from = 0;
    if value.bytes().filter(u8::is_ascii_digit).count() >= if kind == Kind::Phone { 5 } else { 9 } {
        for range in phone::scan(value) {
            if kind == Kind::Phone {
                words(value, words_from..range.start, &mut found);
                words_from = range.end;
            } else {
                let number = &value[range.clone()];
                if phone::normal(&phone::digits(number), number.starts_with('+')).is_none() {
                    continue;
                }
            }
            found.push(Piece {
                class: Class::Phone,
                range,
            });
        }
    }
    words(value, words_from..value.len(), &mut found);
    found
}

/// Runs of letters and digits; apostrophes and accents belong to the word around them.
fn words(value: &str, within: Range<usize>, found: &mut Vec<Piece>) {
    let mut start = None;
    for (at, c) in value[within.clone()].char_indices() {
        let at = within.start + at;
        let inside = is_word(c)
            || (start.is_some() && (is_apostrophe(c) || is_combining(c) || is_invisible(c)));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push(Piece {
                    class: Class::Word,
                    range: from..at,
                });
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        found.push(Piece {
            class: Class::Word,
            range: from..within.end,
        });
    }
}

/// How a form of a piece came about; nearer is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Near {
    /// As it is spelled.
    Plain,
    /// By its bilingual key.
    Key,
    /// By another name for the same thing.
    Synonym,
}

/// Every form a piece is found by, its plain form first.
pub(crate) fn piece_forms(class: Class, piece: &str) -> Vec<(Near, Form)> {
    if class == Class::Phone {
        return vec![(Near::Plain, phone_form(piece))];
    }
    let mut all: Vec<(Near, Form)> = Vec::with_capacity(3);
    for (at, form) in forms(piece, Ending::Closed).into_iter().enumerate() {
        let near = if at == 0 { Near::Plain } else { Near::Key };
        // A key that adds nothing isn't kept.
        if at == 0 || !same(&form, &all[0].1) {
            all.push((near, form));
        }
    }
    let whole = u32::try_from(piece.chars().count()).unwrap_or(u32::MAX);
    for other in synonyms::others(&text(&all[0].1)) {
        let form: Form = other
            .chars()
            .map(|c| Letter {
                c,
                from: 0,
                to: whole,
            })
            .collect();
        if !all.iter().any(|(_, known)| same(known, &form)) {
            all.push((Near::Synonym, form));
        }
    }
    all
}

fn same(one: &[Letter], other: &[Letter]) -> bool {
    one.iter()
        .map(|letter| letter.c)
        .eq(other.iter().map(|letter| letter.c))
}

/// The digits of a phone, with the country's code where that is known.
fn phone_form(piece: &str) -> Form {
    let form: Form = piece
        .chars()
        .zip(0u32..)
        .filter(|(c, _)| c.is_ascii_digit())
        .map(|(c, at)| Letter {
            c,
            from: at,
            to: at + 1,
        })
        .collect();
    let Some(normal) = phone::normal(&text(&form), piece.starts_with('+')) else {
        return form;
    };
    let to = form
        .get(normal.drop.max(1) - 1)
        .map_or(1, |letter| letter.to);
    let mut whole: Form = normal
        .prefix
        .chars()
        .map(|c| Letter { c, from: 0, to })
        .collect();
    whole.extend_from_slice(&form[normal.drop..]);
    whole
}
