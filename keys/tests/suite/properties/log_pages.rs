//! A log in pages is the log: whoever reads them, from the first or on the way, comes to what a reader of the entries comes to.

use keys::log::{Erasing, Log, Resealing, Verdict};
use keys::statement::{
    Body, Change, Erase, ErasedPlace, NewField, NewRecord, RecordRef, Restate, SignedStatement,
    Value,
};
use keys::{Access, Epoch, Hash, SignKey};
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

/// Values that nothing else has; the last one stays.
const NAMES: [&str; 3] = [
    "Францішак Багушэвіч",
    "Алаіза Пашкевіч",
    "Максім Багдановіч",
];
const CORRECTED: &str = "Мацей Бурачок";

fn holds(bytes: &[u8], value: &str) -> bool {
    let mut windows = bytes.windows(value.len());
    windows.any(|window| window == value.as_bytes())
}

/// A log as a server has it, and somebody who has read it.
struct Kept {
    there: Reading,
    access: Access,
    blobs: Vec<(u64, Vec<u8>)>,
    founding: Hash,
}

impl Kept {
    /// What a lead finds of these records, and of the entries that they were.
    fn find(&self, records: &[RecordRef]) -> Erasing {
        let read = |collected: &[Hash]| {
            let mut erasing = Erasing::new(&self.there.log, self.founding, records, collected);
            for (seq, blob) in &self.blobs {
                erasing.read(*seq, blob).unwrap();
                assert_eq!(erasing.done(), *seq);
            }
            erasing
        };
        read(&read(&[]).became())
    }

    /// A lead erases these records, and says this.
    fn erase(&mut self, lead: &SignKey, records: &[RecordRef], rng: &mut Seeded) -> Erase {
        let (seen, erase) = self.find(records).finish(lead.public(), 7).unwrap();
        assert_eq!(seen, self.there.log.seen());
        self.say(lead, Body::Erase(erase.clone()), 1, rng);
        assert_eq!(self.there.state.hash(&self.there.log, seen), erase.state);
        assert!(self.there.log.authority().rotation_due() && self.there.log.is_whole());
        erase
    }

    /// Somebody says something, and it is judged so; gives its place.
    fn say(&mut self, author: &SignKey, body: Body, verdict: u8, rng: &mut Seeded) -> u64 {
        let log = &self.there.log;
        let (seen, organisation) = (log.seen(), log.authority().organisation().unwrap());
        let epoch = Epoch {
            number: log.authority().epoch(),
            ..self.access.epoch()
        };
        let signed = SignedStatement::sign(author, organisation, epoch, seen, 7, body, rng);
        let blob = signed.seal(&self.access, rng).unwrap();
        let seq = seen.seq + 1;
        assert_eq!(self.there.read(seq, &blob), [(seq, verdict)]);
        self.blobs.push((seq, blob));
        seq
    }

    /// A region with the records of [`NAMES`], its lead, and who they are.
    fn with_records(rng: &mut Seeded) -> (Self, SignKey, [RecordRef; 3]) {
        let mut history = History::make(u64::from(rng.bytes::<1>()[0]));
        let records = history.make_records(NAMES);
        let (access, blobs) = (history.access().clone(), history.blobs());
        let founding = history.founding.fingerprint();
        let mut there = Reading::new(&access, founding);
        for (seq, blob) in &blobs {
            there.apply(*seq, blob);
        }
        let kept = Self {
            there,
            access,
            blobs,
            founding,
        };
        (kept, history.key(0), records)
    }

    /// The last blob comes once more, so often.
    fn shown_again(&mut self, times: u64) {
        let (last, blob) = self.blobs.last().unwrap().clone();
        for seq in last + 1..=last + times {
            assert_eq!(self.there.read(seq, &blob), [(seq, 2)]);
            self.blobs.push((seq, blob.clone()));
        }
    }

    /// New keys: everything in pages.
    fn rotate(&mut self, rng: &mut Seeded) {
        let epoch = self.access.epoch();
        let number = epoch.number + 1;
        let next = Access::make(Epoch { number, ..epoch }, rng);
        let mut resealing = Resealing::new(&self.there.log, next.clone()).unwrap();
        for (seq, blob) in &self.blobs {
            resealing.take(&self.there.log, *seq, blob).unwrap();
        }
        self.blobs.clear();
        while let Some(page) = resealing.page(true, rng).unwrap() {
            self.blobs.push(page);
        }
        self.there.log.read_with(&next).unwrap();
        self.access = next;
    }

