//! A log in pages is the log: whoever reads them, from the first or on the way, comes to what a reader of the entries comes to.

use keys::log::{Erasing, Resealing, Verdict};
use keys::statement::{Body, SignedStatement};
use keys::{Access, Epoch, Hash};
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
            let verdict = entries.apply(*seq, blob);
            // Sealed in the epoch that runs, a rotation of an end that got lost may break the log off.
            prop_assume!(verdict != 6);
            verdicts.push((*seq, verdict));
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

/// Values that nothing else has.
const NAME: &str = "Францішак Багушэвіч";
const CORRECTED: &str = "Мацей Бурачок";

fn holds(bytes: &[u8], value: &str) -> bool {
    let mut windows = bytes.windows(value.len());
    windows.any(|window| window == value.as_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Who was there when records were erased, and who only sees what is left of them, come to one state; and nothing else is left.
    #[test]
    fn what_is_erased_is_in_no_page_and_changes_nothing_else(seed: u64, before in 2usize..60, between in 0usize..60, more in 0usize..3) {
        let mut history = History::make(seed);
        for _ in 0..before {
            history.step();
        }
        let record = history.make_record(NAME);
        for step in 0..between {
            if step % 7 == 3 {
                history.edit_record(record, CORRECTED);
            }
            history.step();
        }
        let founding = history.founding.fingerprint();
        let mut records = vec![record];
        for _ in 0..more {
            records.extend(history.some_record_ref());
        }
        records.sort_unstable();
        records.dedup();
        let access = history.access().clone();
        let blobs = history.blobs();
        let mut there = Reading::new(&access, founding);
        for (seq, blob) in &blobs {
            // Sealed in the epoch that runs, a rotation of an end that got lost may break the log off.
            prop_assume!(there.apply(*seq, blob) != 6);
        }
        // A history whose record got lost says nothing here.
        prop_assume!(there.state.records.find(record.statement, record.index).is_some());

        let find = |collected: &[Hash]| {
            let mut erasing = Erasing::new(&access, founding, &records, collected).unwrap();
            for (seq, blob) in &blobs {
                erasing.read(*seq, blob).unwrap();
            }
            erasing
        };
        let erasing = find(&find(&[]).became());
        let lead = history.key(0);
        prop_assume!(there.log.authority().is_lead(&lead.public()));
        let (seen, erase) = erasing.finish(lead.public(), 7).unwrap();
        prop_assert_eq!(seen, there.log.seen());
        let organisation = there.log.authority().organisation().unwrap();
        let epoch = Epoch { number: there.log.authority().epoch(), ..access.epoch() };
        let rng = &mut Seeded::new(seed);
        let body = Body::Erase(erase.clone());
        let signed = SignedStatement::sign(&lead, organisation, epoch, seen, 7, body, rng);
        let blob = signed.seal(&access, rng).unwrap();
        prop_assert_eq!(there.read(seen.seq + 1, &blob), [(seen.seq + 1, 1)]);
        prop_assert_eq!(there.state.hash(&there.log, seen), erase.state);
        prop_assert!(there.log.authority().rotation_due() && there.log.is_whole());

        let next = Access::make(Epoch { number: access.epoch().number + 1, ..access.epoch() }, rng);
        let mut resealing = Resealing::new(&there.log, next.clone()).unwrap();
        for (seq, blob) in blobs.iter().chain([&(seen.seq + 1, blob)]) {
            resealing.take(&there.log, *seq, blob).unwrap();
        }
        let mut later = Reading::new(&next, founding);
        while let Some((last, page)) = resealing.page(true, rng).unwrap() {
            for (_, verdict) in later.log.read(last, &page).unwrap() {
                if let Verdict::Accepted(verified) = verdict {
                    let said = keys::encode::encode(verified.counts().1);
                    prop_assert!(!holds(&said, NAME) && !holds(&said, CORRECTED));
                    later.state.apply(&verified, access.epoch().space);
                }
            }
        }
        prop_assert!(later.log.is_whole());
        prop_assert_eq!(later.log.seen(), there.log.seen());
        prop_assert_eq!(later.hash(), there.hash());
    }
}
