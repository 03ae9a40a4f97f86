//! Logs of regions below the root: what they open with, and what is said of those above.

use keys::Refused;

use super::log::{
    ADMIN, Draft, Writer, appoint, beacon, body, change, create_as, criteria, found, founding_key,
    grant, revoke,
};
use super::rotation::{capabilities, renewed, said};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)
}

/// A statement said in a region above: neither its epoch nor what its author had seen there is this log's to judge.
fn copy(space: [u8; 32], author: [u8; 32], body: Vec<u8>) -> Draft {
    let log = Writer::of(space, 5, 5);
    // But for the founding, which is always the first.
    let epoch = if author == founding_key() { 1 } else { 5 };
    Draft {
        author,
        epoch,
        seen: (77, fixed("a head of another log")),
        ..log.draft(ADMIN, body)
    }
}

/// An appointment as it stands in the root.
fn carried(number: u8, admins: &[&str]) -> Draft {
    Draft {
        epoch: 3,
        ..copy(root(), founding_key(), appoint(number, admins))
    }
}

fn root() -> [u8; 32] {
    fixed("root")
}

fn create(child: [u8; 32]) -> Vec<u8> {
    create_as(child, true, &text("Барысаў"))
}

/// `found` and a lead's grant, as copied from the root.
fn copies_of_root() -> Vec<Draft> {
    vec![
        copy(root(), founding_key(), found(&root(), &[ADMIN])),
        copy(root(), fixed(ADMIN), grant("lead", 4)),
    ]
}

fn names(names: &[&str]) -> Vec<u8> {
    let mut keys: Vec<[u8; 32]> = names.iter().map(|name| raw::public(&fixed(name))).collect();
    keys.sort_unstable();
    array(&keys.iter().map(bytes).collect::<Vec<_>>())
}

fn leads(names: &[&str]) -> Vec<u8> {
    let mut leads: Vec<([u8; 32], [u8; 32])> = names
        .iter()
        .map(|name| (raw::public(&fixed(name)), fixed(&format!("{name}'s keys"))))
        .collect();
    leads.sort_unstable();
    let lead = |(key, keys): &([u8; 32], [u8; 32])| array(&[bytes(key), bytes(keys)]);
    array(&leads.iter().map(lead).collect::<Vec<_>>())
}

/// Who stands in one region above.
fn stand(leads: &[&str], editors: &[&str]) -> Vec<u8> {
    array(&[self::leads(leads), names(editors)])
}

fn keys_of_parent(epoch: u8) -> Vec<u8> {
    let key = |role: &str| {
        bytes(raw::kem_public(&fixed(&format!(
            "{role} {epoch} of parent"
        ))))
    };
    array(&[key("lead"), key("edit"), key("read")])
}

fn parent(epoch: u8, keys: Option<Vec<u8>>, above: &[Vec<u8>]) -> Vec<u8> {
    parent_with(epoch, keys, above, None)
}

fn parent_with(
    epoch: u8,
    keys: Option<Vec<u8>>,
    above: &[Vec<u8>],
    capabilities: Option<Vec<u8>>,
) -> Vec<u8> {
    let mut fields = vec![
        uint(epoch),
        bytes(fixed(&format!("parent's commitment {epoch}"))),
        keys.unwrap_or(vec![0xf6]),
        array(above),
    ];
    fields.extend(capabilities);
    body(10, &[array(&fields)])
}

fn first(above: &[Vec<u8>]) -> Vec<u8> {
    parent_with(
        5,
        Some(keys_of_parent(5)),
        above,
        Some(capabilities("first")),
    )
}

fn again(above: &[Vec<u8>]) -> Vec<u8> {
    parent(5, None, above)
}

fn opened(copies: &[Draft]) -> Writer {
    opened_in(1, copies)
}

fn opened_in(sealed: u32, copies: &[Draft]) -> Writer {
    let mut log = Writer::of(fixed("child"), 1, sealed);
    for copy in copies {
        log.put(1, copy);
    }
    log
}

