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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use zeroize::Zeroizing;

    /// What doesn't compress, so many items of so many bytes.
    fn noise(items: usize, bytes: usize) -> Content {
        let mut state = 7u64;
        let noise = (0..items * bytes).map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state.to_be_bytes()[0]
        });
        Zeroizing::new(noise.collect())
    }

    /// How many items of so many bytes went into a page, and how often that was tried.
    fn filled(most: usize, guess: usize, bytes: usize) -> Option<(usize, u32)> {
        let tries = Cell::new(0);
        let filled = fill(most, guess, |count| {
            tries.set(tries.get() + 1);
            Ok(noise(count, bytes))
        });
        let filled = filled.ok()?;
        assert!(filled.packed.len() <= ROOM);
        assert_eq!(filled.is_full(), filled.packed.len() >= FULL);
        Some((filled.count, tries.get()))
    }

    #[test]
    fn a_page_is_filled_in_few_tries() {
        let full = ROOM / 1_000;
        // A good guess is the end of it, and so is all there is.
        assert_eq!(filled(10_000, full - 5, 1_000), Some((full - 5, 1)));
        assert_eq!(filled(3, 2_000, 1_000), Some((3, 1)));
        for guess in [1, 10, 50, 400, 5_000, 1_000_000] {
            let (count, tries) = filled(10_000, guess, 1_000).unwrap_or_default();
            assert!(count * 1_000 >= FULL && count <= full, "{guess}: {count}");
            assert!(tries <= 4, "{guess}: {tries}");
        }
        // Two are less than full, and three too much; one more is as much as fits.
        for guess in [1, 2, 3, 10] {
            let found = filled(10, guess, 100 * 1024).map(|(count, _)| count);
            assert_eq!(found, Some(2), "{guess}");
        }
        for guess in [1, 2] {
            let found = filled(2, guess, 100 * 1024).map(|(count, _)| count);
            assert_eq!(found, Some(2), "{guess}");
        }
        assert_eq!(filled(10, 5, ROOM + 1), None);
    }
}
