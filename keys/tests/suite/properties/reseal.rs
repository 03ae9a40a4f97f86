//! How a log that is sealed anew falls into pages: full ones, none before there is enough for one, one at least beyond each gap.

use keys::encode::encode;
use keys::log::Resealing;
use keys::{Access, Epoch};

use super::history::{History, Reading};
use crate::support::rng::Seeded;

/// As many bytes of statements as are taken before a page is tried.
const ENOUGH: usize = 2 << 20;

/// A history that was read, its blobs, and how many bytes each statement has.
struct Read {
    history: History,
    reading: Reading,
    blobs: Vec<(u64, Vec<u8>)>,
    next: Access,
}

impl Read {
    fn of(mut history: History) -> Self {
        let blobs = history.blobs();
        let access = history.access().clone();
        let mut reading = Reading::new(&access, history.founding.fingerprint());
        for (seq, blob) in &blobs {
            assert_ne!(reading.apply(*seq, blob), 6);
        }
        let epoch = access.epoch();
        let number = epoch.number + 1;
        let next = Access::make(Epoch { number, ..epoch }, &mut history.rng);
        Self {
            history,
            reading,
            blobs,
            next,
        }
    }

    /// So many statements of 10,000 letters, of which so many aren't the same.
    fn long(statements: usize, random: usize) -> Self {
        let mut history = History::make(5);
        for _ in 0..statements {
            let mut text = String::with_capacity(10_000);
            while text.len() < random {
                text.extend(
                    history
                        .rng
                        .bytes::<32>()
                        .map(|byte| char::from(b'0' + byte % 64)),
                );
            }
            text.extend(core::iter::repeat_n(
                'a',
                10_000usize.saturating_sub(text.len()),
            ));
            history.make_records([&text]);
        }
        Self::of(history)
    }

    fn resealing(&self) -> Resealing {
        Resealing::new(&self.reading.log, self.next.clone()).unwrap()
    }

    /// Bytes of the statements up to a place.
    fn bytes(&self, until: u64) -> usize {
        let said = self.history.statements.iter();
        let said = said.take_while(|(seq, _)| *seq <= until);
        said.map(|(_, signed)| encode(signed).len()).sum()
    }

    /// Whoever reads these pages comes to where the log is.
    fn come_to_the_same(&self, pages: &[(u64, Vec<u8>)]) {
        let mut reading = Reading::new(&self.next, self.history.founding.fingerprint());
        for (last, page) in pages {
            reading.log.read(*last, page).unwrap();
        }
        assert_eq!(reading.log.seen(), self.reading.log.seen());
    }
}

/// In the largest size class.
fn is_full(page: &[u8]) -> bool {
    page.len() > 256 << 10
}

#[test]
fn pages_are_full_but_for_the_last() {
    let read = Read::long(520, 10_000);
    let (mut resealing, rng) = (read.resealing(), &mut Seeded::new(1));
    for (seq, blob) in &read.blobs {
        resealing.take(&read.reading.log, *seq, blob).unwrap();
        assert_eq!(resealing.done(), *seq);
        if read.bytes(*seq) < ENOUGH - 20_000 {
            assert_eq!(resealing.page(false, rng), Ok(None));
        }
    }
    let mut pages = Vec::new();
    let all = read.bytes(u64::MAX);
    let left =
        |pages: &[(u64, Vec<u8>)]| all - pages.last().map_or(0, |(last, _)| read.bytes(*last));
    while let Some(page) = resealing.page(false, rng).unwrap() {
        assert!(left(&pages) > ENOUGH - 20_000);
        pages.push(page);
    }
    assert!(left(&pages) < ENOUGH + 20_000);
    while let Some(page) = resealing.page(true, rng).unwrap() {
        pages.push(page);
    }
    let (_, but_the_last) = pages.split_last().unwrap();
    assert!(pages.len() > 9 && but_the_last.iter().all(|(_, page)| is_full(page)));
    read.come_to_the_same(&pages);
}

/// What a page could hold twice over isn't tried again before there is as much once more.
#[test]
fn what_doesnt_fill_a_page_waits_for_as_much_again() {
    let read = Read::long(480, 900);
    let (mut resealing, rng) = (read.resealing(), &mut Seeded::new(1));
    let mut first = None;
    let mut pages = Vec::new();
    for (seq, blob) in &read.blobs {
        resealing.take(&read.reading.log, *seq, blob).unwrap();
        if let Some(page) = resealing.page(false, rng).unwrap() {
            first.get_or_insert(read.bytes(*seq));
            assert!(is_full(&page.1));
            pages.push(page);
        }
    }
    let first = first.unwrap();
    assert!(
        (2 * ENOUGH - 40_000..2 * ENOUGH + 40_000).contains(&first),
        "{first}"
    );
    while let Some(page) = resealing.page(true, rng).unwrap() {
        pages.push(page);
    }
    read.come_to_the_same(&pages);
}

#[test]
fn a_gap_lies_between_two_pages() {
    let mut history = History::make(6);
    for _ in 0..20 {
        history.step();
    }
    let read = Read::of(history);
    let (rng, last) = (&mut Seeded::new(1), read.reading.log.seq());
    let (_, signed) = read.history.statements.last().unwrap();
    for (beyond, lasts) in [(1, vec![last + 1]), (5, vec![last, last + 5])] {
        let mut resealing = read.resealing();
        for (seq, blob) in &read.blobs {
            resealing.take(&read.reading.log, *seq, blob).unwrap();
        }
        resealing.add(last + beyond, signed.clone());
        let pages = core::iter::from_fn(|| resealing.page(beyond == 1, rng).unwrap());
        let mut found: Vec<u64> = pages.map(|(last, _)| last).collect();
        // Beyond the gap it is the last one, which waits for more.
        found.extend(resealing.page(true, rng).unwrap().map(|(last, _)| last));
        assert_eq!(found, lasts);
    }
}

/// Each entry is the one that was read there, in the order in which they were.
#[test]
fn only_what_was_read_is_sealed_anew() {
    let mut history = History::make(7);
    for _ in 0..10 {
        history.step();
    }
    let read = Read::of(history);
    let log = &read.reading.log;
    let [(first, one), (_, other)] = &read.blobs[..2] else {
        panic!("two entries")
    };
    assert!(read.resealing().take(log, *first, other).is_err());
    let mut resealing = read.resealing();
    resealing.take(log, *first, one).unwrap();
    assert!(resealing.take(log, first + 1, one).is_err());
    // Nor anything beyond.
    for (seq, blob) in &read.blobs[1..] {
        resealing.take(log, *seq, blob).unwrap();
    }
    assert!(resealing.take(log, log.seq() + 1, one).is_err());
}
