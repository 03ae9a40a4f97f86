use keys::roster::Roster;
use keys::{Access, Epoch, PublicKey, Refused, Role, Secret, SpaceId};

use super::chain::roles;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, raw};

/// A name given in epoch 2, and the rotation that handed epoch 2's key on to epoch 3.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = |number| Epoch {
        space: SpaceId(case.array("space")),
        number,
    };
    let lead = Secret::from_bytes(&case.array("lead"));
    let member = PublicKey(fixed("member"));
    let mut roster = Roster::default();
    roster.add(member, epoch(2), case.get("entry").to_vec());
    roster.chain(epoch(3), 2, case.get("chain").to_vec());
    // Whoever leads now has only the newest secret.
    roster.unlock(&Access::new(epoch(3), Role::Lead, lead));
    let name = roster.name(&member).ok_or(Refused)?;
    assert_eq!(name.as_bytes(), case.get("name"));
    let was = case.find("was").map(|_| PublicKey(case.array("was")));
    if let Some(was) = was {
        assert_eq!(roster.after(&was), Some(&member));
    }
    let tokens = roster.tokens(&member).map(|batch| (batch.next, batch.end));
    assert_eq!(tokens, case.find("seed").map(|_| (3, 9)));
    Ok(())
}

struct Parts {
    entry: Vec<u8>,
    entry_epoch: u32,
    chain_epoch: u32,
    chain_secret: [u8; 32],
    chain_holds: Vec<u8>,
    chain_size: usize,
}

fn make(case: Case, change: impl FnOnce(&mut Parts)) -> Case {
    let space = fixed("space");
    let name = "Алена Цвірка";
    let key = |secret: &[u8; 32], epoch| {
        let [lead, ..] = roles(secret, &space, epoch);
        let label = b"skrynia/1/roster-key";
        let key: [u8; 32] = raw::expand(&lead, label, &[&raw::context(label, &space, epoch)]);
        key
    };
    let (old, new) = (fixed("lead secret"), fixed("next lead secret"));
    let mut parts = Parts {
        entry: array(&[text(name)]),
        entry_epoch: 2,
        chain_epoch: 3,
        chain_secret: new,
        chain_holds: key(&old, 2).to_vec(),
        chain_size: 64,
    };
    change(&mut parts);
    let entry = raw::seal(
        &key(&old, 2),
        b"skrynia/1/roster-name",
        &space,
        parts.entry_epoch,
        &raw::hash(&[b"entry id"]),
        &raw::pad(&parts.entry, 256),
    );
    let chain = raw::seal(
        &key(&parts.chain_secret, 3),
        b"skrynia/1/roster-chain",
        &space,
        parts.chain_epoch,
        &raw::hash(&[b"chain id"]),
        &raw::pad(&parts.chain_holds, parts.chain_size),
    );
    case.with("space", space)
        .with("lead", new)
        .with("name", name.as_bytes())
        .with("entry", entry)
        .with("chain", chain)
}

pub(super) fn cases() -> Vec<Case> {
    let tokens = array(&[bytes(fixed("seed")), uint(3u8), uint(9u8)]);
    vec![
        make(Case::ok("name", "A name from before a rotation."), |_| {}),
        make(
            Case::ok(
                "tokens",
                "A lead's, with admission tokens 3 to 8 of a seed.",
            ),
            |p| p.entry = array(&[text("Алена Цвірка"), tokens]),
        )
        .with("seed", fixed("seed")),
        make(
            Case::ok("again", "Somebody let in again, whose keys were lost."),
            |p| {
                let was = bytes(fixed("lost key"));
                p.entry = array(&[text("Алена Цвірка"), vec![0xf6], was]);
            },
        )
        .with("was", fixed("lost key")),
        make(
            Case::refused(
                "entry-of-another-epoch",
                "Sealed for epoch 3 under the key of epoch 2.",
            ),
            |p| p.entry_epoch = 3,
        ),
        make(
            Case::refused("chain-of-another-epoch", "Handed on to epoch 4."),
            |p| p.chain_epoch = 4,
        ),
        make(
            Case::refused(
                "chain-of-another-lead",
                "Handed on under a key nobody knows.",
            ),
            |p| p.chain_secret = fixed("another secret"),
        ),
        make(
            Case::refused("chain-padding", "Padded to 128 bytes."),
            |p| p.chain_size = 128,
        ),
        make(
            Case::refused("chain-too-short", "A key of 31 bytes."),
            |p| p.chain_holds.truncate(31),
        ),
        make(
            Case::refused("chain-too-long", "A byte after the key."),
            |p| p.chain_holds.push(0),
        ),
        make(Case::refused("not-canonical", "A name and null."), |p| {
            p.entry = array(&[text("Алена Цвірка"), vec![0xf6]])
        }),
        make(
            Case::refused("seed-too-short", "Tokens of a seed of 31 bytes."),
            |p| {
                let tokens = array(&[bytes(&fixed("seed")[1..]), uint(3u8), uint(9u8)]);
                p.entry = array(&[text("Алена Цвірка"), tokens]);
            },
        ),
    ]
}