/// A child of the root, with an editor and a lead above, and a lead and an editor of its own.
pub(super) fn child() -> Writer {
    child_of(create(fixed("child")))
}

pub(super) fn child_of(create: Vec<u8>) -> Writer {
    child_in(1, create)
}

/// As it lies in an epoch.
fn child_in(sealed: u32, create: Vec<u8>) -> Writer {
    let mut copies = copies_of_root();
    copies.push(copy(root(), fixed("lead"), create));
    let mut log = opened_in(sealed, &copies);
    log.say(1, "lead", first(&[stand(&["lead"], &["editor above"])]));
    log.say(1, "lead", grant("own lead", 4));
    log.say(1, "own lead", grant("own editor", 3));
    log
}

/// A child of a middle region: a lead of the root above a lead of the middle.
pub(super) fn grandchild() -> Writer {
    let middle = fixed("middle");
    let mut copies = copies_of_root();
    copies.extend([
        copy(root(), fixed("lead"), create(middle)),
        copy(middle, fixed("lead"), first(&[stand(&["lead"], &[])])),
        copy(middle, fixed("lead"), grant("middle lead", 4)),
        copy(middle, fixed("middle lead"), create(fixed("child"))),
    ]);
    let mut log = opened(&copies);
    let above = [stand(&["lead"], &[]), stand(&["middle lead"], &[])];
    log.say(1, "middle lead", first(&above));
    log
}

fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = child();
    write(&mut log);
    log.case(name, note)
}

fn deep(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = grandchild();
    write(&mut log);
    log.case(name, note)
}

/// An opening that ends with one more copy.
fn copied(name: &str, note: &str, verdict: u8, last: &Draft) -> Case {
    let mut log = opened(&copies_of_root());
    log.put(verdict, last);
    log.case(name, note)
}

/// As many regions below one another.
fn depth(name: &str, note: &str, regions: u8) -> Case {
    let region = |depth: u8| {
        if depth == 0 {
            root()
        } else if depth + 1 == regions {
            fixed("child")
        } else {
            fixed(&format!("region {depth}"))
        }
    };
    let mut log = opened(&copies_of_root());
    for depth in 1..regions {
        let create = create(region(depth));
        let verdict = if depth < 8 { 1 } else { 4 };
        log.put(verdict, &copy(region(depth - 1), fixed(ADMIN), create));
    }
    log.case(name, note)
}

