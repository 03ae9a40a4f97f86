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

pub(super) fn cases() -> Vec<Case> {
    let make = |name: &str, rights: u8, index: u16| {
        let (space, lead, epoch) = (fixed("space"), fixed("lead secret"), 1);
        let label = b"skrynia/1/dummy-capability";
        let context = raw::context(label, &space, epoch);
        let key = (0u8..=255)
            .find_map(|attempt| {
                let rest = [
                    context.as_slice(),
                    &[rights],
                    &index.to_be_bytes(),
                    &[attempt],
                ];
                let candidate: [u8; 32] = raw::expand(&lead, label, &rest);
                Some(
                    ed25519_dalek::VerifyingKey::from_bytes(&candidate)
                        .ok()?
                        .to_edwards()
                        .mul_by_cofactor(),
                )
            })
            .unwrap();
        Case::ok(name, "The first candidate that is a point, times eight.")
            .with("space", space)
            .with("epoch", epoch.to_be_bytes())
            .with("lead", lead)
            .with("rights", [rights])
            .with("index", index.to_be_bytes())
            .with("key", key.compress().to_bytes())
    };
    vec![
        make("collector-0", 1, 0),
        make("viewer-7", 2, 7),
        make("editor-31", 6, 31),
        make("lead-511", 14, 511),
    ]
}
