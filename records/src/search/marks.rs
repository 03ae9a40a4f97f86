//! Which characters of a contact made it match.

use super::dictionary::{Dictionary, Nears, Token};
use super::fold::{Form, text};
use super::index::{Mark, Place};
use super::pieces::{Class, Near, piece_forms};
use super::query::{Query, Term};
use super::scan::Matched;

/// The marks of a contact, in order, without overlaps: those of the reading that fits it best.
pub(super) fn marks(
    dictionary: &Dictionary,
    query: &Query,
    matched: &Matched,
    tokens: &[Token],
    places: &[Place],
) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let reading = matched
        .score(tokens, places)
        .map_or(0, |(_, reading)| reading);
    for (&token, place) in tokens.iter().zip(places) {
        let terms = matched.terms(token) & reading;
        if terms == 0 || place.start == Place::FAR {
            continue;
        }
        let (class, piece) = dictionary.piece(token);
        let forms = piece_forms(class, piece);
        for (at, term) in query.terms.iter().enumerate() {
            if let Some((start, len)) = (terms >> at & 1 != 0)
                .then(|| best(term, class, &forms))
                .flatten()
            {
                marks.push(Mark {
                    field: place.field,
                    start: u32::from(place.start) + start,
                    len,
                    terms: 1 << at,
                });
            }
        }
    }
    marks.sort_unstable();
    marks.dedup_by(|next, mark| {
        let overlap = next.field == mark.field && next.start <= mark.start + mark.len;
        if overlap {
            mark.len = mark.len.max(next.start + next.len - mark.start);
            mark.terms |= next.terms;
        }
        overlap
    });
    marks
}

/// The characters (start, length) of the best fit of a term.
fn best(term: &Term, class: Class, forms: &[(Near, Form)]) -> Option<(u32, u32)> {
    let own_key = !forms.iter().any(|(near, _)| *near == Near::Key);
    let mut best: Option<(u8, u32, u32)> = None;
    for (near, form) in forms {
        let nears = match near {
            Near::Plain if own_key => Nears::PLAIN.and(Nears::one(Near::Key)),
            near => Nears::one(*near),
        };
        let text = text(form);
        for fit in term
            .patterns
            .iter()
            .filter_map(|pattern| pattern.fit(class, &text, nears))
        {
            let first = text[..fit.at].chars().count();
            let letters = text[fit.at..fit.at + fit.len].chars().count();
            let Some(letters) = form
                .get(first..first + letters)
                .filter(|letters| !letters.is_empty())
            else {
                continue;
            };
            let (from, to) = (letters[0].from, letters[letters.len() - 1].to);
            if best.is_none_or(|(quality, ..)| fit.quality > quality) {
                best = Some((fit.quality, from, to.saturating_sub(from)));
            }
        }
    }
    best.map(|(_, start, len)| (start, len))
}