fn parents() -> Vec<Case> {
    let above = || stand(&["lead"], &["editor above"]);
    let mut low = raw::kem_public(&fixed("any"));
    low[1184..].copy_from_slice(&raw::low_order_points()[3]);
    let low = array(&[bytes(&low), bytes(&low), bytes(&low)]);
    let weak = array(&[array(&[]), array(&[bytes(raw::weak_keys()[4])])]);
    let mut two = ["lead", "another"].map(|name| raw::public(&fixed(name)));
    two.sort_unstable();
    two.reverse();
    let backwards = array(&[array(&[]), array(&two.map(bytes))]);
    vec![
        with("begun", "Copies, then its own statements.", |_| {}),
        with("parent-again", "The same keys, others above.", |log| {
            log.say(1, "lead", again(&[stand(&["lead", "second lead"], &[])]));
            log.say(1, "second lead", grant("friend", 2));
        }),
        with(
            "parent-next-epoch",
            "New keys above, and no rotation that wraps to them.",
            |log| {
                log.say(4, "lead", parent(6, Some(keys_of_parent(6)), &[above()]));
            },
        ),
        with(
            "parent-other-keys",
            "Other keys of the same epoch.",
            |log| {
                log.say(4, "lead", parent(5, Some(keys_of_parent(6)), &[above()]));
            },
        ),
        with("parent-same-keys", "The same keys once more.", |log| {
            log.say(1, "lead", parent(5, Some(keys_of_parent(5)), &[above()]));
        }),
        with(
            "parent-epoch-back",
            "An epoch that was over, and no rotation.",
            |log| {
                log.say(4, "lead", parent(4, Some(keys_of_parent(4)), &[above()]));
            },
        ),
        with(
            "parent-unseen",
            "Its author hadn't seen the last one.",
            |log| {
                let kept = log.draft("lead", again(&[above()]));
                log.say(1, ADMIN, again(&[above()]));
                log.put(5, &kept);
            },
        ),
        with("parent-by-own-lead", "Not by who leads here only.", |log| {
            log.say(4, "own lead", again(&[stand(&["own lead"], &[])]));
        }),
        with("parent-by-editor-above", "Nor by an editor above.", |log| {
            log.say(4, "editor above", again(&[stand(&["editor above"], &[])]));
        }),
        with(
            "parent-too-many",
            "More regions above than there are.",
            |log| {
                log.say(4, "lead", again(&[above(), above()]));
            },
        ),
        with(
            "parent-too-few",
            "Fewer regions above than there are.",
            |log| {
                log.say(4, "lead", again(&[]));
            },
        ),
        with("parent-not-ascending", "Editors in another order.", |log| {
            log.say(4, "lead", again(&[backwards]));
        }),
        with(
            "parent-weak-capability",
            "A capability of small order.",
            |log| {
                let weak = bytes(raw::weak_keys()[4]);
                let weak = array(&[weak.clone(), weak.clone(), weak]);
                log.say(4, "lead", parent_with(5, None, &[above()], Some(weak)));
            },
        ),
        with(
            "parent-weak-key",
            "An editor's key of small order.",
            |log| {
                log.say(4, "lead", again(&[weak]));
            },
        ),
        with(
            "parent-low-order",
            "Keys above with low-order parts.",
            |log| {
                log.say(4, "lead", parent(6, Some(low), &[above()]));
            },
        ),
        deep(
            "parent-by-the-middle",
            "A middle lead about its own region.",
            |log| {
                let above = [
                    stand(&["lead"], &[]),
                    stand(&["middle lead", "friend"], &[]),
                ];
                log.say(1, "middle lead", again(&above));
                log.say(1, "friend", grant("viewer", 2));
            },
        ),
        deep(
            "parent-further-up",
            "A middle lead about the root.",
            |log| {
                let above = [
                    stand(&["lead", "friend"], &[]),
                    stand(&["middle lead"], &[]),
                ];
                log.say(4, "middle lead", again(&above));
            },
        ),
        deep(
            "parent-puts-out-further-up",
            "A middle lead puts a lead of the root out.",
            |log| {
                let above = [stand(&[], &[]), stand(&["middle lead"], &[])];
                log.say(4, "middle lead", again(&above));
            },
        ),
        deep(
            "parent-by-the-root",
            "A lead of the root about both.",
            |log| {
                let above = [stand(&["lead", "friend"], &[]), stand(&[], &[])];
                log.say(1, "lead", again(&above));
                log.say(1, "friend", grant("viewer", 2));
            },
        ),
    ]
}

