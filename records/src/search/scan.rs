//! Which tokens fit a query, and how well a contact does.

use super::dictionary::{Dictionary, Token};
use super::index::Place;
use super::query::Query;
use crate::fields::FieldId;

/// What a query makes of every token.
pub(super) struct Matched {
    /// The terms each token fits, as bits.
    terms: Vec<u16>,
    /// How well, by term and token.
    quality: Vec<Vec<u8>>,
    readings: Vec<u16>,
}

impl Matched {
    pub(super) fn new(dictionary: &Dictionary, query: &Query) -> Self {
        let mut matched = Self {
            terms: vec![0; dictionary.len()],
            quality: vec![vec![0; dictionary.len()]; query.terms.len()],
            readings: query.readings.clone(),
        };
        for (number, form) in dictionary.forms().iter().enumerate() {
            for (at, term) in query.terms.iter().enumerate() {
                for pattern in term.patterns.iter().filter(|pattern| pattern.may_fit(form)) {
                    if let Some(fit) = pattern.fit(form.class, dictionary.form(number), form.nears)
                    {
                        let token = form.token as usize;
                        matched.terms[token] |= 1 << at;
                        let quality = &mut matched.quality[at][token];
                        *quality = fit.quality.max(*quality);
                    }
                }
            }
        }
        matched
    }

    /// The terms a token fits, as bits.
    pub(super) fn terms(&self, token: Token) -> u16 {
        self.terms[token as usize]
    }

    /// The score of a contact: for each term its best place, how well it fits there and how much the field says.
    pub(super) fn score(&self, tokens: &[Token], places: &[Place]) -> Option<u32> {
        let all = tokens
            .iter()
            .fold(0, |all, &token| all | self.terms[token as usize]);
        if all == 0
            || !self
                .readings
                .iter()
                .any(|&reading| all & reading == reading)
        {
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
        let mean = |&reading: &u16| of(reading) / reading.count_ones().max(1);
        self.readings
            .iter()
            .filter(|&&reading| all & reading == reading)
            .map(mean)
            .max()
    }
}

/// How much a match in a field says about whom was meant.
fn weight(field: FieldId) -> u32 {
    match field {
        FieldId::FAMILY => 12,
        FieldId::GIVEN | FieldId::NICKNAME | FieldId::PHONE | FieldId::PHONE2 => 10,
        FieldId::EMAIL | FieldId::TELEGRAM => 9,
        FieldId::PATRONYMIC | FieldId::TOWN => 8,
        FieldId::STREET => 7,
        FieldId::NOTES => 4,
        _ => 5,
    }
}