    /// Who reads all of it comes to the same; which of the values are in it.
    fn newcomer(&self) -> Vec<&'static str> {
        let mut later = Reading::new(&self.access, self.founding);
        let mut said = Vec::new();
        for (last, blob) in &self.blobs {
            for (_, verdict) in later.log.read(*last, blob).unwrap() {
                if let Verdict::Accepted(verified) = verdict {
                    said.push(keys::encode::encode(verified.counts().1));
                    later.state.apply(&verified, self.access.epoch().space);
                }
            }
        }
        assert!(later.log.is_whole());
        assert_eq!(later.log.seen(), self.there.log.seen());
        assert_eq!(later.hash(), self.there.hash());
        let found = |value: &&str| said.iter().any(|said| holds(said, value));
        NAMES.into_iter().chain([CORRECTED]).filter(found).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Who was there when records were erased, and who only sees what is left of them, come to one state; and nothing else is left,
    /// whether the region rotates after each erasure or after two.
    #[test]
    fn what_is_erased_is_in_no_page_and_changes_nothing_else(
        seed: u64, before in 2usize..60, between in 0usize..60, more in 0usize..3, at_once: bool,
    ) {
        let mut history = History::make(seed);
        for _ in 0..before {
            history.step();
        }
        let [first, second, last] = history.make_records(NAMES);
        for step in 0..between {
            if step % 7 == 3 {
                history.edit_record(first, CORRECTED);
            }
            history.step();
        }
        let mut records = vec![first];
        for _ in 0..more {
            records.extend(history.some_record_ref().filter(|other| ![second, last].contains(other)));
        }
        records.sort_unstable();
        records.dedup();
        let (access, blobs) = (history.access().clone(), history.blobs());
        let founding = history.founding.fingerprint();
        let mut there = Reading::new(&access, founding);
        for (seq, blob) in &blobs {
            // Sealed in the epoch that runs, a rotation of an end that got lost may break the log off.
            prop_assume!(there.apply(*seq, blob) != 6);
        }
        let lead = history.key(0);
        prop_assume!(there.log.authority().is_lead(&lead.public()));
        // A history whose records got lost says nothing here.
        prop_assume!(there.state.records.find(first.statement, first.index).is_some());
        let rng = &mut Seeded::new(seed);
        let mut kept = Kept { there, access, blobs, founding };
        kept.erase(&lead, &records, rng);
        if !at_once {
            kept.rotate(rng);
            prop_assert_eq!(kept.newcomer(), NAMES[1..].to_vec());
        }
        kept.erase(&lead, &[second], rng);
        // Until it has rotated, it lies there still.
        prop_assert!(kept.newcomer().contains(&NAMES[1]));
        kept.rotate(rng);
        prop_assert_eq!(kept.newcomer(), [NAMES[2]]);
        kept.rotate(rng);
        prop_assert_eq!(kept.newcomer(), [NAMES[2]]);
    }
}

/// What is left of something counts by a lead's word alone. Whoever hasn't read that word seals none of it anew: it might never come.
#[test]
fn what_no_erasure_names_is_not_sealed_anew() {
    let rng = &mut Seeded::new(1);
    let (mut kept, lead, [first, ..]) = Kept::with_records(rng);
    kept.erase(&lead, &[first], rng);
    let epoch = kept.access.epoch();
    let [next, later] = [1, 2].map(|more| {
        let number = epoch.number + more;
        Access::make(Epoch { number, ..epoch }, rng)
    });
    // A page for each place: the word lies in the last one.
    let mut resealing = Resealing::new(&kept.there.log, next.clone()).unwrap();
    let mut pages = Vec::new();
    for (seq, blob) in &kept.blobs {
        resealing.take(&kept.there.log, *seq, blob).unwrap();
        pages.push(resealing.page(true, rng).unwrap().unwrap());
    }
    let mut reading = Reading::new(&next, kept.founding);
    let (word, before) = pages.split_last().unwrap();
    let anew = |reading: &Reading| {
        let mut resealing = Resealing::new(&reading.log, later.clone()).unwrap();
        let read = pages.iter().filter(|(last, _)| *last <= reading.log.seq());
        let mut taken = read.map(|(last, page)| resealing.take(&reading.log, *last, page));
        taken.all(|taken| taken.is_ok())
    };
    for (last, page) in before {
        // Nothing is left out before the records.
        assert!(reading.log.is_whole() && anew(&reading));
        reading.read(*last, page);
    }
    assert!(!reading.log.is_whole() && !anew(&reading));
    // Nor does anybody say of such a log what it comes to without a record.
    let mut erasing = Erasing::new(&reading.log, kept.founding, &[first], &[]);
    for (last, page) in before {
        erasing.read(*last, page).unwrap();
    }
    assert!(erasing.finish(lead.public(), 7).is_none());
    reading.read(word.0, &word.1);
    assert!(reading.log.is_whole() && anew(&reading));
}

