use keys::log::Erasing;
use keys::statement::{Body, RecordRef};
use keys::{Hash, PublicKey, Refused, encode};

use super::inbox::Entry;
use super::log::{Draft, Writer, body, grant};
use super::{entries, state};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, raw};

/// The log holds, everything that pages tell only the rest of was erased by a lead's word, and it comes to this state.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)?;
    let (log, state) = state::replayed(case);
    if !log.is_whole() {
        return Err(Refused);
    }
    assert_eq!(state.hash(&log, log.seen()).0, case.array("state"));
    Ok(())
}

/// What an erasure says of a record of a log that lies in epoch 2, found as a lead finds it.
fn said(log: &Writer, records: &[RecordRef]) -> Vec<u8> {
    let case = log.copy().case("before", "");
    let founding = Hash(case.array("founding"));
    let (log, _) = state::replayed(&case);
    let find = |collected: &[Hash]| {
        let mut erasing = Erasing::new(&log, founding, records, collected);
        for (seq, entry) in entries(&case) {
            erasing.read(seq, entry).unwrap();
        }
        erasing
    };
    let erasing = find(&find(&[]).became());
    let lead = PublicKey(raw::public(&fixed("lead")));
    let (_, erase) = erasing.finish(lead, 20_000).unwrap();
    encode::encode(&Body::Erase(erase))
}

/// One run of bytes in place of another that is there once.
fn altered(content: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut windows = content.windows(from.len());
    let at = windows.position(|window| window == from).unwrap();
    [&content[..at], to, &content[at + from.len()..]].concat()
}

/// What a page says of a place that only the rest is left of.
fn erased(leaf: [u8; 32], rest: Option<Vec<u8>>) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = [Some(bytes(leaf)), rest].into_iter().flatten().collect();
    array(&[uint(2u8), array(&parts)])
}

/// The statement inside, without its signature.
fn statement(signed: &[u8]) -> Vec<u8> {
    let signed: keys::statement::SignedStatement = encode::decode(signed).unwrap();
    encode::encode(&signed.said().unwrap())
}

fn record(value: &str) -> Vec<u8> {
    array(&[array(&[uint(1u8), text(value)])])
}

fn change(create: &[Vec<u8>], edit: &[Vec<u8>]) -> Vec<u8> {
    let fields = [vec![0xf6], array(create), array(edit), array(&[])];
    body(6, &[array(&fields)])
}

fn edit(made: &[u8; 32], index: u8, value: &str) -> Vec<u8> {
    let field = array(&[uint(1u8), uint(0u8), text(value)]);
    array(&[array(&[bytes(made), uint(index)]), array(&[field])])
}

/// Four entries, then two records, an edit of both, the first statement once more, an entry of a collector held and made a
/// record: places 5, 6, 7, 9 and 10.
struct Made {
    log: Writer,
    records: [u8; 32],
    admitted: [u8; 32],
}

fn made() -> Made {
    let mut log = Writer::begun_in(2);
    let create = log.draft("editor", change(&[record("Алена"), record("Янка")], &[]));
    log.put(1, &create);
    let records = raw::hash(&[&create.signed()]);
    let edits = [edit(&records, 0, "Алёна"), edit(&records, 1, "Іван")];
    log.say(1, "editor", change(&[], &edits));
    log.put(2, &create);
    log.say(1, "lead", grant("collector", 1));
    let handed = Entry::new("collector", 1).handed();
    let admit = |kind: u8| {
        body(
            9,
            &[array(&[array(&[array(&[
                uint(kind),
                array(core::slice::from_ref(&handed)),
            ])])])],
        )
    };
    log.say(1, "editor", admit(2));
    let accept = log.draft("editor", admit(1));
    log.put(1, &accept);
    let admitted = raw::hash(&[&accept.signed()]);
    Made {
        log,
        records,
        admitted,
    }
}

/// The first record that a statement made.
fn first(statement: &[u8; 32]) -> RecordRef {
    RecordRef {
        statement: Hash(*statement),
        index: 0,
    }
}

fn refs(made: &Made) -> Vec<RecordRef> {
    let mut records = vec![first(&made.records), first(&made.admitted)];
    records.sort_unstable();
    records
}

fn with_state(case: Case) -> Case {
    let (log, state) = state::replayed(&case);
    case.with("state", state.hash(&log, log.seen()).0)
}

/// The log in a page of the next epoch, with what is left of the first record's places, as `change` has it.
fn paged(name: &str, note: &str, change: impl FnOnce(&mut Writer)) -> Case {
    let mut made = made();
    let body = said(&made.log, &[first(&made.records)]);
    made.log.say(1, "lead", body);
    let rest = |log: &Writer, place: usize, from: &[u8], to: &[u8]| {
        let signed = &log.statements[place - 1];
        let left = altered(&statement(signed), from, to);
        let leaf = raw::hash(&[signed]);
        erased(leaf, Some(array(&[bytes(leaf), left])))
    };
    let log = &mut made.log;
    let both = array(&[
        edit(&made.records, 0, "Алёна"),
        edit(&made.records, 1, "Іван"),
    ]);
    let one = array(&[edit(&made.records, 1, "Іван")]);
    log.items[4].1 = rest(log, 5, &record("Алена"), &array(&[]));
    log.items[5].1 = rest(log, 6, &both, &one);
    log.items[6].1 = erased(raw::hash(&[&log.statements[6]]), None);
    change(log);
    let places = log.items.len();
    log.turn_into_pages(&[places]);
    let mut case = made.log.case(name, note);
    case.ok = name == "left";
    if case.ok { with_state(case) } else { case }
}

