use keys::padding::{ENTRY_CLASSES, Padding};
use keys::seal::{OVERHEAD, Place, open, seal};
use keys::{Label, Secret, SpaceId};
use proptest::prelude::*;

use crate::support::rng::Seeded;

fn place() -> Place {
    Place {
        label: Label::Entry,
        space: SpaceId([1; 32]),
        epoch: 1,
    }
}

#[test]
fn round_trip_at_the_edges_of_every_class() {
    let rng = &mut Seeded::new(1);
    let secret = Secret::make(rng);
    for class in ENTRY_CLASSES {
        for len in [class - 2, class - 1, class] {
            let message = vec![0x80; len];
            let sealed = seal(&secret, &place(), Padding::Entry, &message, rng);
            if len == 256 << 10 {
                assert!(sealed.is_err(), "beyond the largest class");
                continue;
            }
            let sealed = sealed.unwrap();
            let expected = if len < class { class } else { class * 4 };
            assert_eq!(sealed.len(), expected + OVERHEAD);
            assert_eq!(
                open(&secret, &place(), Padding::Entry, &sealed)
                    .unwrap()
                    .as_slice(),
                message
            );
        }
    }
}

#[test]
fn every_bit_of_a_sealed_entry_counts() {
    let rng = &mut Seeded::new(2);
    let secret = Secret::make(rng);
    let sealed = seal(&secret, &place(), Padding::Entry, b"hello", rng).unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert!(
            open(&secret, &place(), Padding::Entry, &altered).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn no_two_seals_of_one_message_are_alike() {
    let rng = &mut Seeded::new(3);
    let secret = Secret::make(rng);
    let mut seal = || seal(&secret, &place(), Padding::Entry, b"hello", rng).unwrap();
    let (one, other) = (seal(), seal());
    assert_ne!(one[1..33], other[1..33]);
    assert_ne!(one[33..65], other[33..65]);
    assert_ne!(one[65..], other[65..]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn opens_where_it_was_sealed_and_nowhere_else(
        message in proptest::collection::vec(any::<u8>(), 0..5000),
        seed: u64,
        epoch: u32,
        other in 1u32..,
    ) {
        let rng = &mut Seeded::new(seed);
        let secret = Secret::make(rng);
        let place = Place { epoch, ..place() };
        let sealed = seal(&secret, &place, Padding::Entry, &message, rng).unwrap();
        let opened = open(&secret, &place, Padding::Entry, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), message.as_slice());
        let elsewhere = [
            Place { epoch: epoch.wrapping_add(other), ..place },
            Place { space: SpaceId([2; 32]), ..place },
            Place { label: Label::Card, ..place },
        ];
        for elsewhere in elsewhere {
            prop_assert!(open(&secret, &elsewhere, Padding::Entry, &sealed).is_err());
        }
        prop_assert!(open(&Secret::make(rng), &place, Padding::Entry, &sealed).is_err());
        prop_assert!(open(&secret, &place, Padding::Exactly(1024), &sealed).is_err() || sealed.len() == 1024 + OVERHEAD);
    }
}
