use keys::Refused;

use super::log::{ADMIN, Writer, beacon, change, stretch};
use super::rotation::{rotate, standing};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, text, uint};

const LABEL: &[u8] = b"skrynia/1/log-page";

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)
}

/// A log in pages of epoch 2, as a rotation leaves it.
fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = Writer::begun_in(2);
    log.say(1, "editor", change(text("Алена")));
    log.put_blob(4, vec![1; 200], None);
    write(&mut log);
    log.case(name, note)
}

fn rotated(log: &mut Writer) {
    log.say(1, "lead", rotate(&standing()));
    log.epoch = 2;
}

/// Nothing but a page that is refused.
fn refused(name: &str, note: &str, page: impl FnOnce(&Writer) -> (u64, Vec<u8>)) -> Case {
    let mut whole = Writer::begun_in(2);
    whole.say(1, "editor", beacon());
    let (last, page) = page(&whole);
    let mut log = Writer::of(whole.space, 1, 2);
    log.put_page(&[6], last, page);
    log.case(name, note)
}

/// One whose content is another than that of a whole one.
fn content(name: &str, note: &str, last: u64, content: impl FnOnce(&Writer) -> Vec<u8>) -> Case {
    refused(name, note, |log| (last, log.page(&content(log), LABEL, 0)))
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        with("one", "A log in one page, with a tomb.", |log| {
            log.turn_into_pages(&[6]);
            rotated(log);
        }),
        with("two", "In two pages.", |log| {
            log.turn_into_pages(&[1, 5]);
            rotated(log);
            log.say(1, "editor", beacon());
        }),
        {
            let mut log = Writer::begun_in(3);
            log.say(1, "lead", rotate(&standing()));
            log.epoch = 2;
            log.say(1, "editor", beacon());
            log.turn_into_pages(&[6]);
            log.say(1, "lead", rotate(&standing()));
            log.epoch = 3;
            log.say(1, "editor", beacon());
            log.case(
                "again",
                "In the third epoch: the first rotation is in the page.",
            )
        },
        with(
            "known",
            "Who has read the beginning is shown a page that goes further.",
            |log| {
                let page = log.page(&stretch(&log.items), LABEL, 0);
                log.forget_after(3);
                log.put_page(&[1, 1, 4], 6, page);
                rotated(log);
            },
        ),
        with(
            "known-otherwise",
            "It says something else of a place that is known.",
            |log| {
                let mut items = log.items.clone();
                items[2] = items[1].clone();
                let page = log.page(&stretch(&items), LABEL, 0);
                log.forget_after(3);
                log.heads.truncate(4);
                log.put_page(&[6], 6, page);
            },
        ),
        with("nothing-new", "It tells known places only.", |log| {
            let page = log.page(&stretch(&log.items), LABEL, 0);
            log.put_page(&[6], 6, page);
        }),
        with("gap", "It begins further on.", |log| {
            let page = log.page(&stretch(&log.items[4..]), LABEL, 0);
            log.forget_after(3);
            log.heads.truncate(4);
            log.put_page(&[6], 6, page);
        }),
        refused(
            "other-place",
            "It lies where another entry is the last.",
            |log| (4, log.page(&stretch(&log.items), LABEL, 0)),
        ),
        refused("other-label", "Sealed like a page of a state.", |log| {
            (5, log.page(&stretch(&log.items), b"skrynia/1/page", 0))
        }),
        refused("other-epoch", "Sealed in another epoch.", |log| {
            let other = Writer::of(log.space, 1, 3);
            (5, other.page(&stretch(&log.items), LABEL, 0))
        }),
        refused("codec-unknown", "A codec that nobody knows.", |log| {
            (5, log.page(&stretch(&log.items), LABEL, 2))
        }),
        refused("too-long", "It unpacks to 8 MiB and a byte.", |log| {
            let long = vec![0; (8 << 20) + 1];
            let packed = miniz_oxide::deflate::compress_to_vec(&long, 6);
            (5, log.page(&packed, LABEL, 1))
        }),
        content("empty", "No place.", 0, |_| array(&[uint(1u8), array(&[])])),
        content("from-zero", "Places count from 1.", 4, |log| {
            let items: Vec<Vec<u8>> = log.items.iter().map(|(_, item)| item.clone()).collect();
            array(&[uint(0u8), array(&items)])
        }),
        content("beyond", "It begins where no place is.", 4, |log| {
            let items: Vec<Vec<u8>> = log.items.iter().map(|(_, item)| item.clone()).collect();
            array(&[uint(u64::MAX), array(&items)])
        }),
        content("not-canonical", "Another encoding of the list.", 5, |log| {
            let items: Vec<Vec<u8>> = log.items.iter().map(|(_, item)| item.clone()).collect();
            array(&[uint(1u8), long_array(&items)])
        }),
        content(
            "kind-unknown",
            "Of a place it says what nobody knows.",
            1,
            |_| {
                let item = array(&[uint(9u8), array(&[bytes([1; 32])])]);
                array(&[uint(1u8), array(&[item])])
            },
        ),
        content(
            "stray-rotation",
            "A rotation of the epoch that the page lies in.",
            5,
            |log| {
                let mut stray = Writer::begun_in(2);
                stray.epoch = 2;
                let signed = stray.draft(ADMIN, rotate(&standing())).signed();
                let mut items = log.items.clone();
                items[4].1 = array(&[uint(1u8), array(&[signed])]);
                stretch(&items)
            },
        ),
    ]
}

/// What pages hold.
pub(super) fn plain() -> Vec<Vec<u8>> {
    let mut log = Writer::begun_in(2);
    log.put_blob(4, vec![1; 200], None);
    let items = log.items;
    vec![stretch(&items[..1]), stretch(&items), stretch(&items[4..])]
}

/// No vector, for its size alone.
#[test]
fn a_statement_that_no_page_has_room_for() {
    let most = (256 << 10) - 64;
    assert_eq!(keys::statement::STATEMENT_MAX, most);
    let long = |log: &Writer, length: usize| {
        let body = change(text(&"a".repeat(length)));
        log.draft("editor", body).signed()
    };
    for (beyond, verdict) in [(0, 1), (1, 4)] {
        let mut log = Writer::begun();
        let rest = long(&log, 200_000).len() - 200_000;
        let signed = long(&log, most - rest + beyond);
        assert_eq!(signed.len(), most + beyond);
        let blob = log.seal(&signed);
        log.put_blob(verdict, blob, (beyond == 0).then_some(&signed));
        assert_eq!(check(&log.case("long", "")).is_ok(), verdict == 1);
    }
}