/// What the next rotation leaves out is what an erasure names that nobody has found false.
#[test]
fn what_erasures_name_is_left_out_until_they_are_disowned() {
    let rng = &mut Seeded::new(3);
    let (mut kept, lead, [first, second, _]) = Kept::with_records(rng);
    assert_eq!(kept.there.log.last_erase(), 0);
    // The first record is in one more place than the second.
    kept.shown_again(1);
    let named = [first, second].map(|record| {
        let erase = kept.erase(&lead, &[record], rng);
        let at = kept.there.log.seq();
        assert_eq!(kept.there.log.last_erase(), at);
        let places: Vec<u64> = erase.places.iter().map(|place| place.seq).collect();
        (at, places)
    });
    let [(one, by_one), (two, by_two)] = named;
    assert!(by_one.len() > by_two.len());
    let left_out =
        |log: &Log| -> Vec<u64> { (1..=log.seq()).filter(|seq| log.leaves_out(*seq)).collect() };
    let mut both = [&by_one[..], &by_two].concat();
    both.sort_unstable();
    both.dedup();
    let mut log = kept.there.log.clone();
    assert_eq!(left_out(&log), both);
    assert!(log.can_judge(one) && log.can_judge(two));
    log.disown(one);
    assert_eq!((left_out(&log), log.last_erase()), (by_two, two));
    log.disown(two);
    assert_eq!((left_out(&log), log.last_erase()), (vec![], 0));

    // In pages all is left out at once: the state at the first of them was another one.
    kept.rotate(rng);
    let mut reading = Reading::new(&kept.access, kept.founding);
    for (last, page) in &kept.blobs {
        reading.read(*last, page);
    }
    let mut log = reading.log;
    assert!(log.is_whole() && !log.can_judge(one) && log.can_judge(two));
    log.disown(one);
    assert!(!log.is_whole());
}

/// What a lead says never counted, and did, stays: the rotation works out itself what is left.
#[test]
fn what_counts_never_goes_whole() {
    let rng = &mut Seeded::new(4);
    let (mut kept, lead, [first, ..]) = Kept::with_records(rng);
    let change = Change {
        create: vec![NewRecord(vec![NewField {
            field: 1,
            value: Value::text(CORRECTED),
        }])],
        ..Change::default()
    };
    let seq = kept.say(&lead, Body::Change(change), 1, rng);
    let (_, mut erase) = kept.find(&[first]).finish(lead.public(), 7).unwrap();
    erase.places.push(ErasedPlace {
        seq,
        leaf: kept.there.log.leaf_at(seq).unwrap(),
        rest: None,
    });
    kept.say(&lead, Body::Erase(erase), 1, rng);
    kept.rotate(rng);
    let stays: Vec<&str> = NAMES[1..].iter().copied().chain([CORRECTED]).collect();
    assert_eq!(kept.newcomer(), stays);
}

/// A statement that was said again where nothing was lost counts for nothing, and holds the record all the same.
#[test]
fn what_was_said_again_for_nothing_is_erased_too() {
    let rng = &mut Seeded::new(5);
    let (mut kept, lead, [first, ..]) = Kept::with_records(rng);
    let (seq, blob) = kept.blobs.last().unwrap().clone();
    let reading = kept.access.reading().unwrap();
    let statement = SignedStatement::open(&reading, kept.access.epoch(), &blob).unwrap();
    let restate = Body::Restate(Restate { seq, statement });
    let void = kept.say(&lead, restate, 4, rng);
    let erase = kept.erase(&lead, &[first], rng);
    let named: Vec<_> = erase
        .places
        .iter()
        .map(|place| (place.seq, place.rest.is_some()))
        .collect();
    assert_eq!(named, [(seq, true), (void, false)]);
}

