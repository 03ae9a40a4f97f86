use keys::encode::encode;
use keys::padding::Padding;
use keys::pages::{Reader, write};
use keys::seal::{Place, open};
use keys::statement::{PageRef, SignedStatement};
use keys::{Access, Epoch, Hash, Label, Refused, Role, Secret, SpaceId};

use super::log::Writer;
use super::state;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, uint};
use crate::support::rng::Seeded;
use crate::support::{fixed, flipped, raw};

fn place(case: &Case) -> (Epoch, Secret) {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    (epoch, Secret::from_bytes(&case.array("read")))
}

/// The pages of a set give a log and a state of this hash, or they are refused.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let (epoch, reading) = place(case);
    let mut reader = Reader::new(epoch, reading);
    let mut number = 1;
    while let Some(page) = case.find(&format!("page-{number}")) {
        reader.page(page)?;
        number += 1;
    }
    let names: Vec<u8> = reader
        .pages()
        .iter()
        .flat_map(|page: &PageRef| page.hash.0)
        .collect();
    let (log, state) = reader.finish(Hash(case.array("founding")))?;
    if state.hash(&log, log.seen()).0 != case.array("state") {
        return Err(Refused);
    }
    assert_eq!(names, case.get("names"));
    assert_eq!(log.seen().head.0, case.array("head"));
    Ok(())
}

fn put(case: Case, number: usize, content: &[u8], codec: u8) -> Case {
    let plain = [&[1, codec], content].concat();
    let epoch = case.u32("epoch");
    sealed(case, number, &plain, b"skrynia/1/page", epoch)
}

fn sealed(case: Case, number: usize, plain: &[u8], label: &[u8], epoch: u32) -> Case {
    let id = raw::hash(&[b"page id", &[u8::try_from(number).unwrap()]]);
    let class = [4, 6, 8, 12, 16, 24, 32, 48]
        .into_iter()
        .map(|kib| kib << 10)
        .find(|class| plain.len() < *class)
        .unwrap();
    let padded = raw::pad(plain, class);
    let (read, space) = (case.array("read"), case.array("space"));
    let blob = raw::seal(&read, label, &space, epoch, &id, &padded);
    case.with(&format!("page-{number}"), blob)
}

/// What lies in the two pages of a case.
pub(super) fn contents(case: &Case) -> [Vec<u8>; 2] {
    let (epoch, reading) = place(case);
    let place = Place {
        label: Label::Page,
        space: epoch.space,
        epoch: epoch.number,
    };
    ["page-1", "page-2"].map(|page| {
        let plain = open(&reading, &place, Padding::Page, case.get(page)).unwrap();
        match plain[..2] {
            [1, 0] => plain[2..].to_vec(),
            _ => miniz_oxide::inflate::decompress_to_vec(&plain[2..]).unwrap(),
        }
    })
}

/// One run of bytes in place of another that is there once.
fn altered(content: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = content
        .windows(from.len())
        .position(|window| window == from)
        .unwrap();
    [&content[..at], to, &content[at + from.len()..]].concat()
}

/// Of the page of everything else: the runs, and `[seq, statement]` of what made authority what it is.
const RUNS: usize = 1;
const STANDING: usize = 2;
/// Of the page of records: the rows that statements made, `[statement, first index, count]`.
const MADE: usize = 2;

/// The same page with another list as one of its parts.
fn with_part(content: &[u8], part: usize, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let (kind, body) = content.split_at(1);
    let mut parts = elements(body);
    let mut list = elements(&parts[part]);
    change(&mut list);
    parts[part] = array(&list);
    [kind, &array(&parts)].concat()
}

fn elements(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let count = decoder.array().unwrap().unwrap();
    let elements = (0..count).map(|_| {
        let from = decoder.position();
        decoder.skip().unwrap();
        bytes[from..decoder.position()].to_vec()
    });
    elements.collect()
}

/// A statement of a case's log, at the place it has or is said to have.
fn stood(case: &Case, number: usize, seq: u8) -> Vec<u8> {
    let (epoch, reading) = place(case);
    let (_, blob) = super::entries(case)[number - 1];
    let signed = SignedStatement::open(&reading, epoch, blob).unwrap();
    array(&[uint(seq), encode(&signed)])
}

