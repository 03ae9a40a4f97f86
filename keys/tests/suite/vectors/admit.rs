use keys::Refused;

use super::inbox::Entry;
use super::log::{ADMIN, Writer, body, grant, revoke};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, uint};
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)
}

fn admit(entries: &[Vec<u8>]) -> Vec<u8> {
    body(9, &[array(&[array(entries)])])
}

fn accepted(entry: &Entry) -> Vec<u8> {
    array(&[uint(1u8), array(&[entry.handed()])])
}

fn held(entry: &Entry) -> Vec<u8> {
    array(&[uint(2u8), array(&[entry.handed()])])
}

fn dropped(entry: &Entry) -> Vec<u8> {
    array(&[uint(3u8), array(&[bytes(entry.hash())])])
}

/// A log with a collector in it.
fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer, Entry)) -> Case {
    let mut log = Writer::begun();
    log.say(1, "lead", grant("collector", 1));
    write(&mut log, Entry::new("collector", 1));
    log.case(name, note)
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        with(
            "accepted",
            "An editor makes a record of an entry.",
            |log, entry| {
                log.say(1, "editor", admit(&[accepted(&entry)]));
            },
        ),
        with(
            "held-then-accepted",
            "Taken out of the inbox, looked at later.",
            |log, entry| {
                log.say(1, "lead", admit(&[held(&entry)]));
                log.say(1, "editor", admit(&[accepted(&entry)]));
            },
        ),
        with(
            "dropped",
            "An entry that isn't to be a record.",
            |log, entry| {
                log.say(1, "editor", admit(&[dropped(&entry)]));
            },
        ),
        with(
            "held-of-who-is-gone",
            "Its author was put out since.",
            |log, entry| {
                log.say(1, "lead", revoke("collector"));
                log.say(1, "lead", admit(&[held(&entry)]));
            },
        ),
        with(
            "accepted-of-who-is-gone",
            "A record of somebody who was put out.",
            |log, entry| {
                log.say(1, "lead", revoke("collector"));
                log.say(4, "editor", admit(&[accepted(&entry)]));
            },
        ),
        with(
            "stranger",
            "Held, of somebody who never stood.",
            |log, _| {
                log.say(4, "editor", admit(&[held(&Entry::new("stranger", 1))]));
            },
        ),
        with(
            "one-of-two",
            "One entry of two is a stranger's.",
            |log, entry| {
                let two = [accepted(&entry), accepted(&Entry::new("stranger", 1))];
                log.say(4, "editor", admit(&two));
            },
        ),
        with("by-a-viewer", "A viewer admits.", |log, entry| {
            log.say(1, ADMIN, grant("viewer", 2));
            log.say(4, "viewer", admit(&[accepted(&entry)]));
        }),
        with("by-the-collector", "Its author admits it.", |log, entry| {
            log.say(4, "collector", admit(&[accepted(&entry)]));
        }),
        with(
            "not-its-words",
            "The signature is another's.",
            |log, mut entry| {
                entry.signer = fixed("editor");
                log.say(4, "editor", admit(&[accepted(&entry)]));
            },
        ),
        with(
            "later-epoch",
            "Handed in in an epoch that is to come.",
            |log, _| {
                log.say(4, "editor", admit(&[accepted(&Entry::new("collector", 2))]));
            },
        ),
        with("nothing", "No entry at all.", |log, _| {
            log.say(4, "editor", admit(&[]));
        }),
        with(
            "verdict-4",
            "A verdict that doesn't exist.",
            |log, entry| {
                let entry = array(&[uint(4u8), array(&[bytes(entry.hash())])]);
                log.say(4, "editor", admit(&[entry]));
            },
        ),
        with("an-editors-own", "Whoever stands may hand in.", |log, _| {
            let mut entry = Entry::new("editor", 1);
            entry.id = [6; 16];
            assert_eq!(entry.author, raw::public(&fixed("editor")));
            log.say(1, "lead", admit(&[accepted(&entry)]));
        }),
    ]
}
