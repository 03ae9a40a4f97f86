//! How much goes into one page: nobody knows before it is compressed.

use super::{CONTENT_MAX, Content, packed};
use crate::Refused;
use crate::padding::PAGE_CLASSES;

/// What fits into a page beside the mark where padding begins.
const ROOM: usize = PAGE_CLASSES[PAGE_CLASSES.len() - 1] - 1;
/// Full enough.
const FULL: usize = ROOM / 10 * 9;

/// What a page holds.
pub(crate) struct Filled {
    /// How many items.
    pub(crate) count: usize,
    /// As it is.
    pub(crate) content: Content,
    /// As it is sealed.
    pub(crate) packed: Content,
}

impl Filled {
    /// Whether more would hardly fit.
    pub(crate) fn is_full(&self) -> bool {
        self.packed.len() >= FULL
    }
}

/// As many items as fill a page, or nearly: found by trying, from a guess. `content` makes a page's of that many, at least one, `most`
/// at most.
///
/// # Errors
/// [`Refused`] if one alone is too much.
pub(crate) fn fill(
    most: usize,
    guess: usize,
    content: impl Fn(usize) -> Result<Content, Refused>,
) -> Result<Filled, Refused> {
    // Fits; doesn't fit.
    let (mut best, mut beyond): (Option<Filled>, usize) = (None, most + 1);
    let mut count = guess.clamp(1, most);
    loop {
        let content = content(count)?;
        let packed = packed(&content);
        let size = packed.len();
        if size <= ROOM && content.len() <= CONTENT_MAX {
            let filled = Filled {
                count,
                content,
                packed,
            };
            if count == most || filled.is_full() {
                return Ok(filled);
            }
            best = Some(filled);
        } else {
            beyond = count;
        }
        let least = best.as_ref().map_or(0, |best| best.count);
        if least + 1 >= beyond {
            return best.ok_or(Refused);
        }
        // In proportion, a little less; but never outside of what is still open.
        let guess = count.saturating_mul(ROOM / 100 * 97) / size.max(1);
        count = guess.clamp(least + 1, beyond - 1);
    }
}
