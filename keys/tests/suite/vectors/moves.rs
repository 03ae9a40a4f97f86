use keys::Refused;

use super::log::{Writer, body, grant};
use super::resume::{EPOCH, RESUMED, last, restate, said};
use super::state::{move_in, move_out};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)
}

fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = Writer::begun();
    write(&mut log);
    log.case(name, note)
}

fn field(value: Vec<u8>) -> Vec<u8> {
    array(&[array(&[uint(1u8), value])])
}

fn alena() -> Vec<u8> {
    move_in(&[(0, field(text("Алена"))), (7, array(&[]))])
}

fn gone(records: &[([u8; 32], u8)]) -> Vec<u8> {
    move_out(&fixed("arrived"), records)
}

/// Fields that are none of a `move-in`'s or a `move-out`'s.
fn wrong(name: &str, note: &str, number: u8, fields: &[Vec<u8>]) -> Case {
    with(name, note, |log| {
        log.say(4, "editor", body(number, &[array(fields)]));
    })
}

pub(super) fn cases() -> Vec<Case> {
    let record = [bytes(fixed("elsewhere")), uint(0u8)];
    let arrives = |value: Vec<u8>| array(&[array(&[array(&record), field(value)])]);
    vec![
        with("arrived", "Two records of another region.", |log| {
            log.say(1, "editor", alena());
        }),
        with("left", "Into another region, whatever is there.", |log| {
            log.say(1, "editor", alena());
            let arrived = raw::hash(&[log.statements.last().unwrap()]);
            let gone = move_out(&fixed("arrived"), &[(arrived, 1), (arrived, 0)]);
            log.say(1, "lead", gone);
        }),
        with("nothing", "No records, twice.", |log| {
            log.say(1, "editor", move_in(&[]));
            log.say(1, "editor", gone(&[]));
        }),
        with("restated", "Said again after a resume.", |log| {
            let statement = fixed("statement");
            let drafts = [alena(), gone(&[(statement, 3)])].map(|body| log.draft("editor", body));
            let resume = said(last(log), (9, fixed("head")), RESUMED, EPOCH);
            log.say_at(1, RESUMED, "lead", resume);
            log.say(1, "lead", restate(5, &drafts[0]));
            log.say(1, "editor", restate(7, &drafts[1]));
        }),
        with("arrived-by-a-viewer", "A viewer moves here.", |log| {
            log.say(1, "lead", grant("viewer", 2));
            log.say(4, "viewer", alena());
        }),
        with("left-by-a-viewer", "A viewer moves away.", |log| {
            log.say(1, "lead", grant("viewer", 2));
            log.say(4, "viewer", gone(&[(fixed("statement"), 0)]));
        }),
        with("left-twice", "The same statement again.", |log| {
            let draft = log.draft("editor", gone(&[(fixed("statement"), 0)]));
            log.put(1, &draft);
            log.put(2, &draft);
        }),
        wrong(
            "value-not-shortest",
            "A value in another encoding.",
            16,
            &[arrives(vec![0x18, 0x01])],
        ),
        wrong(
            "from-nowhere",
            "Null where a record is to be.",
            16,
            &[array(&[array(&[vec![0xf6], field(text("А"))])])],
        ),
        wrong(
            "arrived-field-more",
            "A field more.",
            16,
            &[arrives(text("А")), uint(0u8)],
        ),
        wrong(
            "left-for-nowhere",
            "Null where the other half is to be.",
            15,
            &[vec![0xf6], array(&[array(&record)])],
        ),
        wrong(
            "index-too-large",
            "An index of more than 32 bits.",
            15,
            &[
                bytes(fixed("arrived")),
                array(&[array(&[bytes(fixed("statement")), uint(1u64 << 32)])]),
            ],
        ),
    ]
}
