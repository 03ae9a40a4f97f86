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

fn checkpoint(pages: &[Vec<u8>], totals: Option<Vec<u8>>) -> Vec<u8> {
    let mut fields = vec![
        bytes(fixed("state")),
        bytes(&fixed("set")[..16]),
        array(pages),
    ];
    fields.extend(totals);
    body(11, &[array(&fields)])
}

fn said() -> Vec<u8> {
    checkpoint(&[page(1), page(2)], None)
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
        with("totals", "With a summary.", |log| {
            log.say(1, "lead", checkpoint(&[page(1)], Some(text("12"))));
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
            log.say(4, "editor", checkpoint(&[page(256)], None));
        }),
        with("totals-null", "Null where nothing is to be.", |log| {
            log.say(4, "editor", checkpoint(&[page(1)], Some(vec![0xf6])));
        }),
    ]
}
