//! The first slots of a region below, opened from above: with a key of the epoch that runs there, or with one handed on.

use keys::below::{Keys, SLOTS};
use keys::envelope::wrap_slot;
use keys::roster::Roster;
use keys::{Access, Epoch, KemKey, Refused, Role, Secret, SignKey, SpaceId};

use super::chain::{commitment, roles};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, uint};
use crate::support::rng::Fixed;
use crate::support::{fixed, raw};

/// Somebody above, in the epoch that runs there, and a region below whose slot was wrapped in this one or in one before.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let above = |number| Epoch {
        space: SpaceId(case.array("above-space")),
        number,
    };
    let below = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let running = case.u32("above-epoch");
    let secret = Secret::from_bytes(&case.array("above-secret"));
    let access = Access::new(above(running), role(case.get("above-role")[0]), secret);
    let wanted = SLOTS[usize::from(case.get("place")[0])];
    let slot = case.get("slot");
    let mut keys = Keys::default();
    keys.unlock(&access);
    if let Some(chain) = case.find("chain") {
        assert!(keys.open_slot(below, slot, wanted).is_err());
        let began = case.u32("chain-epoch");
        let mut roster = Roster::default();
        roster.unlock(&access);
        if let Some(chain) = case.find("roster-chain") {
            roster.chain(above(running), began, chain.to_vec());
        }
        keys.chain(above(began), chain.to_vec());
        keys.learn(&roster);
    }
    let grant = keys.open_slot(below, slot, wanted)?;
    assert_eq!(grant.access.role(), wanted);
    assert_eq!(grant.access.expose().expose(), case.get("secret"));
    assert_eq!(
        grant.access.commitment().unwrap().0,
        case.array("commitment")
    );
    assert_eq!(grant.capability.expose_seed(), case.get("capability"));
    assert_eq!(grant.lead.0, raw::public(&case.array("lead")));
    // And it is wrapped like any envelope.
    let to = KemKey::from_seed(Secret::from_bytes(&case.array("recipient"))).public()?;
    let lead = SignKey::from_seed(&case.array("lead"));
    let mut rng = Fixed(case.get("randomness").to_vec());
    let again = wrap_slot(&grant.access, &grant.capability, &to, &lead, &mut rng)?;
    assert_eq!(again, slot);
    Ok(())
}

fn role(number: u8) -> Role {
    [Role::Collector, Role::Viewer, Role::Editor, Role::Lead][usize::from(number) - 1]
}

/// The role of a slot.
fn number_of(place: u8) -> u8 {
    4 - place
}

/// L, E or R of a region's epoch, by the slot it is for.
fn secret(region: &str, epoch: u32, place: u8) -> [u8; 32] {
    let lead = fixed(&format!("{region} secret of epoch {epoch}"));
    roles(&lead, &fixed(region), epoch)[usize::from(place)]
}

fn derived(secret: &[u8; 32], label: &[u8], region: &str, epoch: u32) -> [u8; 32] {
    let context = raw::context(label, &fixed(region), epoch);
    raw::expand(secret, label, &[&context])
}

const ABOVE: &str = "region above";
const BELOW: &str = "region below";
const KEM: [&[u8]; 3] = [
    b"skrynia/1/kem-lead",
    b"skrynia/1/kem-edit",
    b"skrynia/1/kem-read",
];

/// The seed that a slot is wrapped to.
fn seed(epoch: u32, place: u8) -> [u8; 32] {
    let secret = secret(ABOVE, epoch, place);
    derived(&secret, KEM[usize::from(place)], ABOVE, epoch)
}

fn roster_key(epoch: u32) -> [u8; 32] {
    let lead = secret(ABOVE, epoch, 0);
    derived(&lead, b"skrynia/1/roster-key", ABOVE, epoch)
}

/// A slot of epoch 5 below, wrapped to a seed.
fn slot(to: &[u8; 32], place: u8) -> Vec<u8> {
    const GRANT: &[u8] = b"skrynia/1/envelope-grant";
    let (space, epoch) = (fixed(BELOW), 5);
    let to = raw::kem_public(to);
    raw::slot(&to, &space, epoch, &randomness(), |enc| {
        let payload = array(&[
            uint(number_of(place)),
            bytes(secret(BELOW, epoch, place)),
            bytes(fixed("capability")),
            bytes(commitment_below()),
            bytes(raw::public(&fixed("lead"))),
        ]);
        let message = array(&[
            bytes(raw::context(GRANT, &space, epoch)),
            uint(number_of(place)),
            bytes(raw::hash(&[&to])),
            bytes(raw::hash(&[enc])),
            bytes(raw::hash(&[&payload])),
        ]);
        let signature = raw::sign(&fixed("lead"), GRANT, &message);
        raw::pad(&array(&[bytes(&payload), bytes(signature)]), 256)
    })
}

fn commitment_below() -> [u8; 32] {
    let [.., form] = roles(&secret(BELOW, 5, 0), &fixed(BELOW), 5);
    commitment(&form, &fixed(BELOW), 5)
}

fn randomness() -> [u8; 64] {
    let both = [fixed("randomness"), fixed("more randomness")].concat();
    both.try_into().unwrap()
}

/// A slot wrapped in epoch 2 above, opened in `running` by whoever holds the secret of the slot's own role.
fn opened(case: Case, running: u32, place: u8) -> Case {
    let to = seed(2, place);
    case.with("space", fixed(BELOW))
        .with("epoch", 5u32.to_be_bytes())
        .with("above-space", fixed(ABOVE))
        .with("above-epoch", running.to_be_bytes())
        .with("above-role", [number_of(place)])
        .with("above-secret", secret(ABOVE, running, place))
        .with("place", [place])
        .with("slot", slot(&to, place))
        .with("recipient", to)
        .with("randomness", randomness())
        .with("lead", fixed("lead"))
        .with("secret", secret(BELOW, 5, place))
        .with("capability", fixed("capability"))
        .with("commitment", commitment_below())
}

