//! Which rows of a long list are worth having in the page.

use core::ops::Range;

/// Rows kept ready above and below what is seen.
const SPARE: u32 = 8;

/// A part of a list with rows of one height, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Window {
    /// Rows in all.
    pub(crate) total: u32,
    /// Height of a row.
    pub(crate) row: f64,
    /// Height of what is seen.
    pub(crate) height: f64,
    /// How far it is scrolled.
    pub(crate) top: f64,
}

impl Window {
    /// The rows to keep in the page.
    pub(crate) fn rows(self) -> Range<u32> {
        let first = (self.top.max(0.0) / self.row).floor() as u32;
        let seen = (self.height.max(0.0) / self.row).ceil() as u32 + 1;
        let end = first
            .saturating_add(seen)
            .saturating_add(SPARE)
            .min(self.total);
        first.saturating_sub(SPARE).min(end)..end
    }

    /// Where to scroll so that a row is wholly seen, or `None` if it is.
    pub(crate) fn scroll_to(self, row: u32) -> Option<f64> {
        let top = f64::from(row) * self.row;
        let bottom = top + self.row;
        if top < self.top {
            Some(top)
        } else if bottom > self.top + self.height {
            Some(bottom - self.height)
        } else {
            None
        }
    }
}

/// A key's way through the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// One down.
    Down,
    /// One up.
    Up,
    /// A screenful down.
    PageDown,
    /// A screenful up.
    PageUp,
    /// The first.
    Home,
    /// The last.
    End,
}

impl Step {
    /// The step of a key, if it is one.
    pub(crate) fn of(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowDown" => Self::Down,
            "ArrowUp" => Self::Up,
            "PageDown" => Self::PageDown,
            "PageUp" => Self::PageUp,
            "Home" => Self::Home,
            "End" => Self::End,
            _ => return None,
        })
    }
}

/// The row a step leads to from `at`, in a list of `total` rows of which `screen` are seen.
pub(crate) fn moved(at: Option<u32>, step: Step, total: u32, screen: u32) -> Option<u32> {
    let last = total.checked_sub(1)?;
    let Some(at) = at else {
        return Some(if matches!(step, Step::Up | Step::End | Step::PageUp) {
            last
        } else {
            0
        });
    };
    let to = match step {
        Step::Down => at.saturating_add(1),
        Step::Up => at.saturating_sub(1),
        Step::PageDown => at.saturating_add(screen.max(1)),
        Step::PageUp => at.saturating_sub(screen.max(1)),
        Step::Home => 0,
        Step::End => last,
    };
    Some(to.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window {
        total: 113_220,
        row: 50.0,
        height: 500.0,
        top: 0.0,
    };

    #[test]
    fn the_top_of_the_list() {
        assert_eq!(WINDOW.rows(), 0..19);
    }

    #[test]
    fn the_middle_and_the_end() {
        let at = |top| Window { top, ..WINDOW }.rows();
        assert_eq!(at(5_000.0), 92..119);
        assert_eq!(at(5_025.0), 92..119);
        assert_eq!(at(113_220.0 * 50.0 - 500.0), 113_202..113_220);
        // Bounces past either end.
        assert_eq!(at(-80.0), 0..19);
        assert_eq!(at(9e9), 113_220..113_220);
    }

    #[test]
    fn short_and_empty_lists() {
        assert_eq!(Window { total: 3, ..WINDOW }.rows(), 0..3);
        assert_eq!(Window { total: 0, ..WINDOW }.rows(), 0..0);
    }

    #[test]
    fn scrolling_to_a_row() {
        let window = Window {
            top: 100.0,
            ..WINDOW
        };
        assert_eq!(window.scroll_to(2), None);
        assert_eq!(window.scroll_to(11), None);
        assert_eq!(window.scroll_to(12), Some(150.0));
        assert_eq!(window.scroll_to(0), Some(0.0));
    }

    #[test]
    fn keys_move() {
        assert_eq!(moved(None, Step::Down, 0, 10), None);
        assert_eq!(moved(None, Step::Down, 5, 10), Some(0));
        assert_eq!(moved(None, Step::Up, 5, 10), Some(4));
        assert_eq!(moved(Some(4), Step::Down, 5, 10), Some(4));
        assert_eq!(moved(Some(0), Step::Up, 5, 10), Some(0));
        assert_eq!(moved(Some(7), Step::PageDown, 100, 10), Some(17));
        assert_eq!(moved(Some(7), Step::PageUp, 100, 10), Some(0));
        assert_eq!(moved(Some(7), Step::End, 100, 10), Some(99));
        assert_eq!(Step::of("Enter"), None);
    }
}
