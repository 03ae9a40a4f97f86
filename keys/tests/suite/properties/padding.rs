use keys::padding::Padding;
use keys::seal::{Place, open};
use keys::{Label, Secret, SpaceId};
use proptest::prelude::*;

use crate::support::raw;

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
