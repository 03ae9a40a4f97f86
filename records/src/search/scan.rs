//! Which tokens fit a query, and how well a contact does.

use super::dictionary::{Dictionary, Token};
use super::index::Place;
use super::query::{Pattern, Query};
use crate::fields::{self, FieldId, Group};

/// What a query makes of every token.
pub(super) struct Matched {
    /// The terms each token fits, as bits.
    terms: Vec<u16>,
    /// How well, by term and token.
    quality: Vec<Vec<u8>>,
    readings: Vec<u16>,
    tokens: Vec<Token>,
}

impl Matched {
    pub(super) fn new(dictionary: &Dictionary, query: &Query) -> Self {
        let mut matched = Self {
            terms: vec![0; dictionary.len()],
            quality: vec![vec![0; dictionary.len()]; query.terms.len()],
            readings: query.readings.clone(),
            tokens: Vec::new(),
        };
        let patterns: Vec<(u64, usize, &Pattern)> = query
            .terms
            .iter()
            .enumerate()
            .flat_map(|(at, term)| {
                term.patterns
                    .iter()
                    .map(move |pattern| (pattern.sieve, at, pattern))
            })
            .collect();
        for (number, sieve) in dictionary.sieves().iter().enumerate() {
            for &(bits, term, pattern) in &patterns {
                if sieve & bits == bits {
                    matched.try_form(dictionary, number, term, pattern);
                }
            }
        }
        matched
    }

    fn try_form(&mut self, dictionary: &Dictionary, number: usize, term: usize, pattern: &Pattern) {
        let (form, text) = dictionary.form(number);
        if let Some(fit) = pattern.fit(form.class, text, form.nears) {
            let token = form.token as usize;
            if self.terms[token] == 0 {
                self.tokens.push(form.token);
            }
            self.terms[token] |= 1 << term;
            let quality = &mut self.quality[term][token];
            *quality = fit.quality.max(*quality);
        }
    }

    /// Every token that fits any term.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Of every reading the term with the fewest contacts, by how many a token has: whoever fits has one of these.
    pub(super) fn rarest(&self, contacts: impl Fn(Token) -> usize) -> u16 {
        let mut sums = [0usize; 16];
        for &token in &self.tokens {
            let count = contacts(token);
            (0..16)
                .filter(|term| self.terms[token as usize] >> term & 1 != 0)
                .for_each(|term| sums[term] += count);
        }
        let rarest = |reading: &u16| {
            (0..16)
                .filter(|term| reading >> term & 1 != 0)
                .min_by_key(|&term| sums[term])
        };
        self.readings
            .iter()
            .filter_map(rarest)
            .fold(0, |terms, term| terms | 1 << term)
    }

    /// The terms a token fits, as bits.
    pub(super) fn terms(&self, token: Token) -> u16 {
        self.terms[token as usize]
    }

    /// The score of a contact: for each term its best place, how well it fits there and how much the field says. And the terms of
    /// the reading that fits best.
    pub(super) fn score(&self, tokens: &[Token], places: &[Place]) -> Option<(u32, u16)> {
        let all = tokens
            .iter()
            .fold(0, |all, &token| all | self.terms[token as usize]);
        let fits = |reading: &u16| all & *reading == *reading;
        if !self.readings.iter().any(fits) {
            return None;
        }
        let mut best = [0u32; 16];
        for (&token, place) in tokens.iter().zip(places) {
            let mut terms = self.terms[token as usize];
            while terms != 0 {
                let term = terms.trailing_zeros() as usize;
                terms &= terms - 1;
                let score = u32::from(self.quality[term][token as usize]) * weight(place.field);
                best[term] = best[term].max(score);
            }
        }
        let of = |reading: u16| {
            (0..16)
                .filter(|term| reading >> term & 1 != 0)
                .map(|term| best[term])
                .sum::<u32>()
        };
        // One long number says more than its parts, so readings compare by their mean.
        let mean = |&reading: &u16| (of(reading) / reading.count_ones().max(1), reading);
        self.readings
            .iter()
            .filter(|reading| fits(reading))
            .map(mean)
            .max()
    }
}

/// How much a match in a field says about whom was meant. Another spelling, a second phone and another address say a little less
/// than what stands first.
fn weight(field: FieldId) -> u32 {
    let Some(field) = fields::field(field) else {
        return 4;
    };
    let first = match field.of {
        FieldId::FAMILY => 12,
        FieldId::GIVEN | FieldId::NICKNAME | FieldId::PHONE => 10,
        FieldId::EMAIL => 9,
        _ if field.group == Group::Reach => 9,
        FieldId::PATRONYMIC | FieldId::TOWN => 8,
        FieldId::STREET => 7,
        FieldId::NOTES => 4,
        _ => 5,
    };
    first - u32::from(field.of != field.id)
}
