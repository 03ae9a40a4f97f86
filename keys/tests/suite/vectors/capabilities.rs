//! Everything the server is told of who may do what in a space: members' keys, and dummies up to the size of the block.

use keys::{Access, Epoch, Refused, Role, Secret, SpaceId};

use super::dummy_capability::dummy;
use crate::support::case::Case;
use crate::support::{fixed, raw};

/// Rights of a collector's, a viewer's, an editor's and a lead's capability.
const CLASSES: [u8; 4] = [1, 2, 6, 14];
const KEY: usize = 32;

/// `members`, `above` and `list` hold `rights ‖ key` each, one after another.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let lead = Access::new(epoch, Role::Lead, Secret::from_bytes(&case.array("lead")));
    let real = [case.get("members"), case.get("above")].concat();
    let places = u16::from_be_bytes(case.array("slots")) + 1;
    let mut list = Vec::new();
    for rights in CLASSES {
        let of = |key: &&[u8]| key[0] == rights;
        let real = real.chunks(1 + KEY).filter(of).map(|key| key[1..].to_vec());
        let mut class: Vec<Vec<u8>> = real.collect();
        // One place is for those above, whether they have a key in this class or not.
        let above = case.get("above").chunks(1 + KEY).filter(of).count();
        let members = class.len() - above;
        assert!(above <= 1 && members < usize::from(places));
        let dummies = places - u16::try_from(class.len()).unwrap();
        class.extend((0..dummies).map(|index| {
            let dummy = lead.dummy_capability(rights, index).unwrap();
            dummy.0.to_vec()
        }));
        if rights == CLASSES[3] {
            class.push(lead.recovery_capability().unwrap().public().0.to_vec());
        }
        class.sort();
        for key in class {
            list.push(rights);
            list.extend(key);
        }
    }
    assert_eq!(list, case.get("list"));
    Ok(())
}

fn key(rights: u8, name: &str) -> Vec<u8> {
    [vec![rights], raw::public(&fixed(name)).to_vec()].concat()
}

fn make(name: &str, note: &str, slots: u16, members: &[Vec<u8>], above: &[Vec<u8>]) -> Case {
    let (space, lead, epoch) = (fixed("space"), fixed("lead secret"), 3u32);
    let mut list = Vec::new();
    for rights in CLASSES {
        let real = members.iter().chain(above);
        let mut class: Vec<Vec<u8>> = real.filter(|key| key[0] == rights).cloned().collect();
        for index in 0.. {
            if class.len() > usize::from(slots) {
                break;
            }
            class.push(
                [
                    [rights].as_slice(),
                    &dummy(&lead, &space, epoch, rights, index),
                ]
                .concat(),
            );
        }
        if rights == CLASSES[3] {
            let label = b"skrynia/1/recovery-capability";
            let seed = raw::expand(&lead, label, &[&raw::context(label, &space, epoch)]);
            class.push([[rights].as_slice(), &raw::public(&seed)].concat());
        }
        class.sort();
        list.extend(class.concat());
    }
    Case::ok(name, note)
        .with("space", space)
        .with("epoch", epoch.to_be_bytes())
        .with("lead", lead)
        .with("slots", slots.to_be_bytes())
        .with("members", members.concat())
        .with("above", above.concat())
        .with("list", list)
}

pub(super) fn cases() -> Vec<Case> {
    let people = [
        key(14, "lead's capability"),
        key(6, "editor's capability"),
        key(6, "another editor's capability"),
        key(1, "collector's capability"),
    ];
    let above = [
        key(14, "capability with L"),
        key(6, "capability with E"),
        key(2, "capability with R"),
    ];
    // A whole class of members leaves one dummy, or the key of those above.
    let full: Vec<Vec<u8>> = (0..8)
        .map(|index| key(14, &format!("lead {index}")))
        .collect();
    vec![
        make(
            "root",
            "Nobody above: dummies in their places.",
            8,
            &people,
            &[],
        ),
        make(
            "open",
            "An open region below: as many keys in all.",
            8,
            &people,
            &above,
        ),
        make("empty", "Only those above.", 8, &[], &above),
        make(
            "full",
            "As many leads as slots, and nobody above.",
            8,
            &full,
            &[],
        ),
        make(
            "full-open",
            "As many leads as slots, and those above.",
            8,
            &full,
            &above,
        ),
        make("larger", "A block of 32.", 32, &people, &above),
    ]
}
