//! A word in both spellings.

use crate::contact::Language;

/// A name as Belarusian and as Russian spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelled<T = &'static str> {
    /// In Belarusian.
    pub be: T,
    /// In Russian.
    pub ru: T,
}

impl<T> Spelled<T> {
    /// The spelling of a language.
    pub fn get(&self, language: Language) -> &T {
        match language {
            Language::Belarusian => &self.be,
            Language::Russian => &self.ru,
        }
    }
}
