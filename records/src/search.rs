//! Finding people in any spelling: Belarusian, Russian, Latin.

mod index;

pub use index::{Found, Hit, Index, Mark};
