use keys::{Access, Epoch, Refused, Role, Secret, SpaceId};

use crate::support::case::Case;
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let lead = Access::new(epoch, Role::Lead, Secret::from_bytes(&case.array("lead")));
    let roles = [
        (Role::Lead, "lead"),
        (Role::Editor, "edit"),
        (Role::Viewer, "read"),
        (Role::Collector, "form"),
    ];
    for (role, name) in roles {
        let access = lead.derive(role).unwrap();
        assert_eq!(access.expose().expose(), case.get(name), "{name}");
        assert_eq!(access.commitment().unwrap().0, case.array("commitment"));
        // Nobody gets up the chain.
        for (more, _) in roles.into_iter().filter(|(more, _)| *more > role) {
            assert!(access.derive(more).is_none());
        }
        assert_eq!(access.roster().is_some(), role == Role::Lead);
        assert_eq!(access.inbox().is_some(), role >= Role::Viewer);
    }
    assert_eq!(lead.roster().unwrap().expose(), case.get("roster"));
    assert_eq!(
        lead.inbox().unwrap().expose_seed().expose(),
        case.get("kem-inbox")
    );
    for (role, name) in [
        (Role::Lead, "kem-lead"),
        (Role::Editor, "kem-edit"),
        (Role::Viewer, "kem-read"),
    ] {
        let key = lead.child_wrapping(role).unwrap();
        assert_eq!(key.expose_seed().expose(), case.get(name), "{name}");
    }
    Ok(())
}

/// L, E, R, F of an epoch.
pub(super) fn roles(lead: &[u8; 32], space: &[u8; 32], epoch: u32) -> [[u8; 32]; 4] {
    let next = |secret: &[u8; 32], label: &[u8]| {
        raw::expand(secret, label, &[&raw::context(label, space, epoch)])
    };
    let edit = next(lead, b"skrynia/1/chain-edit");
    let read = next(&edit, b"skrynia/1/chain-read");
    [*lead, edit, read, next(&read, b"skrynia/1/chain-form")]
}

/// What commits to all four.
pub(super) fn commitment(form: &[u8; 32], space: &[u8; 32], epoch: u32) -> [u8; 32] {
    let label = b"skrynia/1/epoch-commitment";
    raw::expand(form, label, &[&raw::context(label, space, epoch)])
}

pub(super) fn cases() -> Vec<Case> {
    let make = |name: &str, epoch: u32| {
        let space = fixed("space");
        let [lead, edit, read, form] = roles(&fixed("lead secret"), &space, epoch);
        let derived = |secret: &[u8; 32], label: &[u8]| -> [u8; 32] {
            raw::expand(secret, label, &[&raw::context(label, &space, epoch)])
        };
        Case::ok(name, "L, what follows from it, and the keys beside it.")
            .with("space", space)
            .with("epoch", epoch.to_be_bytes())
            .with("lead", lead)
            .with("edit", edit)
            .with("read", read)
            .with("form", form)
            .with("commitment", commitment(&form, &space, epoch))
            .with("roster", derived(&lead, b"skrynia/1/roster-key"))
            .with("kem-lead", derived(&lead, b"skrynia/1/kem-lead"))
            .with("kem-edit", derived(&edit, b"skrynia/1/kem-edit"))
            .with("kem-read", derived(&read, b"skrynia/1/kem-read"))
            .with("kem-inbox", derived(&read, b"skrynia/1/kem-inbox"))
    };
    vec![make("first-epoch", 1), make("later-epoch", 70_000)]
}
