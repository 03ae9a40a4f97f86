use keys::Refused;

use super::log::{Writer, beacon, body, change, grant};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, raw};

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)
}

fn page(kind: u16) -> Vec<u8> {
    array(&[uint(kind), bytes(fixed("page")), uint(3u8), uint(4177u16)])
}

fn checkpoint(pages: &[Vec<u8>], totals: Vec<u8>) -> Vec<u8> {
    let fields = [
        bytes(fixed("state")),
        bytes(&fixed("set")[..16]),
        array(pages),
        totals,
    ];
    body(11, &[array(&fields)])
}

/// So many counts.
fn totals(count: u8) -> Vec<u8> {
    let counts: Vec<Vec<u8>> = (0..count).map(|of| uint(113_220u32 >> of)).collect();
    array(&counts)
}

fn said() -> Vec<u8> {
    checkpoint(&[page(1), page(2)], totals(8))
}

fn confirm(statement: &[u8]) -> Vec<u8> {
    body(12, &[array(&[bytes(raw::hash(&[statement]))])])
}

fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = Writer::begun();
    write(&mut log);
    log.case(name, note)
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        with("said", "Right after what its author has seen.", |log| {
            log.say(1, "editor", said());
        }),
        with("nothing", "No pages, and nothing in them.", |log| {
            let zeros: Vec<Vec<u8>> = (0..8).map(|_| uint(0u8)).collect();
            log.say(1, "lead", checkpoint(&[], array(&zeros)));
        }),
        with("confirmed", "By somebody else, later.", |log| {
            log.say(1, "editor", said());
            let statement = log.statements.last().unwrap().clone();
            log.say(1, "editor", change(text("Алена")));
            log.say(1, "lead", confirm(&statement));
        }),
        with(
            "something-between",
            "Another entry came before it: void, and nobody's fault.",
            |log| {
                let draft = log.draft("editor", said());
                log.say(1, "lead", beacon());
                log.put(5, &draft);
            },
        ),
        with("by-a-viewer", "A viewer says one.", |log| {
            log.say(1, "lead", grant("viewer", 2));
            log.say(4, "viewer", said());
        }),
        with("confirmed-by-a-viewer", "A viewer confirms one.", |log| {
            log.say(1, "lead", grant("viewer", 2));
            log.say(1, "editor", said());
            let statement = log.statements.last().unwrap().clone();
            log.say(4, "viewer", confirm(&statement));
        }),
        with("kind-256", "A kind of page beyond eight bits.", |log| {
            log.say(4, "editor", checkpoint(&[page(256)], totals(8)));
        }),
        with("totals-null", "Null where counts are to be.", |log| {
            log.say(4, "editor", checkpoint(&[page(1)], vec![0xf6]));
        }),
        with("totals-short", "A count less.", |log| {
            log.say(4, "editor", checkpoint(&[page(1)], totals(7)));
        }),
        with("totals-long", "A count more.", |log| {
            log.say(4, "editor", checkpoint(&[page(1)], totals(9)));
        }),
    ]
}