fn rights() -> Vec<Case> {
    vec![
        with("lead-above", "Leads above are leads here.", |log| {
            log.say(1, "lead", revoke("own lead"));
            log.say(1, "lead", create(fixed("grandchild")));
        }),
        with(
            "criteria",
            "A region's own lead says what it asks, and one above.",
            |log| {
                log.say(1, "own lead", criteria(&[text("Барысаў")]));
                log.say(1, "lead", criteria(&[text("Барысаўскі раён")]));
            },
        ),
        with("criteria-by-an-editor", "Editors don't.", |log| {
            log.say(4, "own editor", criteria(&[text("Барысаў")]));
        }),
        copied(
            "criteria-copied",
            "What is asked above isn't copied.",
            4,
            &{ copy(root(), fixed(ADMIN), criteria(&[text("Мінск")])) },
        ),
        with("editor-above", "An editor above writes here.", |log| {
            log.say(1, "editor above", change(text("Алена")));
        }),
        with("editor-above-grants", "And lets nobody in.", |log| {
            log.say(4, "editor above", grant("friend", 2));
        }),
        with("viewer-above", "A viewer above is nobody here.", |log| {
            log.say(4, "viewer above", change(text("x")));
        }),
        with(
            "stranger",
            "A lead of a region beside is nobody here.",
            |log| {
                log.say(4, "lead beside", grant("friend", 4));
            },
        ),
        with("no-lead-above-any-more", "Put out above.", |log| {
            log.say(1, ADMIN, again(&[stand(&[], &[])]));
            log.say(4, "lead", grant("friend", 4));
        }),
        with(
            "grant-by-old-standing",
            "Put out above, let in again, an old grant.",
            |log| {
                let kept = log.draft("lead", grant("friend", 4));
                log.say(1, ADMIN, again(&[stand(&[], &[])]));
                log.say(1, ADMIN, again(&[stand(&["lead"], &[])]));
                log.put(4, &kept);
            },
        ),
        with(
            "own-lead-revokes-above",
            "Nobody is put out from below.",
            |log| {
                log.say(1, ADMIN, grant("lead", 4));
                log.say(4, "own lead", revoke("lead"));
            },
        ),
        with("own-lead-lowers-above", "Nor made less.", |log| {
            log.say(4, "own lead", grant("lead", 2));
        }),
        deep("middle-lead-revokes-above", "Nor from the middle.", |log| {
            log.say(1, ADMIN, grant("lead", 4));
            log.say(4, "middle lead", revoke("lead"));
        }),
        with(
            "appointed-here",
            "Admins are appointed in the root only, and the very word is carried down.",
            |log| {
                log.put(4, &log.founder(appoint(1, &[ADMIN, "second admin"])));
            },
        ),
        with(
            "appointment-carried",
            "An appointment, as said in the root.",
            |log| {
                log.put(1, &carried(1, &[ADMIN, "second admin"]));
                log.say(1, "second admin", again(&[stand(&["lead"], &[])]));
            },
        ),
        with("appointment-carried-twice", "The same once more.", |log| {
            log.put(1, &carried(1, &[ADMIN, "second admin"]));
            log.put(2, &carried(1, &[ADMIN, "second admin"]));
        }),
        with("appointment-overtaken", "One that was overtaken.", |log| {
            log.put(1, &carried(2, &[ADMIN]));
            log.put(4, &carried(1, &["second admin"]));
        }),
        with(
            "appointment-from-beside",
            "One said elsewhere than in the root.",
            |log| {
                let body = appoint(1, &["second admin"]);
                log.put(4, &copy(fixed("beside"), founding_key(), body));
            },
        ),
        with(
            "appointment-by-an-admin",
            "And not by the founding key.",
            |log| {
                log.put(
                    4,
                    &copy(root(), fixed(ADMIN), appoint(1, &["second admin"])),
                );
            },
        ),
        with(
            "dismissed-here",
            "Who isn't appointed any more is dismissed.",
            |log| {
                log.say(1, ADMIN, grant(ADMIN, 4));
                log.put(1, &carried(1, &["second admin"]));
                log.say(4, ADMIN, grant("friend", 4));
            },
        ),
        with(
            "grant-kept-back-here",
            "A grant to an admin, shown after the dismissal.",
            |log| {
                let kept = log.draft("lead", grant(ADMIN, 4));
                log.put(1, &carried(1, &["second admin"]));
                log.put(4, &kept);
            },
        ),
        deep("appointment-carried-low", "Two below the root.", |log| {
            log.put(1, &carried(1, &["second admin"]));
            log.say(4, ADMIN, grant("friend", 4));
        }),
        with("copy-after-the-opening", "A copy among its own.", |log| {
            log.put(4, &copy(root(), fixed(ADMIN), grant("friend", 4)));
        }),
        with("create-the-root", "A region above as one below.", |log| {
            log.say(4, "lead", create(root()));
        }),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let here = |author: &str, body| copy(root(), fixed(author), body);
    let mut cases = vec![
        copied(
            "copied-create",
            "The opening is whole.",
            1,
            &here("lead", create(fixed("child"))),
        ),
        copied(
            "copied-create-by-nobody",
            "Created by nobody that the copies make a lead.",
            4,
            &here("stranger", create(fixed("child"))),
        ),
        copied(
            "copied-appointment",
            "Admins, as appointed in the root.",
            1,
            &carried(4, &["second admin"]),
        ),
        copied(
            "copied-editor",
            "An editor's grant is no business of those below.",
            4,
            &here("lead", grant("editor", 3)),
        ),
        copied(
            "copied-revocation",
            "Nor is a revocation.",
            4,
            &here(ADMIN, revoke("lead")),
        ),
        copied(
            "copied-beacon",
            "Nor anything else.",
            4,
            &here(ADMIN, beacon()),
        ),
        copied(
            "copied-from-beside",
            "Said in a region that isn't above.",
            4,
            &copy(fixed("beside"), fixed("lead"), create(fixed("child"))),
        ),
        copied(
            "parent-of-the-root",
            "The root has nobody above.",
            4,
            &here(ADMIN, first(&[])),
        ),
        copied(
            "label-1024",
            "As long a name as there may be.",
            1,
            &here(
                "lead",
                create_as(fixed("child"), true, &text(&"a".repeat(1_021))),
            ),
        ),
        copied(
            "label-1025",
            "A longer one.",
            4,
            &here(
                "lead",
                create_as(fixed("child"), true, &text(&"a".repeat(1_022))),
            ),
        ),
        copied(
            "label-no-item",
            "A name that is no item.",
            4,
            &here("lead", create_as(fixed("child"), true, &[0xff])),
        ),
        copied(
            "closed",
            "Those above get no keys.",
            1,
            &here("lead", create_as(fixed("child"), false, &text("Барысаў"))),
        ),
        depth("eight-deep", "As deep as it goes.", 8),
        depth("nine-deep", "Deeper.", 9),
    ];
    let mut early = opened(&copies_of_root());
    early.say(4, ADMIN, grant("friend", 4));
    cases.push(early.case(
        "before-the-creation",
        "Its own statement before the opening is whole.",
    ));
    let mut usurped = opened(&[]);
    usurped.put(
        4,
        &Draft {
            epoch: 1,
            ..copy(root(), fixed("usurper"), found(&root(), &["usurper"]))
        },
    );
    cases.push(usurped.case(
        "copied-founding",
        "Founded by a key that isn't the pinned one.",
    ));
    cases.extend(parents());
    cases.extend(rights());
    cases.extend(rotated_from_above());
    cases
}

fn rotated_from_above() -> Vec<Case> {
    let rotated = |name: &str, note: &str, write: fn(&mut Writer, &[Vec<u8>])| {
        let mut members = ["own lead", "own editor"].map(|name| raw::public(&fixed(name)));
        members.sort_unstable();
        let members: Vec<Vec<u8>> = members
            .iter()
            .zip(3u16..)
            .map(|(member, slot)| renewed(member, slot))
            .collect();
        let mut log = child_in(2, create(fixed("child")));
        log.say(1, "lead", said(&members));
        log.epoch = 2;
        write(&mut log, &[stand(&["lead"], &[])]);
        log.case(name, note)
    };
    vec![
        rotated(
            "rotated-from-above",
            "New keys, and those of the new epoch above.",
            |log, above| log.say(1, "lead", parent(6, Some(keys_of_parent(6)), above)),
        ),
        rotated(
            "rotated-back",
            "An epoch above that was over: who said a later one may have lied.",
            |log, above| log.say(1, "lead", parent(4, Some(keys_of_parent(4)), above)),
        ),
        rotated(
            "rotated-by-another",
            "Keys by somebody who hasn't rotated.",
            |log, above| log.say(4, ADMIN, parent(6, Some(keys_of_parent(6)), above)),
        ),
        rotated(
            "rotated-and-more",
            "Keys that don't follow the rotation.",
            |log, above| {
                log.say(1, "lead", again(above));
                log.say(4, "lead", parent(6, Some(keys_of_parent(6)), above));
            },
        ),
    ]
}
