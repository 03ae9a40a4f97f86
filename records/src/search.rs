//! Finding people in any spelling: Belarusian, Russian, Latin.

mod dictionary;
mod fold;
mod index;
mod marks;
mod order;
mod pieces;
mod postings;
mod query;
mod scan;
mod synonyms;

pub use fold::bilingual_key;
pub use index::{Found, Hit, Index, Mark};
pub(crate) use synonyms::is_given_name;
