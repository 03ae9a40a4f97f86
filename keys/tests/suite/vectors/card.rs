use keys::card::Card;
use keys::{Access, Epoch, Hash, Refused, Role, Secret, SpaceId};

use super::chain::{commitment, roles};
use super::log::{ADMIN, Draft, Writer, create_with, fingerprint, found, founding_key, grant};
use super::tree::child_of;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, flipped, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let role = if case.find("read").is_some() {
        Role::Viewer
    } else {
        Role::Collector
    };
    let secret =
        Secret::from_bytes(&case.array(if role == Role::Viewer { "read" } else { "form" }));
    let access = Access::new(epoch, role, secret);
    let card = Card::open(&access, Hash(case.array("founding")), case.get("card"))?;
    assert_eq!(card.card().region.as_bytes(), case.get("region"));
    assert_eq!(card.card().inbox.0.as_slice(), case.get("inbox"));
    assert_eq!(card.card().lead.0, case.array("lead"));
    assert!(card.authority().is_lead(&card.card().lead));
    Ok(())
}

/// Everything that goes into a card; each test changes one thing.
struct Parts {
    version: u8,
    signer: [u8; 32],
    named: Option<[u8; 32]>,
    commitment: [u8; 32],
    inbox: Vec<u8>,
    chain: Vec<Vec<u8>>,
    signed_place: Vec<u8>,
    label: &'static [u8],
}

const SIGNATURE: &[u8] = b"skrynia/1/card-signature";

fn make(case: Case, viewer: bool, change: impl FnOnce(&mut Parts)) -> Case {
    let log = Writer::begun();
    let chain = vec![log.statements[0].clone(), log.statements[2].clone()];
    make_in((log.space, log.epoch), chain, case, viewer, change)
}

/// A card of a region below the root: what was copied, what was said of those above, its own lead's grant.
fn below(case: Case, epoch: u32, change: impl FnOnce(&mut Parts)) -> Case {
    let space = fixed("child");
    let [.., form] = roles(&fixed("lead secret"), &space, 1);
    let committed = commitment(&form, &space, 1);
    let create = create_with(space, committed, true, &text("Брэст"));
    let mut chain = child_of(create).statements;
    chain.truncate(5);
    make_in((space, epoch), chain, case, false, change)
}

fn make_in(
    (space, epoch): ([u8; 32], u32),
    chain: Vec<Vec<u8>>,
    case: Case,
    viewer: bool,
    change: impl FnOnce(&mut Parts),
) -> Case {
    let [_, _, read, form] = roles(&fixed("lead secret"), &space, epoch);
    let inbox: [u8; 32] = raw::expand(
        &read,
        b"skrynia/1/kem-inbox",
        &[&raw::context(b"skrynia/1/kem-inbox", &space, epoch)],
    );
    let mut parts = Parts {
        version: 1,
        signer: fixed("lead"),
        named: None,
        commitment: commitment(&form, &space, epoch),
        inbox: raw::kem_public(&inbox),
        chain,
        signed_place: raw::context(SIGNATURE, &space, epoch),
        label: SIGNATURE,
    };
    change(&mut parts);
    let lead = parts.named.unwrap_or_else(|| raw::public(&parts.signer));
    let card = array(&[
        uint(parts.version),
        text("Брэст"),
        bytes(b"criteria"),
        bytes(&parts.inbox),
        bytes(parts.commitment),
        uint(1u8),
        uint(20_000u16),
        bytes(lead),
        array(&parts.chain),
    ]);
    let message = [parts.signed_place, card.clone()].concat();
    let signed = array(&[
        bytes(&card),
        bytes(raw::sign(&parts.signer, parts.label, &message)),
    ]);
    let class = [4 << 10, 16 << 10]
        .into_iter()
        .find(|class| signed.len() < *class)
        .unwrap();
    let sealed = raw::seal(
        &form,
        b"skrynia/1/card",
        &space,
        epoch,
        &fixed("blob id"),
        &raw::pad(&signed, class),
    );
    case.with("space", space)
        .with("epoch", epoch.to_be_bytes())
        .with(
            if viewer { "read" } else { "form" },
            if viewer { read } else { form },
        )
        .with("founding", fingerprint())
        .with("region", "Брэст")
        .with("inbox", parts.inbox)
        .with("lead", lead)
        .with("card", sealed)
}

/// A grant of the lead's role in another space of the same organisation.
fn elsewhere() -> Vec<u8> {
    let log = Writer::begun();
    Draft {
        space: fixed("other space"),
        ..log.draft(ADMIN, grant("lead", 4))
    }
    .signed()
}