/// Other statements in the first page than those that stood.
fn standing(whole: &Case, base: &[u8]) -> Vec<Case> {
    let source = state::whole();
    let last = u8::try_from(super::entries(&source).len()).unwrap();
    let case = |name: &str, note: &str, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        put(
            whole.fault(name, note),
            1,
            &with_part(base, STANDING, change),
            0,
        )
    };
    vec![
        case(
            "standing-change",
            "A change among what says who may do what.",
            &|standing| standing.insert(5, stood(&source, 6, 6)),
        ),
        case("standing-twice", "One statement twice.", &|standing| {
            standing.insert(3, stood(&source, 3, 3));
        }),
        case(
            "standing-swapped",
            "Two statements the other way round.",
            &|standing| standing.swap(3, 4),
        ),
        case(
            "standing-beyond",
            "A statement beyond the last place.",
            &|standing| *standing.last_mut().unwrap() = stood(&source, 12, last + 1),
        ),
    ]
}

/// Whoever begins with the first page alone has no state to hold against a checkpoint's word: what stands there is judged at once.
#[test]
fn an_outline_is_judged_without_the_state() {
    let whole = whole();
    let [base, _] = contents(&whole);
    let outline = |case: &Case| {
        let (epoch, reading) = place(case);
        let mut reader = Reader::new(epoch, reading);
        reader.page(case.get("page-1")).unwrap();
        reader.outline(Hash(case.array("founding")))
    };
    assert_eq!(outline(&whole).unwrap().seen().head.0, whole.array("head"));
    for case in standing(&whole, &base) {
        assert!(outline(&case).is_err(), "{}", case.name);
    }
}

/// The window is all of the last leaves before the end, whole or cut off where it must be, and what comes before it fits.
#[test]
fn a_window_is_the_last_leaves_there_are() {
    let mut log = Writer::begun();
    for tomb in 0..1_030u32 {
        log.put_blob(4, tomb.to_be_bytes().to_vec(), None);
    }
    let heads = log.heads.clone();
    let source = log.case("long", "");
    let (read, state) = state::replayed(&source);
    let (epoch, reading) = place(&source);
    let access = Access::new(epoch, Role::Viewer, reading);
    let pages = write(&state, &read, &access, &mut Seeded::new(1)).unwrap();
    let case = source.with("page-1", &pages[0].blob);
    let [base, _] = contents(&case.clone().with("page-2", &pages[0].blob));
    let begins = |run: Option<Vec<u8>>| {
        let content = with_part(&base, RUNS, |runs| {
            if let Some(run) = run {
                *runs = vec![run];
            }
        });
        let case = put(case.clone(), 1, &content, 0);
        let (epoch, reading) = place(&case);
        let mut reader = Reader::new(epoch, reading);
        reader.page(case.get("page-1")).unwrap();
        reader.outline(Hash(case.array("founding"))).is_ok()
    };
    let leaves = |from: u64, until: u64| -> Vec<u8> {
        (from..=until)
            .flat_map(|seq| read.leaf_at(seq).unwrap().0)
            .collect()
    };
    let head = |seq: u64| heads[usize::try_from(seq).unwrap()];
    let run = |before: u64, head: [u8; 32], first: u64, leaves: &[u8]| {
        array(&[
            array(&[uint(before), bytes(head)]),
            uint(first),
            bytes(leaves),
        ])
    };
    let last = read.seq();
    let first = last - 1_023;
    let window = leaves(first, last);
    let told = run(first - 1, head(first - 1), first, &window);
    assert!(begins(None) && begins(Some(told)));
    let most = keys::log::SEQ_MAX;
    let wrong = [
        run(first, head(first), first + 1, &leaves(first + 1, last)),
        run(
            first - 2,
            head(first - 2),
            first - 1,
            &leaves(first - 1, last),
        ),
        run(first - 2, head(first - 1), first, &window),
        run(first, head(first - 1), first, &window),
        run(
            first - 1,
            head(first - 1),
            first,
            &[&window[..], &[0]].concat(),
        ),
        run(0, [9; 32], 1, &leaves(1, 1_024)),
        run(most, head(first - 1), most + 1, &window),
        run(last, head(last), last + 1, &[]),
    ];
    for (at, run) in wrong.into_iter().enumerate() {
        assert!(!begins(Some(run)), "{at}");
    }
}

