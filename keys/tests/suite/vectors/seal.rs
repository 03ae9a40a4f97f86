use keys::padding::Padding;
use keys::seal::{Place, blob_id, open, seal};
use keys::{Refused, Secret, SpaceId};

use crate::support::case::Case;
use crate::support::rng::Fixed;
use crate::support::{fixed, flipped, label, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let secret = Secret::from_bytes(&case.array("secret"));
    let place = Place {
        label: label(case.get("label")),
        space: SpaceId(case.array("space")),
        epoch: case.u32("epoch"),
    };
    // 0 is the classes of entries, anything else one size.
    let padding = match case.u32("padding") {
        0 => Padding::Entry,
        size => Padding::Exactly(size as usize),
    };
    let sealed = case.get("sealed");
    let opened = open(&secret, &place, padding, sealed)?;
    assert_eq!(opened.as_slice(), case.get("plaintext"));
    assert_eq!(blob_id(sealed).unwrap().0, case.array("blob-id"));
    let mut rng = Fixed(case.get("blob-id").to_vec());
    assert_eq!(seal(&secret, &place, padding, &opened, &mut rng)?, sealed);
    Ok(())
}

const ENTRY: &[u8] = b"skrynia/1/entry";

fn with_padded(case: Case, padded: &[u8]) -> Case {
    let sealed = raw::seal(
        &case.array("secret"),
        case.get("label"),
        &case.array("space"),
        case.u32("epoch"),
        &case.array("blob-id"),
        padded,
    );
    case.with("sealed", sealed)
}

fn plain(name: &str, note: &str, plaintext: &[u8], class: usize) -> Case {
    let case = Case::ok(name, note)
        .with("secret", fixed("secret"))
        .with("label", ENTRY)
        .with("space", fixed("space"))
        .with("epoch", 1u32.to_be_bytes())
        .with("padding", 0u32.to_be_bytes())
        .with("plaintext", plaintext)
        .with("blob-id", fixed("blob id"));
    with_padded(case, &raw::pad(plaintext, class))
}

pub(super) fn cases() -> Vec<Case> {
    let hello = plain("hello", "Five bytes in the smallest class.", b"hello", 1024);
    let sealed = hello.get("sealed").to_vec();
    let altered =
        |name: &str, note: &str, sealed: Vec<u8>| hello.fault(name, note).with("sealed", sealed);
    let padded =
        |name: &str, note: &str, padded: Vec<u8>| with_padded(hello.fault(name, note), &padded);
    let mut trailing = raw::pad(b"hello", 1024);
    trailing[1023] = 1;
    let mut marker = raw::pad(b"hello", 1024);
    marker[5] = 0x81;
    let exactly = Case::ok("one-size", "A mailbox post's one size.")
        .with("secret", fixed("secret"))
        .with("label", b"skrynia/1/mailbox-post")
        .with("space", fixed("space"))
        .with("epoch", 0u32.to_be_bytes())
        .with("padding", 4096u32.to_be_bytes())
        .with("plaintext", b"hello")
        .with("blob-id", fixed("blob id"));
    let exactly = with_padded(exactly, &raw::pad(b"hello", 4096));
    vec![
        plain("empty", "Nothing, padded.", b"", 1024),
        plain(
            "fills-1k",
            "The most the smallest class holds.",
            &[7; 1023],
            1024,
        ),
        plain(
            "needs-4k",
            "One byte more needs the next class.",
            &[7; 1024],
            4096,
        ),
        plain(
            "looks-padded",
            "A message that ends like padding.",
            b"hello\x80\0\0",
            1024,
        ),
        exactly
            .fault("one-size-other", "Padded to another size than the one.")
            .with("padding", 2048u32.to_be_bytes()),
        exactly,
        altered("version-0", "Suite 0.", [&[0], &sealed[1..]].concat()),
        altered("version-2", "Suite 2.", [&[2], &sealed[1..]].concat()),
        altered(
            "blob-id-flipped",
            "Another blob id gives another key.",
            flipped(&sealed, 1),
        ),
        altered(
            "commitment-flipped",
            "First byte of the commitment.",
            flipped(&sealed, 33),
        ),
        altered(
            "commitment-end-flipped",
            "Last byte of the commitment.",
            flipped(&sealed, 64),
        ),
        altered(
            "body-flipped",
            "First byte of the ciphertext.",
            flipped(&sealed, 65),
        ),
        altered("tag-flipped", "Last byte of the tag.", flipped(&sealed, -1)),
        altered(
            "truncated",
            "The last byte is missing.",
            sealed[..sealed.len() - 1].to_vec(),
        ),
        altered(
            "longer",
            "One byte too many.",
            [sealed.as_slice(), &[0]].concat(),
        ),
        altered(
            "header-only",
            "Nothing after the commitment.",
            sealed[..65].to_vec(),
        ),
        altered("nothing", "No bytes at all.", Vec::new()),
        hello
            .fault("other-space", "Sealed for another space.")
            .with("space", fixed("other space")),
        hello
            .fault("other-epoch", "Sealed in another epoch.")
            .with("epoch", 2u32.to_be_bytes()),
        hello
            .fault("other-purpose", "Sealed as a log entry, opened as a card.")
            .with("label", b"skrynia/1/card"),
        hello
            .fault("other-secret", "The secret of somebody else.")
            .with("secret", fixed("other secret")),
        padded(
            "padding-no-marker",
            "All zeros after the tag held.",
            vec![0; 1024],
        ),
        padded("padding-wrong-marker", "0x81 instead of 0x80.", marker),
        padded("padding-not-zero", "A byte after the marker.", trailing),
        padded(
            "padding-larger-class",
            "Fits 1 KiB, padded to 4 KiB.",
            raw::pad(b"hello", 4096),
        ),
        padded(
            "padding-no-class",
            "2 KiB is no class.",
            raw::pad(&[7; 1100], 2048),
        ),
        padded("padding-none", "No padding at all.", b"hello".to_vec()),
        padded("padding-nothing", "An empty plaintext.", Vec::new()),
        hello,
    ]
}
