//! The limits and rules of regions below one another that no vector shows.

use std::collections::BTreeSet;

use keys::PublicKey;
use keys::encode::encode;
use keys::log::{CHILDREN_MAX, OPENING_MAX, Verdict};
use keys::statement::{Appoint, Body, Create, SignedStatement, Value};
use keys::{Hash, SpaceId};
use proptest::prelude::*;

use super::region::Region;

/// Bytes of a statement and its signature, without what is around them.
fn counted(signed: &SignedStatement) -> usize {
    let bytes = encode(signed);
    let head = match bytes[1] {
        0x58 => 2,
        0x59 => 3,
        0x5a => 5,
        other => panic!("a statement of {other:#x}"),
    };
    bytes.len() - 1 - head - 2
}

#[test]
fn an_opening_of_more_than_128_kib_does_not_arrive() {
    let about = 100_000;
    let size = |opening: &[SignedStatement]| opening.iter().map(counted).sum::<usize>();
    let room = OPENING_MAX - size(&Region::blank(1).opening(about, true));
    for (more, arrives) in [(0, true), (1, false)] {
        let mut region = Region::blank(1);
        let opening = region.opening(about + room + more, true);
        assert_eq!(size(&opening), OPENING_MAX + more);
        let verdicts = opening.map(|copy| region.takes_copy(&copy));
        assert_eq!(verdicts, [true, true, arrives]);
        assert_eq!(region.log.authority().runs(&region.access), arrives);
        assert_eq!(region.says(1, Body::Beacon), arrives);
    }
}

#[test]
fn no_1025th_child() {
    let mut region = Region::make(2, true);
    for number in 0..=CHILDREN_MAX {
        let child = SpaceId(keys::sha256(&[&number.to_be_bytes()]).0);
        let create = Body::Create(Create {
            child,
            commitment: Hash([2; 32]),
            open: false,
            label: Value::text("В"),
        });
        assert_eq!(region.says(3, create), number < CHILDREN_MAX, "{number}");
    }
    assert_eq!(region.log.authority().children().len(), CHILDREN_MAX);
}

/// Keys that somebody only claims would be believed by who leads here and nowhere above.
#[test]
fn keys_above_change_with_a_rotation_only() {
    let made = || Region::make(3, true);
    let says = |region: &mut Region, epoch| {
        let parent = region.parent(epoch, &[1], &[2]);
        region.says(1, parent)
    };
    let rotate = |region: &mut Region, many| {
        let (next, blobs) = region.rotated(1, 5, 0);
        region.log.read_with(&next).unwrap();
        for blob in &blobs[..many] {
            let verdict = region.log.apply(region.log.seq() + 1, blob).unwrap();
            assert!(matches!(verdict, Verdict::Accepted(_)), "{verdict:?}");
        }
        region.access = next;
    };
    let mut region = made();
    assert!(says(&mut region, 5));
    assert!(!says(&mut region, 6));
    rotate(&mut region, 2);
    assert!(!says(&mut region, 8));
    let mut region = made();
    rotate(&mut region, 1);
    assert!(says(&mut region, 7), "right after it");
    let mut region = made();
    rotate(&mut region, 1);
    assert!(region.says(1, Body::Beacon));
    assert!(!says(&mut region, 7), "something between");
}

/// What a commit is held against before it is sent is what readers make of it after.
#[test]
fn takes_says_what_apply_does_and_changes_nothing() {
    // By how much was said at once: taken, not taken.
    let mut counts = [[0, 0], [0, 0]];
    for seed in 0..16 {
        let mut region = Region::make(seed, seed % 4 > 0);
        for _ in 0..16 {
            let (access, blobs) = region.anything();
            let before = format!("{:?}", region.log);
            let foreseen = region.log.takes(&access, &blobs);
            assert_eq!(format!("{:?}", region.log), before);
            let mut log = region.log.clone();
            log.read_with(&access).unwrap();
            let mut counted = true;
            for blob in &blobs {
                let verdict = log.apply(log.seq() + 1, blob).unwrap();
                counted &= matches!(verdict, Verdict::Accepted(_));
            }
            assert_eq!(foreseen, counted, "{seed}");
            counts[blobs.len() - 1][usize::from(!counted)] += 1;
            if counted {
                (region.log, region.access) = (log, access);
            }
        }
        assert!(region.log.takes::<Vec<u8>>(&region.access, &[]));
        let elsewhere = Region::blank(seed + 100).access;
        assert!(!region.log.takes::<Vec<u8>>(&elsewhere, &[]));
    }
    assert!(
        counts.as_flattened().iter().all(|count| *count > 10),
        "{counts:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Carried down in any order, with any of them left out or said twice: the highest number counts.
    #[test]
    fn admins_are_those_of_the_highest_number(
        seed: u64,
        admins in prop::collection::vec(prop::collection::btree_set(0usize..6, 1..4), 6),
        order in prop::collection::vec(1usize..=6, 0..9),
    ) {
        let mut region = Region::make(seed, true);
        let founder = region.founding.sign_key();
        let copies: Vec<SignedStatement> = (1..).zip(&admins).map(|(number, admins)| {
            let admins = admins.iter().map(|person| region.keys(*person)).collect();
            region.above(&founder, 3, Body::Appoint(Appoint { number, admins }))
        }).collect();
        let mut highest = 0;
        for number in order {
            let counts = region.takes_copy(&copies[number - 1]);
            prop_assert_eq!(counts, number > highest);
            highest = highest.max(number);
            let wanted = admins.get(highest.wrapping_sub(1)).cloned().unwrap_or(BTreeSet::from([0]));
            let wanted: BTreeSet<PublicKey> = wanted.iter().map(|person| region.name(*person)).collect();
            let found: BTreeSet<PublicKey> = region.log.authority().admins().collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
