use keys::invitation::Link;
use keys::{Hash, Refused, Secret, SpaceId};

use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, uint};
use crate::support::fixed;

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let link = Link::decode(case.get("link"))?;
    let secret = |key: &str| Secret::from_bytes(&case.array(key));
    let expected = Link::new(
        secret("secret"),
        SpaceId(case.array("space")),
        Hash(case.array("founding")),
        Hash(case.array("lead")),
        case.array::<1>("list")[0],
        secret("token"),
    );
    assert_eq!(link, expected);
    assert_eq!(link.encode(), case.get("link"));
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let parts = ["secret", "space", "founding", "lead"].map(|name| bytes(fixed(name)));
    let fields = |version: u8| {
        [
            vec![uint(version)],
            parts.to_vec(),
            vec![uint(2u8), bytes(fixed("token"))],
        ]
        .concat()
    };
    let mut ok = Case::ok("link", "Everything a link carries, before base64url.");
    for name in ["secret", "space", "founding", "lead"] {
        ok = ok.with(name, fixed(name));
    }
    let ok = ok
        .with("list", [2])
        .with("token", fixed("token"))
        .with("link", array(&fields(1)));
    let fault = |name: &str, note: &str, link: Vec<u8>| ok.fault(name, note).with("link", link);
    let link = ok.get("link").to_vec();
    vec![
        fault("version-2", "Version 2.", array(&fields(2))),
        fault("version-0", "Version 0.", array(&fields(0))),
        fault(
            "not-canonical",
            "The array's length written too long.",
            long_array(&fields(1)),
        ),
        fault(
            "a-field-more",
            "An array of eight.",
            array(&[fields(1), vec![uint(0u8)]].concat()),
        ),
        fault("a-field-less", "An array of six.", array(&fields(1)[..6])),
        fault(
            "cut",
            "The last byte is missing.",
            link[..link.len() - 1].to_vec(),
        ),
        fault(
            "trailing-byte",
            "A byte after the end.",
            [link.as_slice(), &[0]].concat(),
        ),
        fault("nothing", "No bytes at all.", Vec::new()),
        ok,
    ]
}
