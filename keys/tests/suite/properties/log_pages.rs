//! A log in pages is the log: whoever reads them, from the first or on the way, comes to what a reader of the entries comes to.

use keys::log::{Resealing, Verdict};
use keys::{Access, Epoch};
use proptest::prelude::*;

use super::history::{History, Reading};
use crate::support::rng::Seeded;

impl Reading {
    /// What lies at a place, a page or an entry; how each new statement is judged.
    fn read(&mut self, last: u64, blob: &[u8]) -> Vec<(u64, u8)> {
        let space = self.log.space();
        let verdicts = self.log.read(last, blob).unwrap().into_iter();
        let judged = verdicts.map(|(seq, verdict)| match verdict {
            Verdict::Accepted(verified) => {
                self.state.apply(&verified, space);
                (seq, 1)
            }
            Verdict::Duplicate => (seq, 2),
            Verdict::Forked(_) => (seq, 3),
            Verdict::Refused => (seq, 4),
            Verdict::Stale(_) => (seq, 5),
        });
        judged.collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pages_are_what_the_entries_were(seed: u64, steps in 5usize..120, often in 1u8..30, known in 0usize..140) {
        let mut history = History::make(seed);
        for _ in 0..steps {
            history.step();
        }
        let blobs = history.blobs();
        let access = history.access().clone();
        let founding = history.founding.fingerprint();
        let rng = &mut Seeded::new(seed);
        let epoch = Epoch { number: access.epoch().number + 1, ..access.epoch() };
        let next = Access::make(epoch, rng);

        let mut entries = Reading::new(&access, founding);
        let mut verdicts = Vec::new();
        for (seq, blob) in &blobs {
            verdicts.push((*seq, entries.apply(*seq, blob)));
        }
        let mut resealing = Resealing::new(&entries.log, next.clone()).unwrap();
        let mut pages = Vec::new();
        for (seq, blob) in &blobs {
            resealing.take(&entries.log, *seq, blob).unwrap();
            // A page may end anywhere.
            let all = rng.bytes::<1>()[0] % 30 < often;
            while let Some(page) = resealing.page(all, rng).unwrap() {
                pages.push(page);
            }
        }
        while let Some(page) = resealing.page(true, rng).unwrap() {
            pages.push(page);
        }
        prop_assert_eq!(pages.last().map(|(last, _)| *last), Some(entries.log.seq()));

        let mut reading = Reading::new(&next, founding);
        let mut read = Vec::new();
        for (last, page) in &pages {
            read.extend(reading.read(*last, page));
        }
        prop_assert_eq!(&read, &verdicts);
        prop_assert_eq!(reading.log.seen(), entries.log.seen());
        prop_assert_eq!(reading.hash(), entries.hash());

        // Somebody who has read so much before the rotation reads on.
        let mut on = Reading::new(&access, founding);
        for (seq, blob) in blobs.iter().take(known) {
            on.apply(*seq, blob);
        }
        on.log.read_with(&next).unwrap();
        for (last, page) in pages.iter().filter(|(last, _)| *last > on.log.seq()).collect::<Vec<_>>() {
            on.read(*last, page);
        }
        prop_assert_eq!(on.hash(), entries.hash());

        // And what a rotation makes of pages is the same once more.
        let later = Access::make(Epoch { number: epoch.number + 1, ..epoch }, rng);
        let mut again = Resealing::new(&reading.log, later.clone()).unwrap();
        for (last, page) in &pages {
            again.take(&reading.log, *last, page).unwrap();
        }
        let mut last = Reading::new(&later, founding);
        while let Some((seq, page)) = again.page(true, rng).unwrap() {
            last.read(seq, &page);
        }
        prop_assert_eq!(last.hash(), entries.hash());
    }
}