/// Nor is anything left of what never counted, whatever a lead says is: whoever reads pages would take it for said.
#[test]
fn what_never_counted_is_never_left() {
    let rng = &mut Seeded::new(6);
    let (mut kept, lead, [first, second, _]) = Kept::with_records(rng);
    kept.shown_again(2);
    let (_, mut erase) = kept.find(&[first]).finish(lead.public(), 7).unwrap();
    // What is left of the first is what would be left of its doubles.
    let left = erase.places.first().and_then(|place| place.rest);
    assert!(left.is_some());
    let doubles = erase.places.iter_mut();
    doubles.for_each(|place| place.rest = left);
    kept.say(&lead, Body::Erase(erase), 1, rng);
    kept.rotate(rng);
    assert_eq!(kept.newcomer(), NAMES[1..]);
    // And who erases next finds it.
    let erase = kept.erase(&lead, &[second], rng);
    let void = erase.places.iter().filter(|place| place.rest.is_none());
    assert_eq!(void.count(), 2);
    kept.rotate(rng);
    assert_eq!(kept.newcomer(), NAMES[2..]);
}

/// Said again in what was said again, as deep as a statement has room for: looking at it ends.
#[test]
fn what_is_wrapped_without_end_is_erased_too() {
    let rng = &mut Seeded::new(7);
    let (mut kept, lead, [first, ..]) = Kept::with_records(rng);
    let (seq, blob) = kept.blobs.last().unwrap().clone();
    let reading = kept.access.reading().unwrap();
    let mut statement = SignedStatement::open(&reading, kept.access.epoch(), &blob).unwrap();
    let (organisation, seen) = (
        kept.there.log.authority().organisation().unwrap(),
        kept.there.log.seen(),
    );
    for _ in 0..1_000 {
        let body = Body::Restate(Restate { seq, statement });
        statement =
            SignedStatement::sign(&lead, organisation, kept.access.epoch(), seen, 7, body, rng);
    }
    let void = kept.say(&lead, Body::Restate(Restate { seq, statement }), 4, rng);
    let erase = kept.erase(&lead, &[first], rng);
    assert_eq!(erase.places.last().unwrap().seq, void);
}

/// What never counted may be any amount, and a statement has room for so much: the rest is named before, by words about no record.
#[test]
fn what_never_counted_is_named_all_however_much_it_is() {
    for (times, rounds) in [(0, 0), (4_300, 0), (4_500, 1)] {
        let rng = &mut Seeded::new(2);
        let (mut kept, lead, [first, ..]) = Kept::with_records(rng);
        kept.shown_again(times);
        let mut named = 0;
        for round in 0..=rounds {
            let erasing = kept.find(&[first]);
            assert_eq!(erasing.has_room(), round == rounds, "{times} times");
            let records = if round == rounds { &[first][..] } else { &[] };
            let erase = kept.erase(&lead, records, rng);
            assert_eq!(erase.records, records);
            assert!(keys::encode::encode(&erase).len() <= 192 << 10);
            let counting = erase.places.iter().filter(|place| place.rest.is_some());
            assert_eq!(counting.count(), records.len());
            named += erase.places.len() - records.len();
        }
        assert_eq!(named as u64, times);
        // No room for more, and nothing more to say.
        assert!(kept.find(&[]).finish(lead.public(), 7).is_none());
        kept.rotate(rng);
        assert_eq!(kept.newcomer(), NAMES[1..]);
        // And a reader who knows of no erasure finds nothing left of them.
        let reading = kept.access.reading().unwrap();
        let blank = Log::new(kept.access.epoch(), reading, kept.founding);
        let mut left = Erasing::new(&blank, kept.founding, &[], &[]);
        for (seq, blob) in &kept.blobs {
            left.read(*seq, blob).unwrap();
        }
        assert!(left.finish(lead.public(), 7).is_none());
    }
}