/// Who finds a record by its id counts from the first that its statement made: whatever the state's hash, they lie together.
#[test]
fn what_a_statement_made_lies_together() {
    let whole = whole();
    let [_, rows] = contents(&whole);
    let finished = |rows: &[u8]| {
        let case = put(whole.clone(), 2, rows, 0);
        let (epoch, reading) = place(&case);
        let mut reader = Reader::new(epoch, reading);
        for page in ["page-1", "page-2"] {
            reader.page(case.get(page)).unwrap();
        }
        reader.finish(Hash(case.array("founding")))
    };
    let made =
        |statement: u8, first: u8, count: u8| array(&[uint(statement), uint(first), uint(count)]);
    let as_it_is = with_part(&rows, MADE, |parts| {
        assert_eq!(parts[..2], [made(0, 0, 2), made(1, 0, 1)]);
    });
    assert!(as_it_is == rows && finished(&rows).is_ok());
    let between = with_part(&rows, MADE, |parts| {
        parts.splice(..2, [made(0, 0, 1), made(1, 0, 1), made(0, 1, 1)]);
    });
    assert!(finished(&between).is_err());
    let second_first = with_part(&rows, MADE, |parts| {
        parts.splice(..1, [made(0, 1, 1), made(0, 0, 1)]);
    });
    assert!(finished(&second_first).is_err());
}

/// The pages of the state that has everything.
pub(super) fn whole() -> Case {
    of(
        &state::whole(),
        "whole",
        "A page of everything else, a page of records.",
    )
}

fn of(source: &Case, name: &str, note: &str) -> Case {
    let (log, state) = state::replayed(source);
    let (epoch, reading) = place(source);
    let access = Access::new(epoch, Role::Viewer, reading);
    let pages = write(&state, &log, &access, &mut Seeded::new(1)).unwrap();
    assert_eq!(pages.len(), 2);
    let names: Vec<u8> = pages.iter().flat_map(|page| page.page.hash.0).collect();
    let mut case = Case::ok(name, note)
        .with("space", source.get("space"))
        .with("epoch", source.get("epoch"))
        .with("read", source.get("read"))
        .with("founding", source.get("founding"))
        .with("state", source.get("state"))
        .with("head", source.get("head"))
        .with("names", names);
    for (number, page) in (1..).zip(&pages) {
        case = case.with(&format!("page-{number}"), &page.blob);
    }
    case
}

/// Pages of a log that goes on after a gap.
fn after_a_gap() -> Vec<Case> {
    let source = state::restated();
    let whole = of(&source, "after-a-gap", "A log that was resumed.");
    let [base, _] = contents(&whole);
    let (log, _) = state::replayed(&source);
    let [before, after] = [0, 1].map(|run| encode(&log.window()[run]));
    let both = [&[0x82], &before[..], &after[..]].concat();
    let altered = |name: &str, note: &str, from: &[u8], to: &[u8]| {
        put(whole.fault(name, note), 1, &altered(&base, from, to), 0)
    };
    let resumed = log.gaps()[0].resumed.to_be_bytes();
    // Five bytes of a head, then the place; the leaves follow.
    let place = [&[0x1a], &resumed[4..], &[0x58, 0xe0]].concat();
    let further = [
        &[0x1a],
        &(log.gaps()[0].resumed + 1).to_be_bytes()[4..],
        &[0x58, 0xe0],
    ]
    .concat();
    let again = [0x08, 0x58, 0x20];
    vec![
        altered(
            "before-the-gap-missing",
            "No heads before the gap.",
            &both,
            &[&[0x81], &after[..]].concat(),
        ),
        altered(
            "beyond-the-gap",
            "The gap is said to end further on.",
            &place,
            &further,
        ),
        altered(
            "restated-outside",
            "What stood before the gap is said to stand again.",
            &again,
            &[0x07, 0x58, 0x20],
        ),
        whole,
    ]
}

