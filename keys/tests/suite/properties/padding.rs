use keys::padding::{ENTRY_CLASSES, PAGE_CLASSES, Padding};
use keys::seal::{Place, open, seal};
use keys::{Label, Secret, SpaceId};
use proptest::prelude::*;

use crate::support::raw;
use crate::support::rng::Seeded;

/// docs/protocol.md section 4.
#[test]
fn classes_are_those_of_the_protocol() {
    assert_eq!(ENTRY_CLASSES, [1_024, 4_096, 16_384, 65_536, 262_144]);
    let pages = [
        4_096, 6_144, 8_192, 12_288, 16_384, 24_576, 32_768, 49_152, 65_536, 98_304, 131_072,
        196_608, 262_144,
    ];
    assert_eq!(PAGE_CLASSES, pages);
}

/// A message and its mark fill a class, and one byte more takes the next.
#[test]
fn the_smallest_class_with_room_is_taken() {
    let place = Place {
        label: Label::Entry,
        space: SpaceId([1; 32]),
        epoch: 1,
    };
    let rng = &mut Seeded::new(1);
    let mut size = |padding, len: usize| {
        let sealed = seal(
            &Secret::from_bytes(&[2; 32]),
            &place,
            padding,
            &vec![7; len],
            rng,
        );
        sealed.ok().map(|sealed| sealed.len())
    };
    let around = size(Padding::Exactly(32), 31).unwrap() - 32;
    assert_eq!(size(Padding::Exactly(32), 32), None);
    for (padding, classes) in [
        (Padding::Entry, &ENTRY_CLASSES[..]),
        (Padding::Page, &PAGE_CLASSES),
    ] {
        for (index, class) in classes.iter().enumerate() {
            assert_eq!(size(padding, class - 1), Some(class + around));
            let next = classes.get(index + 1).map(|next| next + around);
            assert_eq!(size(padding, *class), next);
        }
    }
}

fn unpad(padded: &[u8]) -> Option<Vec<u8>> {
    let place = Place {
        label: Label::Entry,
        space: SpaceId([1; 32]),
        epoch: 1,
    };
    let sealed = raw::seal(
        &[2; 32],
        place.label.bytes(),
        &place.space.0,
        1,
        &[3; 32],
        padded,
    );
    let opened = open(
        &Secret::from_bytes(&[2; 32]),
        &place,
        Padding::Entry,
        &sealed,
    )
    .ok()?;
    Some(opened.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// One message has one padding: whatever opens is what padding again would give.
    #[test]
    fn only_canonical_padding_opens(
        message in proptest::collection::vec(any::<u8>(), 0..1030),
        at in any::<proptest::sample::Index>(),
        byte: u8,
        size in prop::sample::select(vec![1024usize, 1025, 2048, 4096, 4095]),
    ) {
        let mut padded = raw::pad(&message, size.max(message.len() + 1));
        let at = at.index(padded.len());
        padded[at] = byte;
        if let Some(opened) = unpad(&padded) {
            let class = if opened.len() < 1024 { 1024 } else { 4096 };
            prop_assert_eq!(raw::pad(&opened, class), padded);
        }
    }
}
