//! The pages of a long list that have come from the vault, and which to ask for next.

use core::ops::Range;
use std::collections::{BTreeMap, BTreeSet};

use vault::api::{ListPage, Row};

/// Rows a page.
pub(crate) const PAGE: u32 = 100;

/// Pages kept; those furthest from what is seen go first.
const KEPT: usize = 40;

/// What is known of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pages {
    pages: BTreeMap<u32, Vec<Row>>,
    asked: BTreeSet<u32>,
    /// Matches in all; `None` before the first answer.
    pub(crate) total: Option<u32>,
    /// Records in the region.
    pub(crate) records: u32,
}

impl Pages {
    /// The row at this place, if it has come.
    pub(crate) fn row(&self, at: u32) -> Option<&Row> {
        self.pages.get(&(at / PAGE))?.get((at % PAGE) as usize)
    }

    /// The offsets to ask for so that these rows are there; they count as asked for from now on.
    pub(crate) fn wanted(&mut self, rows: Range<u32>) -> Vec<u32> {
        if rows.is_empty() {
            return Vec::new();
        }
        let pages = rows.start / PAGE..=(rows.end - 1) / PAGE;
        let wanted: Vec<u32> = pages
            .filter(|page| !self.pages.contains_key(page) && !self.asked.contains(page))
            .collect();
        self.asked.extend(&wanted);
        wanted.into_iter().map(|page| page * PAGE).collect()
    }

    /// A page came. If the list has changed under it, everything else is asked for anew.
    pub(crate) fn put(&mut self, offset: u32, page: ListPage) {
        let number = offset / PAGE;
        if self.total.is_some_and(|total| total != page.total) {
            self.pages.clear();
            self.asked.clear();
        }
        self.total = Some(page.total);
        self.records = page.records;
        self.asked.remove(&number);
        self.pages.insert(number, page.rows);
        while self.pages.len() > KEPT {
            let furthest = self
                .pages
                .keys()
                .copied()
                .max_by_key(|other| other.abs_diff(number));
            let Some(furthest) = furthest else { break };
            self.pages.remove(&furthest);
        }
    }

    /// A page didn't come; it may be asked for again.
    pub(crate) fn missed(&mut self, offset: u32) {
        self.asked.remove(&(offset / PAGE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vault::api::{Cell, RecordId};

    fn page(rows: u32, total: u32) -> ListPage {
        let row = |index| Row {
            id: RecordId {
                statement: [0; 32],
                index,
            },
            name: Cell::default(),
            reach: Cell::default(),
            place: Cell::default(),
            also: None,
            limits: Vec::new(),
            conflict: false,
        };
        ListPage {
            rows: (0..rows).map(row).collect(),
            total,
            records: total,
        }
    }

    #[test]
    fn a_page_is_asked_for_once() {
        let mut pages = Pages::default();
        assert_eq!(pages.wanted(90..110), [0, 100]);
        assert!(pages.wanted(90..110).is_empty());
        pages.put(0, page(100, 500));
        assert!(pages.wanted(90..110).is_empty());
        pages.missed(100);
        assert_eq!(pages.wanted(90..110), [100]);
        assert!(pages.wanted(0..0).is_empty());
    }

    #[test]
    fn rows_are_found_by_their_place() {
        let mut pages = Pages::default();
        pages.put(200, page(50, 250));
        assert_eq!(pages.row(249).map(|row| row.id.index), Some(49));
        assert!(pages.row(250).is_none() && pages.row(0).is_none());
    }

    #[test]
    fn a_list_that_changed_is_asked_for_anew() {
        let mut pages = Pages::default();
        pages.put(0, page(100, 300));
        pages.put(100, page(100, 301));
        assert_eq!(pages.wanted(0..200), [0]);
    }

    #[test]
    fn the_furthest_pages_go() {
        let mut pages = Pages::default();
        for number in 0..60 {
            pages.put(number * PAGE, page(PAGE, 6_000));
        }
        assert!(pages.row(5_999).is_some() && pages.row(0).is_none());
        assert_eq!(pages.pages.len(), KEPT);
    }
}
