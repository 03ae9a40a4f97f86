//! Every different word and phone once, with the forms it is found by, in flat arenas that are quick to go through.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::fold::text;
use super::pieces::{Class, Near, piece_forms};

/// The number of a word or phone.
pub(crate) type Token = u32;

/// Strings one after another.
#[derive(Default)]
pub(crate) struct Arena {
    text: String,
    ends: Vec<u32>,
}

impl Arena {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(small(self.text.len()));
    }

    pub(crate) fn get(&self, at: usize) -> &str {
        let from = if at == 0 {
            0
        } else {
            self.ends[at - 1] as usize
        };
        &self.text[from..self.ends[at] as usize]
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Arenas are addressed by 32 bits: 4 GiB is more than a browser gives.
fn small(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// In what capacities a text stands for its word: a set of [`Near`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nears(u8);

impl Nears {
    pub(crate) const PLAIN: Self = Self(1);
    pub(crate) const BY_KEY: Self = Self(6);

    pub(crate) fn one(near: Near) -> Self {
        Self(1 << near as u8)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The nearest of those in both.
    pub(crate) fn nearest(self, other: Self) -> Option<Near> {
        match self.0 & other.0 {
            0 => None,
            both if both & 1 != 0 => Some(Near::Plain),
            both if both & 2 != 0 => Some(Near::Key),
            _ => Some(Near::Synonym),
        }
    }
}

/// One form of a token, as the search goes through them.
#[derive(Clone, Copy)]
pub(crate) struct FormOf {
    pub(crate) token: Token,
    pub(crate) class: Class,
    pub(crate) nears: Nears,
}

/// The words and phones of an index.
#[derive(Default)]
pub(crate) struct Dictionary {
    pieces: Arena,
    classes: Vec<Class>,
    by_text: HashTable<Token>,
    hasher: RandomState,
    forms: Arena,
    about: Vec<FormOf>,
    /// A bit for each pair of letters of a form: most forms are passed over without reading them.
    sieves: Vec<u64>,
}

impl Dictionary {
    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// The token of a piece, new or known.
    pub(crate) fn intern(&mut self, class: Class, piece: &str) -> Token {
        let hash = self.hasher.hash_one((class, piece));
        let (pieces, classes, hasher) = (&self.pieces, &self.classes, &self.hasher);
        let known = self.by_text.find(hash, |&token| {
            classes[token as usize] == class && pieces.get(token as usize) == piece
        });
        if let Some(&token) = known {
            return token;
        }
        let token = small(self.pieces.len());
        self.by_text.insert_unique(hash, token, |&token| {
            hasher.hash_one((classes[token as usize], pieces.get(token as usize)))
        });
        self.pieces.push(piece);
        self.classes.push(class);
        for (nears, form) in forms_of(class, piece) {
            self.about.push(FormOf {
                token,
                class,
                nears,
            });
            self.sieves.push(sieve(&form));
            self.forms.push(&form);
        }
        token
    }

    /// The piece of a token.
    pub(crate) fn piece(&self, token: Token) -> (Class, &str) {
        (
            self.classes[token as usize],
            self.pieces.get(token as usize),
        )
    }

    /// The sieves of all forms, numbered from nought.
    pub(crate) fn sieves(&self) -> &[u64] {
        &self.sieves
    }

    /// A form and its text.
    pub(crate) fn form(&self, at: usize) -> (FormOf, &str) {
        (self.about[at], self.forms.get(at))
    }
}

/// The forms of a piece as texts. A plain form that is its own key stands for both.
fn forms_of(class: Class, piece: &str) -> Vec<(Nears, String)> {
    let forms = piece_forms(class, piece);
    let own_key = !forms.iter().any(|(near, _)| *near == Near::Key);
    forms
        .into_iter()
        .map(|(near, form)| {
            let nears = match near {
                Near::Plain if own_key => Nears::PLAIN.and(Nears::one(Near::Key)),
                near => Nears::one(near),
            };
            (nears, text(&form))
        })
        .collect()
}

/// A bit for each pair of neighbours in a text.
pub(crate) fn sieve(text: &str) -> u64 {
    let mut bits = 0;
    let mut before: Option<char> = None;
    for c in text.chars() {
        if let Some(before) = before {
            let pair =
                (before as u32).wrapping_mul(0x9e37_79b1) ^ (c as u32).wrapping_mul(0x85eb_ca6b);
            bits |= 1 << (pair.wrapping_mul(0xc2b2_ae35) >> 26);
        }
        before = Some(c);
    }
    bits
}
