use keys::{Access, Epoch, Refused, Role, Secret, SpaceId};

use crate::support::case::Case;
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let lead = Access::new(epoch, Role::Lead, Secret::from_bytes(&case.array("lead")));
    let (rights, index) = (
        case.array::<1>("rights")[0],
        u16::from_be_bytes(case.array("index")),
    );
    let key = lead.dummy_capability(rights, index).ok_or(Refused)?;
    assert_eq!(key.0, case.array("key"));
    assert!(
        lead.derive(Role::Editor)
            .unwrap()
            .dummy_capability(rights, index)
            .is_none()
    );
    Ok(())
}

/// The first candidate that is a point, times eight.
pub(super) fn dummy(
    lead: &[u8; 32],
    space: &[u8; 32],
    epoch: u32,
    rights: u8,
    index: u16,
) -> [u8; 32] {
    let label = b"skrynia/1/dummy-capability";
    let context = raw::context(label, space, epoch);
    let [high, low] = index.to_be_bytes();
    let mut points = (0..=u8::MAX).filter_map(|attempt| {
        let rest = [context.as_slice(), &[rights, high, low, attempt]];
        let candidate: [u8; 32] = raw::expand(lead, label, &rest);
        let point = ed25519_dalek::VerifyingKey::from_bytes(&candidate).ok()?;
        Some(point.to_edwards().mul_by_cofactor().compress().to_bytes())
    });
    points.next().unwrap()
}

pub(super) fn cases() -> Vec<Case> {
    let make = |name: &str, rights: u8, index: u16| {
        let (space, lead, epoch) = (fixed("space"), fixed("lead secret"), 1u32);
        Case::ok(name, "The first candidate that is a point, times eight.")
            .with("space", space)
            .with("epoch", epoch.to_be_bytes())
            .with("lead", lead)
            .with("rights", [rights])
            .with("index", index.to_be_bytes())
            .with("key", dummy(&lead, &space, epoch, rights, index))
    };
    vec![
        make("collector-0", 1, 0),
        make("viewer-7", 2, 7),
        make("editor-31", 6, 31),
        make("lead-511", 14, 511),
    ]
}
