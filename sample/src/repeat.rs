//! Rows that repeat an earlier person in other words.

use crate::draw::{Draw, Purpose};

/// So many of a thousand rows are of somebody who is there already.
const REPEATED: usize = 80;

/// The first row of the person who stands in this row.
pub(crate) fn first_row(seed: u64, row: usize) -> usize {
    let mut row = row;
    loop {
        let mut draw = Draw::new(seed, Purpose::Row, row);
        if row == 0 || !draw.permille(REPEATED) {
            return row;
        }
        row = draw.below(row);
    }
}

/// What is other in a row that repeats somebody.
#[derive(Clone, Copy, Default)]
pub(crate) struct Other {
    /// Written in the other language.
    pub(crate) language: bool,
    /// By the name friends use.
    pub(crate) nickname: bool,
    /// Misspelled.
    pub(crate) typo: bool,
    /// A new phone.
    pub(crate) phone: bool,
    /// A new address.
    pub(crate) moved: bool,
    /// Another surname, after a wedding.
    pub(crate) surname: bool,
}

impl Other {
    pub(crate) fn draw(draw: &mut Draw) -> Self {
        Self {
            language: draw.percent(58),
            nickname: draw.percent(18),
            typo: draw.percent(14),
            phone: draw.percent(18),
            moved: draw.percent(12),
            surname: draw.percent(4),
        }
    }
}