/// Pages of a region below the root.
fn below() -> Vec<Case> {
    let whole = of(&state::below(), "below", "A region below the root.");
    let [base, _] = contents(&whole);
    let child = fixed("child");
    // In the copied creation: then its signature doesn't hold.
    let elsewhere = altered(&base, &child, &fixed("other child"));
    vec![
        put(
            whole.fault("created-elsewhere", "The creation of another region."),
            1,
            &elsewhere,
            0,
        ),
        whole,
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = set();
    cases.extend(after_a_gap());
    cases.extend(below());
    let whole = whole();
    let [base, _] = contents(&whole);
    cases.extend(standing(&whole, &base));
    cases
}

fn set() -> Vec<Case> {
    let whole = whole();
    let [base, rows] = contents(&whole);
    let fault = |name: &str, note: &str| whole.fault(name, note);
    let mut plain = Case::ok("plain", "Not compressed.");
    for key in [
        "space", "epoch", "read", "founding", "state", "head", "names",
    ] {
        plain = plain.with(key, whole.get(key));
    }
    let plain = put(put(plain, 1, &base, 0), 2, &rows, 0);
    let only = |number: usize, name: &str, note: &str| {
        let mut case = Case::refused(name, note);
        for key in ["space", "epoch", "read", "founding", "state"] {
            case = case.with(key, whole.get(key));
        }
        case.with("page-1", whole.get(&format!("page-{number}")))
    };
    let page = |number: usize| whole.get(&format!("page-{number}")).to_vec();
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![2; (8 << 20) + 1], 9);
    let altered_rows = |name: &str, note: &str, from: &[u8], to: &[u8]| {
        put(fault(name, note), 2, &altered(&rows, from, to), 0)
    };
    let altered_base = |name: &str, note: &str, from: &[u8], to: &[u8]| {
        put(fault(name, note), 1, &altered(&base, from, to), 0)
    };
    let in_plain = |content: &[u8]| [&[1, 0], content].concat();
    let space: [u8; 32] = whole.array("space");
    let epoch = whole.u32("epoch");
    let leaves = base
        .windows(3)
        .position(|window| window == [0x59, 0x01, 0xc0]);
    let first_leaf = isize::try_from(leaves.unwrap() + 3).unwrap();
    vec![
        plain,
        fault("flipped", "A bit of a page.").with("page-2", flipped(&page(2), -100)),
        fault("flipped-commitment", "A bit of a page's commitment.")
            .with("page-2", flipped(&page(2), 40)),
        sealed(
            fault("sealed-as-an-entry", "The label of entries."),
            2,
            &in_plain(&rows),
            b"skrynia/1/entry",
            epoch,
        ),
        sealed(
            fault("other-epoch", "Sealed for another epoch."),
            2,
            &in_plain(&rows),
            b"skrynia/1/page",
            epoch + 1,
        ),
        sealed(
            fault("version-2", "Another version."),
            2,
            &[&[2, 0], &rows[..]].concat(),
            b"skrynia/1/page",
            epoch,
        ),
        put(fault("codec-2", "A codec nobody knows."), 2, &rows, 2),
        put(
            fault("too-large", "One byte more than 8 MiB, unpacked."),
            2,
            &bomb,
            1,
        ),
        put(
            fault("kind-3", "A kind nobody knows."),
            2,
            &[&[3], &rows[1..]].concat(),
            0,
        ),
        put(fault("empty", "Nothing in it."), 2, &[], 0),
        only(2, "base-missing", "Records alone."),
        only(
            1,
            "records-missing",
            "No records: not the state that was named.",
        ),
        fault("swapped", "Records before everything else.")
            .with("page-1", page(2))
            .with("page-2", page(1)),
        fault("twice", "The same records once more.").with("page-3", page(2)),
        altered_rows(
            "column-unknown",
            "A type of column nobody knows.",
            &[0x82, 0x01, 0x81],
            &[0x82, 0x03, 0x81],
        ),
        altered_rows(
            "another-value",
            "Another value: not the state that was named.",
            "Купала".as_bytes(),
            "Купалы".as_bytes(),
        ),
        altered_rows(
            "long-head",
            "A length written the long way round.",
            &[0x82, 0x01, 0x81],
            &[0x98, 0x02, 0x01, 0x81],
        ),
        put(
            fault("trailing", "A byte after the end."),
            2,
            &[&rows[..], &[0]].concat(),
            0,
        ),
        altered_base(
            "leaf-missing",
            "A leaf less.",
            &[0x59, 0x01, 0xc0],
            &[0x59, 0x01, 0xa0],
        ),
        put(
            fault(
                "other-leaf",
                "Another first leaf: not the statement that stood there.",
            ),
            1,
            &flipped(&base, first_leaf),
            0,
        ),
        altered_base(
            "statement-altered",
            "A statement whose signature doesn't hold.",
            &fixed("organisation"),
            &fixed("other organisation"),
        ),
        altered_base(
            "other-space",
            "A statement of another space.",
            &space,
            &fixed("other space"),
        ),
        whole.clone(),
    ]
}
