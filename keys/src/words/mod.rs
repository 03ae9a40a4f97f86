//! Words that stand for numbers: phrases people write down, read aloud and type again.
//!
//! A phrase is taken from one of three lists. However it is typed (case, accents, another keyboard's look-alikes, list
//! numbers, first four letters only), [`parse`] finds the same words, and [`Phrase::canonical`] gives the same bytes.

mod fold;
mod list;
mod parse;
mod phrase;
#[cfg(test)]
mod tests;

pub use fold::fold;
pub use list::{BITS, List};
pub use parse::{BadWord, WordsError, parse};
pub use phrase::{Phrase, encode, from_bits, make_phrase};
