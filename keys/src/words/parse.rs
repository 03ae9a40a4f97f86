//! From what somebody typed to a phrase, or to the one word that is wrong.

use core::cmp::Reverse;
use core::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::fold::{fold_as, split};
use super::list::List;
use super::phrase::Phrase;

/// So many letters tell a word from every other in its list.
const ENOUGH: usize = 4;
const SUGGESTIONS: usize = 3;

/// A typed word that does not fit. It is part of a secret: show it to the person who typed it, never log it.
#[derive(Clone, PartialEq, Eq)]
pub struct BadWord {
    /// Which word, counted from 0.
    pub position: usize,
    /// The word as typed.
    pub typed: String,
    /// Up to three words it may have been meant to be, the likeliest first.
    pub suggestions: Vec<&'static str>,
}

impl Drop for BadWord {
    fn drop(&mut self) {
        self.typed.zeroize();
    }
}

impl fmt::Debug for BadWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BadWord(position {}, ..)", self.position)
    }
}

/// Why a typed text is no phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordsError {
    /// Too few or too many words.
    Count {
        /// Words typed.
        found: usize,
        /// Words a phrase has.
        expected: usize,
    },
    /// A word that is in no list.
    Unknown(BadWord),
    /// A word of another list than most of the others.
    Mixed(BadWord),
    /// Shortened words that two lists know: they have to be typed in full.
    Ambiguous,
}

impl fmt::Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WordsError::Count { found, expected } => {
                write!(f, "{found} words instead of {expected}")
            }
            WordsError::Unknown(word) => write!(f, "word {} is in no list", word.position + 1),
            WordsError::Mixed(word) => write!(f, "word {} is of another list", word.position + 1),
            WordsError::Ambiguous => f.write_str("words shortened too much"),
        }
    }
}

impl core::error::Error for WordsError {}

/// One list's reading of the text.
struct Reading {
    list: List,
    found: Zeroizing<Vec<Option<u16>>>,
    /// How many words are there, and how many of them in full.
    score: (usize, usize),
}

/// Reads `count` words of any one list. Words may be shortened to their first four letters or more.
pub fn parse(text: &str, count: usize) -> Result<Phrase, WordsError> {
    let typed: Vec<&str> = split(text).collect();
    if typed.len() != count {
        return Err(WordsError::Count {
            found: typed.len(),
            expected: count,
        });
    }
    let mut readings = List::ALL.map(|list| read(list, &typed));
    readings.sort_by_key(|reading| Reverse(reading.score));
    let [best, second, _] = &readings;
    if best.score.0 < count {
        return Err(explain(&readings, &typed));
    }
    if count > 0 && best.score == second.score {
        return Err(WordsError::Ambiguous);
    }
    let indices = best.found.iter().filter_map(|index| *index).collect();
    Ok(Phrase::new(best.list, indices))
}

fn read(list: List, typed: &[&str]) -> Reading {
    let mut found = Zeroizing::new(Vec::with_capacity(typed.len()));
    let mut score = (0, 0);
    for word in typed {
        let hit = find(list, word);
        score.0 += usize::from(hit.is_some());
        score.1 += usize::from(hit.is_some_and(|(_, whole)| whole));
        found.push(hit.map(|(index, _)| index));
    }
    Reading { list, found, score }
}

/// The place of a word, and whether it was typed in full.
fn find(list: List, typed: &str) -> Option<(u16, bool)> {
    let folded = fold_as(typed, list.script());
    let whole = list.folded().iter().position(|word| *word == *folded);
    let index = whole.or_else(|| {
        (folded.chars().count() >= ENOUGH).then(|| {
            list.folded()
                .iter()
                .position(|word| word.starts_with(folded.as_str()))
        })?
    })?;
    Some((u16::try_from(index).ok()?, whole.is_some()))
}

/// Names the first word that the best lists don't have.
fn explain(readings: &[Reading; 3], typed: &[&str]) -> WordsError {
    let best = &readings[0];
    let position = best
        .found
        .iter()
        .position(Option::is_none)
        .unwrap_or_default();
    let word = typed[position];
    // Where lists do equally well, each may be the one that was meant.
    let meant = readings
        .iter()
        .filter(|reading| reading.score.0 == best.score.0)
        .map(|reading| reading.list);
    let bad = BadWord {
        position,
        typed: word.to_owned(),
        suggestions: suggest(meant, word),
    };
    let elsewhere = List::ALL
        .into_iter()
        .any(|list| find(list, word).is_some_and(|(_, whole)| whole));
    if elsewhere {
        WordsError::Mixed(bad)
    } else {
        WordsError::Unknown(bad)
    }
}

fn suggest(lists: impl Iterator<Item = List>, typed: &str) -> Vec<&'static str> {
    let mut near = Vec::new();
    for list in lists {
        let folded = fold_as(typed, list.script());
        let letters = folded.chars().count();
        for (word, candidate) in list.words().iter().zip(list.folded()) {
            // Too short a beginning is no mistake, so it goes first.
            let distance = if candidate.starts_with(folded.as_str()) {
                0
            } else {
                // Letters to add, drop, change or swap with the next.
                strsim::osa_distance(&folded, candidate)
            };
            // Half the letters wrong is another word.
            if distance * 2 <= letters.max(2) {
                near.push((distance, *word));
            }
        }
    }
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter()
        .take(SUGGESTIONS)
        .map(|(_, word)| word)
        .collect()
}