/// What the rotation that began epoch 3 handed on; each fault changes one thing.
struct Chain {
    label: &'static [u8],
    space: [u8; 32],
    epoch: u32,
    under: [u8; 32],
    holds: Vec<u8>,
    size: usize,
}

impl Chain {
    fn sealed(self) -> Vec<u8> {
        let id = raw::hash(&[b"chain id"]);
        let padded = raw::pad(&self.holds, self.size);
        raw::seal(
            &self.under,
            self.label,
            &self.space,
            self.epoch,
            &id,
            &padded,
        )
    }
}

fn handed_on(case: Case, change: impl FnOnce(&mut Chain)) -> Case {
    let mut chain = Chain {
        label: b"skrynia/1/below-chain",
        space: fixed(ABOVE),
        epoch: 3,
        under: roster_key(3),
        holds: seed(2, 0).to_vec(),
        size: 64,
    };
    change(&mut chain);
    opened(case, 3, 0)
        .with("chain-epoch", 3u32.to_be_bytes())
        .with("chain", chain.sealed())
}

/// In epoch 4: the roster's chain leads to epoch 3, and what was handed on there to the key of epoch 2.
fn handed_on_twice() -> Case {
    let case = Case::ok("handed-on-twice", "Two rotations above since.");
    let roster = raw::seal(
        &roster_key(4),
        b"skrynia/1/roster-chain",
        &fixed(ABOVE),
        4,
        &raw::hash(&[b"roster chain id"]),
        &raw::pad(&roster_key(3), 64),
    );
    handed_on(case, |_| {})
        .with("above-epoch", 4u32.to_be_bytes())
        .with("above-secret", secret(ABOVE, 4, 0))
        .with("roster-chain", roster)
}

pub(super) fn cases() -> Vec<Case> {
    let lead = opened(Case::ok("lead", "L, by who holds L above."), 2, 0);
    let shown = |name: &str, note: &str, slot: Vec<u8>| lead.fault(name, note).with("slot", slot);
    let wrong = |name: &str, note: &str, change: fn(&mut Chain)| {
        handed_on(Case::refused(name, note), change)
    };
    let nobody = raw::kem_public(&fixed("a key that was thrown away"));
    let dummy = raw::slot(&nobody, &fixed(BELOW), 5, &randomness(), |_| {
        raw::pad(&[], 256)
    });
    vec![
        lead.clone(),
        opened(Case::ok("editor", "E, by who holds E above."), 2, 1),
        opened(Case::ok("viewer", "R, by who holds R above."), 2, 2),
        shown(
            "slot-of-another-role",
            "Slot 1 in the place of slot 0.",
            slot(&seed(2, 1), 1),
        ),
        shown(
            "another-role-for-the-key",
            "E, wrapped to the key of L above.",
            slot(&seed(2, 0), 1),
        ),
        shown("closed", "A dummy, as in a region that isn't open.", dummy),
        lead.fault("by-an-editor-above", "Who holds E above tries slot 0.")
            .with("above-role", [3])
            .with("above-secret", secret(ABOVE, 2, 1)),
        lead.fault("another-epoch", "Shown as the next epoch's.")
            .with("epoch", 6u32.to_be_bytes()),
        lead.fault("another-space", "Shown as another region's.")
            .with("space", fixed("region beside")),
        lead.fault("another-space-above", "L of another region.")
            .with("above-space", fixed("region beside")),
        lead.fault("another-epoch-above", "L of another epoch.")
            .with("above-epoch", 3u32.to_be_bytes())
            .with("above-secret", secret(ABOVE, 3, 0)),
        handed_on(Case::ok("handed-on", "A rotation above since."), |_| {}),
        handed_on_twice(),
        handed_on_twice()
            .fault(
                "handed-on-to-epoch-4",
                "The first of the two as the second.",
            )
            .with("chain-epoch", 4u32.to_be_bytes()),
        handed_on(
            Case::refused("handed-on-to-editors", "Editors have no key of the roster."),
            |_| {},
        )
        .with("above-role", [3])
        .with("above-secret", secret(ABOVE, 3, 1)),
        opened(
            Case::refused("handed-on-slot-1", "Only the key of L is handed on."),
            3,
            1,
        )
        .with("above-role", [4])
        .with("above-secret", secret(ABOVE, 3, 0))
        .with("chain-epoch", 3u32.to_be_bytes())
        .with("chain", handed_on(lead.clone(), |_| {}).get("chain")),
        wrong(
            "chain-of-the-roster",
            "Sealed as the roster's key is.",
            |c| {
                c.label = b"skrynia/1/roster-chain";
            },
        ),
        wrong(
            "chain-of-another-epoch",
            "Sealed in the place of epoch 4.",
            |c| {
                c.epoch = 4;
            },
        ),
        wrong(
            "chain-of-another-space",
            "Handed on in another region.",
            |c| {
                c.space = fixed("region beside");
            },
        ),
        wrong(
            "chain-under-the-old-key",
            "Sealed under the ending epoch's roster key.",
            |c| {
                c.under = roster_key(2);
            },
        ),
        wrong("chain-padding", "Padded to 128 bytes.", |c| c.size = 128),
        wrong("chain-too-short", "A seed of 31 bytes.", |c| {
            c.holds.truncate(31);
        }),
        wrong("chain-too-long", "A byte after the seed.", |c| {
            c.holds.push(0)
        }),
        wrong("chain-of-another-key", "The seed of the key of E.", |c| {
            c.holds = seed(2, 1).to_vec();
        }),
    ]
}