fn alone(
    name: &str,
    note: &str,
    verdict: u8,
    author: &str,
    said_by: impl FnOnce(&Made) -> Vec<u8>,
) -> Case {
    let mut made = made();
    let body = said_by(&made);
    made.log.say(verdict, author, body);
    made.log.case(name, note)
}

fn erase(records: &[Vec<u8>], collected: &[Vec<u8>], places: &[Vec<u8>]) -> Vec<u8> {
    let fields = [
        array(records),
        array(collected),
        array(places),
        bytes([7; 32]),
    ];
    body(17, &[array(&fields)])
}

/// A record that somebody collected takes the entry with it, which waited in the log before.
#[test]
fn what_was_collected_is_told() {
    let made = made();
    let case = made.log.copy().case("before", "");
    let founding = Hash(case.array("founding"));
    let (log, _) = state::replayed(&case);
    let entry = Hash(Entry::new("collector", 1).hash());
    for (record, became) in [(made.admitted, vec![entry]), (made.records, vec![])] {
        let mut erasing = Erasing::new(&log, founding, &[first(&record)], &[]);
        for (seq, blob) in entries(&case) {
            erasing.read(seq, blob).unwrap();
        }
        assert_eq!(erasing.became(), became);
    }
}

pub(super) fn cases() -> Vec<Case> {
    let one = |made: &Made| array(&[bytes(made.records), uint(0u8)]);
    vec![
        {
            let mut made = made();
            let body = said(&made.log, &refs(&made));
            made.log.say(1, "lead", body);
            with_state(
                made.log
                    .case("said", "Said, and everything lies there still."),
            )
        },
        {
            let mut made = made();
            let body = said(&made.log, &[]);
            made.log.say(1, "lead", body);
            with_state(
                made.log
                    .case("void", "Only what never counted is named, and no record."),
            )
        },
        paged(
            "left",
            "In the next epoch: what is left of three places.",
            |_| {},
        ),
        {
            let mut made = made();
            let body = said(&made.log, &refs(&made)[..]);
            made.log.say(1, "lead", body.clone());
            made.log.say(
                1,
                "editor",
                change(&[], &[edit(&made.records, 0, "Ядвіга")]),
            );
            let deletion = array(&[bytes(made.records), uint(0u8), uint(2u8), vec![0xf4]]);
            let fields = [vec![0xf6], array(&[]), array(&[]), array(&[deletion])];
            made.log
                .say(1, "editor", super::log::body(6, &[array(&fields)]));
            with_state(made.log.case(
                "for-good",
                "An edit and a bringing back afterwards: nothing comes of them.",
            ))
        },
        paged(
            "nobody-said-so",
            "A page leaves something out that no erasure names.",
            |log| {
                let leaf = raw::hash(&[&log.statements[5]]);
                log.items.truncate(10);
                log.verdicts_of_items();
                log.items[4].1 = array(&[uint(1u8), array(&[log.statements[4].clone()])]);
                log.items[6].1 = array(&[uint(1u8), array(&[log.statements[6].clone()])]);
                let whole = array(&[bytes(leaf), statement(&log.statements[5])]);
                log.items[5].1 = erased(leaf, Some(whole));
            },
        ),
        paged(
            "other-rest",
            "What is left isn't what was said would be.",
            |log| {
                let leaf = raw::hash(&[&log.statements[5]]);
                log.items[5].1 = erased(leaf, None);
                log.set_verdict(6, 2);
            },
        ),
        paged("other-kind", "What is left of a grant.", |log| {
            let leaf = raw::hash(&[&log.statements[7]]);
            let whole = array(&[bytes(leaf), statement(&log.statements[7])]);
            log.items[7].1 = erased(leaf, Some(whole));
            log.broken_off();
        }),
        paged("other-id", "What is left under another id.", |log| {
            let leaf = raw::hash(&[&log.statements[5]]);
            let whole = array(&[bytes([9; 32]), statement(&log.statements[5])]);
            log.items[5].1 = erased(leaf, Some(whole));
            log.broken_off();
        }),
        alone("by-an-editor", "An editor erases.", 4, "editor", |made| {
            said(&made.log, &refs(made))
        }),
        alone(
            "nothing",
            "No record, no entry, no place.",
            4,
            "lead",
            |_| erase(&[], &[], &[]),
        ),
        alone("record-twice", "One record twice.", 4, "lead", |made| {
            erase(&[one(made), one(made)], &[], &[])
        }),
        alone("place-twice", "One place twice.", 4, "lead", |made| {
            let place = array(&[uint(5u8), bytes([1; 32])]);
            erase(&[one(made)], &[], &[place.clone(), place])
        }),
        {
            let mut made = made();
            let draft: Draft = made.log.draft("lead", said(&made.log, &refs(&made)));
            made.log.say(1, "editor", super::log::beacon());
            made.log.put(5, &draft);
            made.log.case("unseen", "Something was said since.")
        },
        alone(
            "entry-left",
            "Somebody says what only a page may.",
            4,
            "editor",
            |_| {
                let author = bytes(raw::public(&fixed("collector")));
                let left = array(&[uint(4u8), array(&[bytes([1; 32]), author, uint(3u8)])]);
                body(9, &[array(&[array(&[left])])])
            },
        ),
        alone(
            "held-left",
            "The same of an entry that was held.",
            4,
            "editor",
            |_| {
                let left = array(&[uint(5u8), array(&[bytes([1; 32])])]);
                body(9, &[array(&[array(&[left])])])
            },
        ),
    ]
}
