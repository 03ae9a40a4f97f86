//! What somebody typed, as patterns to look for.

use super::dictionary::{Nears, sieve};
use super::fold::{Ending, forms, text};
use super::pieces::{Class, Near, pieces};
use crate::fields::Kind;
use crate::phone;

/// Words beyond this many are not looked at.
const MOST_TERMS: usize = 8;

/// One way a word or phone may stand in the dictionary.
pub(crate) struct Pattern {
    text: String,
    letters: usize,
    class: Class,
    nears: Nears,
    /// It may be the whole of a form.
    closed: bool,
    number: bool,
    /// Every form that holds this has these bits.
    pub(crate) sieve: u64,
}

/// One thing that must be found, by any of its patterns.
pub(crate) struct Term {
    pub(crate) patterns: Vec<Pattern>,
}

/// What somebody typed. `8 029 123` may be one phone or three numbers: a contact fits if it fits either reading.
pub(crate) struct Query {
    pub(crate) terms: Vec<Term>,
    /// The terms of each reading, as bits.
    pub(crate) readings: Vec<u16>,
}

impl Query {
    pub(crate) fn new(typed: &str) -> Self {
        let mut query = Self {
            terms: Vec::new(),
            readings: Vec::new(),
        };
        query.read(word_terms(typed));
        if let Some((digits, rest)) = as_phone(typed) {
            let mut terms = vec![Term {
                patterns: phone_patterns(&digits),
            }];
            terms.extend(word_terms(&rest));
            query.read(terms);
        }
        query
    }

    fn read(&mut self, terms: Vec<Term>) {
        let mut reading = 0u16;
        for term in terms.into_iter().take(MOST_TERMS) {
            reading |= 1 << self.terms.len();
            self.terms.push(term);
        }
        if reading != 0 {
            self.readings.push(reading);
        }
    }
}

fn word_terms(typed: &str) -> Vec<Term> {
    pieces(typed, Kind::Text)
        .into_iter()
        .filter(|piece| piece.class == Class::Word)
        .map(|piece| word_term(&typed[piece.range]))
        .collect()
}

fn word_term(word: &str) -> Term {
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut add = |text: String, nears: Nears, closed: bool| {
        if let Some(known) = patterns.iter_mut().find(|known| known.text == text) {
            known.nears = known.nears.and(nears);
            known.closed |= closed;
        } else {
            patterns.push(pattern(text, Class::Word, nears, closed));
        }
    };
    for ending in [Ending::Closed, Ending::Open] {
        let closed = ending == Ending::Closed;
        let mut forms = forms(word, ending).into_iter();
        let plain = forms.next().map(|form| text(&form)).unwrap_or_default();
        let mut keys: Vec<String> = forms.map(|form| text(&form)).collect();
        if keys.is_empty() {
            keys.push(plain.clone());
        }
        if closed {
            add(plain, Nears::PLAIN, true);
        }
        for key in keys {
            add(key, Nears::BY_KEY, closed);
        }
    }
    if word.chars().all(|c| c.is_ascii_digit()) {
        patterns.extend(phone_patterns(word));
    }
    Term { patterns }
}

fn pattern(text: String, class: Class, nears: Nears, closed: bool) -> Pattern {
    Pattern {
        letters: text.chars().count(),
        number: text.bytes().all(|b| b.is_ascii_digit()),
        sieve: sieve(&text),
        text,
        class,
        nears,
        closed,
    }
}

/// Digits as typed, and as they begin in international form if a trunk or an exit code comes first.
fn phone_patterns(digits: &str) -> Vec<Pattern> {
    let mut texts = vec![digits.to_owned()];
    if let Some(normal) = phone::normal(digits, false) {
        texts.push(normal.write(digits).trim_start_matches('+').to_owned());
    } else if let Some(rest) = digits.strip_prefix("80").filter(|rest| rest.len() > 1) {
        texts.push(format!("375{rest}"));
    } else if let Some(rest) = digits
        .strip_prefix("810")
        .or_else(|| digits.strip_prefix("00"))
    {
        texts.push(rest.to_owned());
    } else if let Some(rest) = digits.strip_prefix('0').filter(|rest| rest.len() > 1) {
        texts.push(format!("375{rest}"));
    }
    texts.dedup();
    texts
        .into_iter()
        .map(|text| pattern(text, Class::Phone, Nears::PLAIN, true))
        .collect()
}

/// The first run of digit groups that could be a phone written with spaces, and what stands around it.
fn as_phone(typed: &str) -> Option<(String, String)> {
    let mut from = None;
    let mut end = 0;
    for (at, c) in typed.char_indices() {
        if c.is_ascii_digit() || (from.is_none() && matches!(c, '+' | '(')) {
            from.get_or_insert(at);
            end = at + 1;
        } else if from.is_some()
            && !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '–' | '‑')
        {
            if phone::digits(&typed[from?..end]).len() >= 3 {
                break;
            }
            from = None;
        }
    }
    let from = from?;
    let run = typed[from..end].trim_start_matches(['+', '(']);
    let digits = phone::digits(run);
    // One group alone is a word already.
    (digits.len() >= 4 && digits.len() < run.len())
        .then(|| (digits, format!("{} {}", &typed[..from], &typed[end..])))
}

/// How well a pattern fits a form, and where (bytes of the form).
pub(crate) struct Fit {
    pub(crate) quality: u8,
    pub(crate) at: usize,
    pub(crate) len: usize,
}

impl Pattern {
    /// The fit, if any: a whole form is best, then a beginning, then a part; as spelled before other spellings.
    pub(crate) fn fit(&self, class: Class, form: &str, nears: Nears) -> Option<Fit> {
        if class != self.class {
            return None;
        }
        let near = nears.nearest(self.nears)?;
        let fit = |quality, at| {
            Some(Fit {
                quality,
                at,
                len: self.text.len(),
            })
        };
        if form.starts_with(&self.text) {
            return if form.len() == self.text.len() && self.closed {
                fit([100, 90, 80][near as usize], 0)
            } else if self.letters >= [1, 2, 3][near as usize] {
                fit([70, 60, 50][near as usize], 0)
            } else {
                None
            };
        }
        // Short parts of keys would fit half of all words, and parts of house numbers mean nothing.
        let parts = match (self.class, near) {
            (Class::Phone, _) => self.letters >= 3,
            (Class::Word, Near::Plain) => self.letters >= 3 && !self.number,
            (Class::Word, Near::Key) => self.letters >= 4 && !self.number,
            (Class::Word, Near::Synonym) => false,
        };
        if !parts {
            return None;
        }
        let at = form.find(&self.text)?;
        fit([40, 30, 20][near as usize], at)
    }
}
