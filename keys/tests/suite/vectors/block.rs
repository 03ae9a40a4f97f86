use keys::Refused;
use keys::envelope::{Block, FIXED_SLOTS, SLOT_LEN};

use crate::support::case::Case;

/// Slots are zeros here: reading a block looks at its shape only.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let zeros = vec![0; case.u32("zeros") as usize];
    let bytes = [case.get("head"), &zeros, case.get("tail")].concat();
    let block = Block::decode(&bytes)?;
    assert_eq!(block.epoch(), case.u32("epoch"));
    assert_eq!(u32::from(block.capacity()), case.u32("capacity"));
    assert_eq!(block.encode(), bytes);
    assert!(block.slot(block.capacity()).is_none());
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let len = |slots: usize| u32::try_from(slots * SLOT_LEN).unwrap();
    let wide = |prefix: &[u8], len: u32| [prefix, &[0x5a], &len.to_be_bytes()].concat();
    let ok = |name: &str, slots: usize| {
        let bytes = len(FIXED_SLOTS + slots);
        let short = u16::try_from(bytes);
        let head = match short {
            Ok(short) => [&[0x83, 1, 3, 0x59], short.to_be_bytes().as_slice()].concat(),
            Err(_) => wide(&[0x83, 1, 3], bytes),
        };
        Case::ok(
            name,
            "[1, 3, slots]: four fixed slots and those of members.",
        )
        .with("epoch", 3u32.to_be_bytes())
        .with("capacity", u32::try_from(slots).unwrap().to_be_bytes())
        .with("head", head)
        .with("zeros", bytes.to_be_bytes())
        .with("tail", [])
    };
    let small = ok("members-8", 8);
    let head = |name: &str, note: &str, head: &[u8]| small.fault(name, note).with("head", head);
    let short = |slots: usize| u16::try_from(slots * SLOT_LEN).unwrap().to_be_bytes();
    let sized = |name: &str, note: &str, bytes: u16| {
        small
            .fault(name, note)
            .with(
                "head",
                [&[0x83, 1, 3, 0x59], bytes.to_be_bytes().as_slice()].concat(),
            )
            .with("zeros", u32::from(bytes).to_be_bytes())
    };
    let twelve = short(12);
    vec![
        ok("members-32", 32),
        ok("members-128", 128),
        ok("members-512", 512),
        head(
            "version-2",
            "Version 2.",
            &[0x83, 2, 3, 0x59, twelve[0], twelve[1]],
        ),
        head(
            "length-too-long",
            "A length in four bytes that fits two.",
            &wide(&[0x83, 1, 3], len(12)),
        ),
        head(
            "epoch-too-long",
            "An epoch in two bytes that fits one.",
            &[0x83, 1, 0x18, 3, 0x59, twelve[0], twelve[1]],
        ),
        head(
            "epoch-negative",
            "Epoch −1.",
            &[0x83, 1, 0x20, 0x59, twelve[0], twelve[1]],
        ),
        head(
            "a-field-more",
            "An array of four.",
            &[0x84, 1, 3, 0x59, twelve[0], twelve[1]],
        )
        .with("tail", [0]),
        head("a-field-less", "An array of two.", &[0x82, 1, 3]).with("zeros", 0u32.to_be_bytes()),
        head(
            "indefinite",
            "An array without a length.",
            &[0x9f, 1, 3, 0x59, twelve[0], twelve[1]],
        )
        .with("tail", [0xff]),
        small
            .fault("trailing-byte", "A byte after the end.")
            .with("tail", [0]),
        small
            .fault("cut", "Fewer bytes than it says.")
            .with("zeros", (len(12) - 1).to_be_bytes()),
        sized(
            "members-9",
            "Nine member slots.",
            u16::from_be_bytes(short(13)),
        ),
        sized(
            "members-0",
            "Fixed slots only.",
            u16::from_be_bytes(short(4)),
        ),
        sized(
            "part-of-a-slot",
            "A slot that isn't whole.",
            u16::from_be_bytes(twelve) + 1,
        ),
        sized("no-slots", "Nothing.", 0),
        small,
    ]
}
