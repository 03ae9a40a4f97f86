use keys::{Access, Epoch, Refused, Role, Secret, SpaceId};

use crate::support::case::Case;
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let lead = Access::new(epoch, Role::Lead, Secret::from_bytes(&case.array("lead")));
    let key = lead.recovery_capability().ok_or(Refused)?;
    assert_eq!(key.public().0, case.array("key"));
    let editor = lead.derive(Role::Editor).unwrap();
    assert!(editor.recovery_capability().is_none());
    Ok(())
}

pub(super) fn cases() -> Vec<Case> {
    let (space, lead, epoch) = (fixed("space"), fixed("lead secret"), 3);
    let label = b"skrynia/1/recovery-capability";
    let seed: [u8; 32] = raw::expand(&lead, label, &[&raw::context(label, &space, epoch)]);
    vec![
        Case::ok("capability", "The capability in the recovery slot.")
            .with("space", space)
            .with("epoch", epoch.to_be_bytes())
            .with("lead", lead)
            .with("key", raw::public(&seed)),
    ]
}
