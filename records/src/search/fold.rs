//! One key for a word however it is spelled: Belarusian, Russian, Latin (passport and Łacinka).
//!
//! Every letter of a folded form remembers which characters of the original made it, so that a match can be marked.

mod key;
mod latin;
mod plain;

pub(crate) use key::{Ending, key};
pub(crate) use latin::to_cyrillic;
pub(crate) use plain::{is_apostrophe, is_combining, is_invisible, plain};

use crate::letters::is_letter;

/// A letter of a folded form, and the characters of the original it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) c: char,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// A folded form of a word.
pub(crate) type Form = Vec<Letter>;

/// The text of a form.
pub(crate) fn text(form: &[Letter]) -> String {
    form.iter().map(|letter| letter.c).collect()
}

/// Every form a word is found by: the plain one first, then its keys. A Latin word has a key for each way to read it.
pub(crate) fn forms(word: &str, ending: Ending) -> Vec<Form> {
    let plain = plain(word);
    let mut forms = Vec::with_capacity(3);
    if plain.iter().any(|letter| is_letter(letter.c)) {
        for reading in to_cyrillic(&plain) {
            let key = key(reading, ending);
            if !key.is_empty() && !forms.contains(&key) {
                forms.push(key);
            }
        }
    }
    forms.insert(0, plain);
    forms
}

/// The bilingual key of a word: equal for the same word in another spelling.
///
/// ```
/// use records::search::bilingual_key;
/// assert_eq!(bilingual_key("Ціханоўская"), bilingual_key("Tikhanovskaya"));
/// ```
#[must_use]
pub fn bilingual_key(word: &str) -> String {
    let plain = plain(word);
    let reading = to_cyrillic(&plain).swap_remove(0);
    text(&key(reading, Ending::Closed))
}
