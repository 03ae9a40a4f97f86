use keys::Refused;

use super::log::{ADMIN, Writer, beacon, body, change, grant, revoke};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)
}

/// Those who stand once a log has begun, ascending by signing key.
pub(super) fn standing() -> Vec<[u8; 32]> {
    let mut members = [ADMIN, "lead", "editor"].map(|name| raw::public(&fixed(name)));
    members.sort_unstable();
    members.to_vec()
}

pub(super) fn rotate(members: &[[u8; 32]]) -> Vec<u8> {
    let members: Vec<Vec<u8>> = members
        .iter()
        .zip(3u16..)
        .map(|(member, slot)| renewed(member, slot))
        .collect();
    said(&members)
}

pub(super) fn renewed(member: &[u8; 32], slot: u16) -> Vec<u8> {
    let capability = raw::public(&raw::hash(&[b"next capability", member]));
    array(&[bytes(member), bytes(capability), uint(slot)])
}

pub(super) fn said(members: &[Vec<u8>]) -> Vec<u8> {
    said_above(members, capabilities("next"))
}

/// Capabilities of those above.
pub(super) fn capabilities(name: &str) -> Vec<u8> {
    let key = |role: &str| bytes(raw::public(&fixed(&format!("{name} {role} above"))));
    array(&[key("lead"), key("edit"), key("read")])
}

fn said_above(members: &[Vec<u8>], above: Vec<u8>) -> Vec<u8> {
    let fields = [
        bytes(fixed("next commitment")),
        array(members),
        bytes([7; 10]),
        bytes([9; 10]),
        above,
    ];
    body(8, &[array(&fields)])
}

/// A log that has begun in epoch 1, sealed anew in epoch 2.
fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = Writer::begun_in(2);
    write(&mut log);
    log.case(name, note)
}

fn rotated(log: &mut Writer) {
    log.say(1, "lead", rotate(&standing()));
    log.epoch = 2;
}

/// A rotation that a lead only appended, and what lies there after the epoch that is named.
fn appended(sealed: u32, name: &str, note: &str) -> Case {
    let mut here = Writer::begun();
    let stray = here.seal(&here.draft("lead", rotate(&standing())).signed());
    if sealed == 1 {
        here.put_blob(4, stray, None);
        here.say(1, "editor", beacon());
        return here.case(name, note);
    }
    with(name, note, |log| {
        log.put_blob(4, stray, None);
        log.turn_into_pages(&[5]);
        rotated(log);
        log.say(1, "editor", beacon());
    })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        with(
            "rotated",
            "Said in epoch 1 up to the rotation, in epoch 2 after it.",
            |log| {
                rotated(log);
                log.say(1, "editor", change(text("Алена")));
            },
        ),
        with(
            "after-a-revocation",
            "Who was put out isn't named.",
            |log| {
                log.say(1, "lead", revoke("editor"));
                let mut members = standing();
                members.retain(|member| *member != raw::public(&fixed("editor")));
                log.say(1, "lead", rotate(&members));
            },
        ),
        with("old-epoch", "Said in the epoch that is over.", |log| {
            rotated(log);
            log.epoch = 1;
            log.say(4, "editor", beacon());
        }),
        with(
            "next-epoch-before",
            "Said in the next epoch before it began.",
            |log| {
                log.epoch = 2;
                log.say(4, "editor", beacon());
            },
        ),
        appended(
            1,
            "appended",
            "Sealed in the epoch it claims to end: void, and the log goes on.",
        ),
        appended(
            2,
            "appended-tomb",
            "The same, sealed anew later: its tomb, then a rotation that was committed.",
        ),
        with("twice", "A second rotation of the same epoch.", |log| {
            let draft = log.draft("lead", rotate(&standing()));
            log.say(1, ADMIN, rotate(&standing()));
            log.put(4, &draft);
        }),
        with("unseen", "Its author hadn't seen the last entry.", |log| {
            let draft = log.draft("lead", rotate(&standing()));
            log.say(1, "editor", beacon());
            log.put(4, &draft);
        }),
        with("by-an-editor", "An editor rotates.", |log| {
            log.say(4, "editor", rotate(&standing()));
        }),
        with("by-who-is-gone", "A lead who was put out rotates.", |log| {
            log.say(1, ADMIN, revoke("lead"));
            let mut members = standing();
            members.retain(|member| *member != raw::public(&fixed("lead")));
            log.say(4, "lead", rotate(&members));
        }),
        with("somebody-left-out", "Who stands isn't named.", |log| {
            log.say(4, "lead", rotate(&standing()[1..]));
        }),
        with("somebody-slipped-in", "A stranger is named.", |log| {
            let mut members = standing();
            members.push(raw::public(&fixed("stranger")));
            members.sort_unstable();
            log.say(4, "lead", rotate(&members));
        }),
        with("not-ascending", "The members in another order.", |log| {
            let mut members = standing();
            members.reverse();
            log.say(4, "lead", rotate(&members));
        }),
        with("weak-capability", "A capability of small order.", |log| {
            let mut members: Vec<Vec<u8>> = standing()
                .iter()
                .zip(3u16..)
                .map(|(member, slot)| renewed(member, slot))
                .collect();
            let weak = bytes(raw::weak_keys()[4]);
            members[0] = array(&[bytes(standing()[0]), weak, uint(3u8)]);
            log.say(4, "lead", said(&members));
        }),
        with(
            "weak-capability-above",
            "One of small order for those above.",
            |log| {
                let members: Vec<Vec<u8>> = standing()
                    .iter()
                    .zip(3u16..)
                    .map(|(member, slot)| renewed(member, slot))
                    .collect();
                let weak = bytes(raw::weak_keys()[4]);
                log.say(
                    4,
                    "lead",
                    said_above(&members, array(&[weak.clone(), weak.clone(), weak])),
                );
            },
        ),
        with("one-slot-twice", "Two members in one slot.", |log| {
            let members: Vec<Vec<u8>> =
                standing().iter().map(|member| renewed(member, 7)).collect();
            log.say(4, "lead", said(&members));
        }),
        with("slot-512", "A slot that no block has.", |log| {
            let members: Vec<Vec<u8>> = standing()
                .iter()
                .zip(510u16..)
                .map(|(member, slot)| renewed(member, slot))
                .collect();
            log.say(4, "lead", said(&members));
        }),
        with(
            "let-in-after",
            "The new keys are a lead's as the old ones were.",
            |log| {
                rotated(log);
                log.say(1, "lead", grant("newcomer", 2));
            },
        ),
        with(
            "tomb",
            "What never opened, as its hash: the head is the same.",
            |log| {
                log.put_blob(4, vec![1; 200], None);
                log.turn_into_pages(&[5]);
                rotated(log);
            },
        ),
    ]
}

/// Whoever could do more still holds the secret of it: less of a role is as good a reason to rotate as none.
#[test]
fn a_lesser_role_and_none_make_a_rotation_due() {
    let due = |write: &dyn Fn(&mut Writer)| {
        let mut log = Writer::begun();
        write(&mut log);
        let case = log.case("due", "");
        super::log::replayed(&case).authority().rotation_due()
    };
    assert!(!due(&|_| {}));
    assert!(!due(&|log| log.say(1, "lead", grant("editor", 4))));
    assert!(due(&|log| log.say(1, "lead", grant("editor", 2))));
    assert!(due(&|log| log.say(1, "lead", revoke("editor"))));
    assert!(!due(&|log| {
        log.say(1, "lead", grant("collector", 1));
        log.say(1, "lead", revoke("collector"));
    }));
}