/// Cards of a region below: the chain is [found, lead's grant, create, parent, own lead's grant].
fn cases_below() -> Vec<Case> {
    let fault = |name: &str, note: &str, change: fn(&mut Parts)| {
        below(Case::refused(name, note), 1, change)
    };
    vec![
        below(
            Case::ok("below-own-lead", "Signed by its own lead."),
            1,
            |p| {
                p.signer = fixed("own lead");
            },
        ),
        below(
            Case::ok("below-lead-above", "Signed by a lead above."),
            1,
            |p| {
                p.chain.truncate(4);
            },
        ),
        below(Case::ok("below-later", "In a later epoch."), 2, |_| {}),
        fault("below-editor-above", "Signed by an editor above.", |p| {
            p.signer = fixed("editor above");
        }),
        fault(
            "below-stops-above",
            "A chain that ends in the region above.",
            |p| {
                p.chain.truncate(2);
            },
        ),
        fault(
            "below-other-commitment",
            "Created with another first epoch.",
            |p| {
                let create = create_with(fixed("child"), fixed("other"), true, &text("Брэст"));
                p.chain = child_of(create).statements;
                p.chain.truncate(5);
            },
        ),
        fault("below-another", "The chain of a region beside.", |p| {
            let create = create_with(fixed("beside"), fixed("other"), true, &text("Брэст"));
            p.chain = child_of(create).statements;
            p.chain.truncate(3);
        }),
        fault(
            "below-without-creation",
            "Nothing says that it is below.",
            |p| {
                p.chain.remove(2);
            },
        ),
        fault("below-as-the-root", "Its own lead's grant alone.", |p| {
            p.signer = fixed("own lead");
            p.chain = vec![p.chain[0].clone(), p.chain[4].clone()];
        }),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = cases_below();
    cases.extend(cases_of_the_root());
    cases
}

fn cases_of_the_root() -> Vec<Case> {
    let ok = make(
        Case::ok("lead", "Signed by a lead, whom an admin granted."),
        false,
        |_| {},
    );
    let fault = |name: &str, note: &str, change: fn(&mut Parts)| {
        make(Case::refused(name, note), false, change)
    };
    let card = ok.get("card").to_vec();
    vec![
        make(
            Case::ok("as-viewer", "A viewer checks the inbox key too."),
            true,
            |_| {},
        ),
        make(
            Case::ok("admin", "Signed by an admin: found is enough."),
            false,
            |p| {
                p.signer = fixed(ADMIN);
                p.chain.truncate(1);
            },
        ),
        make(
            Case::refused("as-viewer-other-inbox", "An inbox key that isn't R's."),
            true,
            |p| {
                p.inbox = raw::kem_public(&fixed("other inbox"));
            },
        ),
        ok.fault("other-space", "Offered in another space.")
            .with("space", fixed("other space")),
        ok.fault("other-epoch", "Offered in another epoch.")
            .with("epoch", 3u32.to_be_bytes()),
        ok.fault("other-founding", "Another organisation is pinned.")
            .with("founding", fixed("other")),
        ok.fault("other-form", "Another F.")
            .with("form", fixed("other form")),
        ok.fault("flipped", "One bit of the ciphertext.")
            .with("card", flipped(&card, 100)),
        fault("version-2", "Version 2.", |p| p.version = 2),
        fault("other-commitment", "A commitment to another chain.", |p| {
            p.commitment = fixed("other")
        }),
        fault(
            "stranger",
            "Signed by somebody the chain doesn't know.",
            |p| p.signer = fixed("stranger"),
        ),
        fault("not-the-signer", "Names a lead who didn't sign.", |p| {
            p.named = Some(raw::public(&fixed(ADMIN)))
        }),
        fault("signed-elsewhere", "Signed for another epoch.", |p| {
            p.signed_place = raw::context(SIGNATURE, &fixed("space"), 2);
        }),
        fault(
            "signed-as-statement",
            "A signature for another purpose.",
            |p| p.label = b"skrynia/1/statement",
        ),
        fault(
            "inbox-low-order",
            "An inbox key with a low-order X25519 part.",
            |p| {
                p.inbox[1184..].copy_from_slice(&raw::low_order_points()[2]);
            },
        ),
        fault("chain-empty", "No authority at all.", |p| p.chain.clear()),
        fault("chain-without-founding", "A grant by nobody known.", |p| {
            p.chain.remove(0);
        }),
        fault("chain-backwards", "The grant before the founding.", |p| {
            p.chain.reverse()
        }),
        fault("chain-of-other-space", "A lead of another region.", |p| {
            p.chain[1] = elsewhere()
        }),
        fault("chain-editor", "Signed by an editor.", |p| {
            p.signer = fixed("editor");
            p.chain = Writer::begun().statements;
        }),
        fault("chain-other-founding", "Founded by another key.", |p| {
            let log = Writer::new();
            p.chain[0] = log.draft("usurper", found(&log.space, &[ADMIN])).signed();
        }),
        fault(
            "chain-signature",
            "A statement of the chain that was altered.",
            |p| p.chain[1] = flipped(&p.chain[1], 100),
        ),
        fault(
            "chain-beacon-by-admin",
            "A statement that its author may make, but that makes nobody a lead.",
            |p| {
                let log = Writer::begun();
                let beacon = log.draft(ADMIN, array(&[uint(7u8), array(&[])]));
                p.chain.push(beacon.signed());
            },
        ),
        fault(
            "chain-beacon",
            "A statement that makes nobody a lead.",
            |p| {
                let log = Writer::begun();
                let beacon = Draft {
                    author: founding_key(),
                    ..log.draft(ADMIN, array(&[uint(7u8), array(&[])]))
                };
                p.chain.push(beacon.signed());
            },
        ),
        ok,
    ]
}
