use keys::encode::encode;
use keys::log::{Log, Verdict};
use keys::state::State;
use keys::{Epoch, Hash, Refused, Secret, SpaceId};

use super::inbox::Entry;
use super::log::{ADMIN, Draft, Writer, appoint, beacon, body, grant, revoke};
use super::resume::{EPOCH, RESUMED, last as end, restate, said};
use super::tree;
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::{fixed, raw};

/// Replays a case's log; what it comes to.
pub(super) fn replayed(case: &Case) -> (Log, State) {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let reading = Secret::from_bytes(&case.array("read"));
    let mut log = Log::new(epoch, reading, Hash(case.array("founding")));
    let mut state = State::default();
    for (seq, entry) in super::entries(case) {
        for (_, verdict) in log.read(seq, entry).unwrap_or_default() {
            if let Verdict::Accepted(verified) = verdict {
                state.apply(&verified, epoch.space);
            }
        }
    }
    (log, state)
}

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)?;
    let (log, state) = replayed(case);
    assert_eq!(state.hash(&log, log.seen()).0, case.array("state"));
    assert_eq!(encode(&state.totals()), case.get("totals"));
    Ok(())
}

const NULL: [u8; 1] = [0xf6];

/// A change: import, new records, edits, deletions.
fn change(import: Vec<u8>, create: &[Vec<u8>], edit: &[Vec<u8>], delete: &[Vec<u8>]) -> Vec<u8> {
    let fields = [import, array(create), array(edit), array(delete)];
    body(6, &[array(&fields)])
}

fn record(fields: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let fields: Vec<Vec<u8>> = fields
        .iter()
        .map(|(field, value)| array(&[uint(*field), value.clone()]))
        .collect();
    array(&fields)
}

fn edit(statement: &[u8; 32], index: u8, field: u16, based_on: u8, value: Vec<u8>) -> Vec<u8> {
    let record = array(&[bytes(statement), uint(index)]);
    let field = array(&[uint(field), uint(based_on), value]);
    array(&[record, array(&[field])])
}

fn deletion(statement: &[u8; 32], first: u8, count: u8, deleted: bool) -> Vec<u8> {
    let deleted = vec![if deleted { 0xf5 } else { 0xf4 }];
    array(&[bytes(statement), uint(first), uint(count), deleted])
}

/// Records of another region: what each is there, and its fields.
pub(super) fn move_in(records: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let records: Vec<Vec<u8>> = records
        .iter()
        .map(|(index, fields)| {
            let from = array(&[bytes(fixed("elsewhere")), uint(*index)]);
            array(&[from, fields.clone()])
        })
        .collect();
    body(16, &[array(&[array(&records)])])
}

pub(super) fn move_out(arrived: &[u8; 32], records: &[([u8; 32], u8)]) -> Vec<u8> {
    let records: Vec<Vec<u8>> = records
        .iter()
        .map(|(statement, index)| array(&[bytes(statement), uint(*index)]))
        .collect();
    body(15, &[array(&[bytes(arrived), array(&records)])])
}

fn import(id: u8, name: &str) -> Vec<u8> {
    array(&[bytes([id; 16]), text(name)])
}

fn last(log: &Writer) -> [u8; 32] {
    raw::hash(&[log.statements.last().unwrap()])
}

/// Five entries, then three records in two statements of one import.
fn imported(log: &mut Writer) -> [[u8; 32]; 2] {
    let alena = record(&[(1, text("Алена")), (2, text("Купала")), (9, vec![0xf5])]);
    let ivan = record(&[(1, text("Іван")), (2, text("Купала"))]);
    let file = import(3, "Аркуш.csv");
    log.say(1, "editor", change(file.clone(), &[alena, ivan], &[], &[]));
    let first = last(log);
    let olga = record(&[(7, text("Мінск")), (2, text("Колас"))]);
    log.say(1, "editor", change(file, &[olga], &[], &[]));
    [first, last(log)]
}

fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    with_log(Writer::begun(), name, note, write)
}

fn with_log(mut log: Writer, name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    write(&mut log);
    let case = log.case(name, note);
    let (log, state) = replayed(&case);
    case.with("state", state.hash(&log, log.seen()).0)
        .with("totals", encode(&state.totals()))
}

/// Everything a state has: an import, edits with and without a conflict, deletions, entries of collectors.
pub(super) fn whole() -> Case {
    with("whole", "All at once.", |log| {
        log.say(1, "lead", grant("collector", 1));
        let [first, second] = imported(log);
        log.say(
            1,
            "lead",
            change(
                NULL.to_vec(),
                &[],
                &[edit(&first, 0, 1, 6, text("Алёна"))],
                &[],
            ),
        );
        // Written without having seen the last one.
        log.say(
            1,
            "editor",
            change(
                NULL.to_vec(),
                &[],
                &[edit(&first, 0, 1, 6, text("Аліна"))],
                &[],
            ),
        );
        log.say(
            1,
            "editor",
            change(NULL.to_vec(), &[], &[], &[deletion(&second, 0, 1, true)]),
        );
        let mut held = Entry::new("collector", log.epoch);
        held.id = [6; 16];
        let mut dropped = Entry::new("collector", log.epoch);
        dropped.id = [7; 16];
        let accepted = Entry::new("collector", log.epoch);
        let entries = [
            array(&[uint(2u8), array(&[held.handed()])]),
            array(&[uint(3u8), array(&[bytes(dropped.hash())])]),
            array(&[uint(1u8), array(&[accepted.handed()])]),
        ];
        log.say(1, "editor", body(9, &[array(&[array(&entries)])]));
        log.say(1, "lead", revoke("collector"));
        let values = record(&[(1, text("Зоя")), (1, text("Зося")), (9, vec![0xf5])]);
        log.say(1, "lead", move_in(&[(7, values), (4, record(&[]))]));
        let gone = [(first, 1), (last(log), 1)];
        log.say(1, "editor", move_out(&fixed("arrived"), &gone));
    })
}

#[test]
fn records_have_ids_and_are_found_by_them() {
    let (_, state) = replayed(&whole());
    let records = &state.records;
    let mut counts = std::collections::BTreeMap::new();
    for (row, record) in (0u32..).zip(records.rows()) {
        let (statement, index) = records.id(row).unwrap();
        assert_eq!(records.find(statement, index), Some(row));
        assert_eq!(records.row(row), Some(record));
        assert_eq!(records.maker(record.made.0), Some(statement));
        let count = counts.entry(statement).or_insert(0);
        *count = (*count).max(index + 1);
    }
    for (statement, count) in counts {
        assert_eq!(records.find(statement, count), None);
    }
    let beyond = u32::try_from(records.rows().len()).unwrap();
    assert!(records.row(beyond).is_none() && records.id(beyond).is_none());
}

#[test]
fn what_became_of_an_entry_is_known() {
    let (_, state) = replayed(&whole());
    let entry = |id: Option<u8>| {
        let mut entry = Entry::new("collector", 1);
        entry.id = id.map_or(entry.id, |id| [id; 16]);
        Hash(entry.hash())
    };
    let held: Vec<&Hash> = state.handed.held().map(|(hash, _)| hash).collect();
    assert_eq!(held, [&entry(Some(6))]);
    let [held, dropped, accepted] = [Some(6), Some(7), None].map(entry);
    assert!(!state.handed.is_dealt_with(&held));
    assert!(state.handed.is_dealt_with(&dropped) && state.handed.is_dealt_with(&accepted));
}

/// From one region into this one, and from this one into another.
fn moved() -> Vec<Case> {
    let arrived = fixed("arrived");
    let edited = |statement: &[u8; 32], index, based_on, value: &str| {
        let edit = edit(statement, index, 1, based_on, text(value));
        change(NULL.to_vec(), &[], &[edit], &[])
    };
    vec![
        with(
            "arrived",
            "Records of another region; one is edited, one deleted.",
            |log| {
                let values = record(&[(2, text("Купала")), (1, text("Алена")), (1, text("Аліна"))]);
                log.say(1, "editor", move_in(&[(3, values), (0, record(&[]))]));
                let made = last(log);
                log.say(1, "lead", edited(&made, 0, 5, "Алёна"));
                let gone = deletion(&made, 1, 1, true);
                log.say(1, "lead", change(NULL.to_vec(), &[], &[], &[gone]));
            },
        ),
        with(
            "left",
            "Into another region; what isn't there doesn't matter.",
            |log| {
                let [first, second] = imported(log);
                let gone = [(first, 1), (second, 0), (second, 1), ([4; 32], 0)];
                log.say(1, "editor", move_out(&arrived, &gone));
            },
        ),
        with(
            "left-and-edited",
            "One stays, for somebody wrote what its mover hadn't seen.",
            |log| {
                let [first, second] = imported(log);
                let both = [(first, 0), (first, 1)];
                let draft = log.draft("lead", move_out(&arrived, &both));
                log.say(1, "editor", edited(&first, 0, 5, "Аліна"));
                log.put(1, &draft);
                // The other way round.
                let late = log.draft("editor", edited(&second, 0, 6, "Я"));
                log.say(1, "lead", move_out(&arrived, &[(second, 0)]));
                log.put(1, &late);
            },
        ),
        with(
            "left-and-back",
            "Brought back, deleted where it was gone, gone again elsewhere.",
            |log| {
                let [first, second] = imported(log);
                let all = [(first, 0), (first, 1), (second, 0)];
                log.say(1, "editor", move_out(&arrived, &all));
                let deletions = [deletion(&first, 0, 1, false), deletion(&first, 1, 1, true)];
                log.say(1, "lead", change(NULL.to_vec(), &[], &[], &deletions));
                log.say(1, "lead", move_out(&fixed("arrived again"), &[(second, 0)]));
            },
        ),
        with(
            "on",
            "What arrived goes on, and comes back as another record.",
            |log| {
                log.say(1, "editor", move_in(&[(3, record(&[(1, text("Алена"))]))]));
                let made = last(log);
                log.say(1, "editor", move_out(&arrived, &[(made, 0)]));
                log.say(1, "lead", move_in(&[(0, record(&[(1, text("Алена"))]))]));
            },
        ),
    ]
}

/// What was lost and said again: a change, one that builds on it, a word of the founding key.
pub(super) fn restated() -> Case {
    with("restated", "Said again after a resume.", |log| {
        let [first, second] = imported(log);
        let lost = (8, fixed("lost head"));
        let change = |edit| change(NULL.to_vec(), &[], &[edit], &[]);
        let seen = log.draft("editor", change(edit(&first, 0, 1, 5, text("Алёна"))));
        let unseen = Draft {
            seen: lost,
            ..log.draft("lead", change(edit(&first, 0, 1, 8, text("Аліна"))))
        };
        let office = Draft {
            seen: lost,
            ..log.founder(appoint(1, &[ADMIN, "newcomer"]))
        };
        let deleted = log.draft("editor", deleted(&first));
        let arrived = Draft {
            seen: lost,
            ..log.draft("editor", move_in(&[(2, record(&[(1, text("Зоя"))]))]))
        };
        let left = Draft {
            seen: lost,
            ..log.draft("editor", move_out(&fixed("arrived"), &[(second, 0)]))
        };
        let body = said(end(log), (13, fixed("head")), RESUMED + 4, EPOCH);
        log.say_at(1, RESUMED + 4, "lead", body);
        log.say(1, "lead", restate(10, &office));
        log.say(1, "lead", restate(8, &seen));
        log.say(1, "newcomer", restate(9, &unseen));
        log.say(1, "editor", restate(11, &deleted));
        log.say(1, "editor", restate(13, &left));
        log.say(1, "lead", restate(12, &arrived));
    })
}

/// A region below the root: an editor from above writes.
pub(super) fn below() -> Case {
    let note = "An editor of the region above, and one of its own.";
    with_log(tree::child(), "below", note, |log| {
        let new = record(&[(1, text("Алена"))]);
        log.say(1, "editor above", change(NULL.to_vec(), &[new], &[], &[]));
        let made = last(log);
        let edit = edit(&made, 0, 1, 0, text("Аліна"));
        log.say(1, "own editor", change(NULL.to_vec(), &[], &[edit], &[]));
    })
}

fn deleted(statement: &[u8; 32]) -> Vec<u8> {
    change(NULL.to_vec(), &[], &[], &[deletion(statement, 0, 2, true)])
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = moved();
    cases.extend(others());
    cases
}

fn others() -> Vec<Case> {
    vec![
        restated(),
        below(),
        with_log(
            tree::grandchild(),
            "two-below",
            "What was said two regions above stands here too.",
            |_| {},
        ),
        with("begun", "No records.", |_| {}),
        with("imported", "Two statements of one import.", |log| {
            imported(log);
        }),
        with("settled", "An edit of what its author saw.", |log| {
            let [first, _] = imported(log);
            let edit = edit(&first, 1, 2, 5, text("Колас"));
            log.say(1, "editor", change(NULL.to_vec(), &[], &[edit], &[]));
        }),
        with(
            "conflict",
            "Two who wrote without the other, then one who saw both.",
            |log| {
                let [first, _] = imported(log);
                for (based_on, value) in [(5, "а"), (5, "б"), (5, "в"), (9, "г"), (5, "б")] {
                    let edit = edit(&first, 1, 2, based_on, text(value));
                    log.say(1, "lead", change(NULL.to_vec(), &[], &[edit], &[]));
                }
            },
        ),
        with(
            "deleted-and-edited",
            "Of a deletion and an edit that didn't know of each other, the edit wins.",
            |log| {
                let [first, second] = imported(log);
                let draft = log.draft(
                    "lead",
                    change(NULL.to_vec(), &[], &[], &[deletion(&first, 0, 2, true)]),
                );
                let edit_seen = edit(&first, 0, 1, 5, text("А"));
                log.say(1, "editor", change(NULL.to_vec(), &[], &[edit_seen], &[]));
                log.put(1, &draft);
                let delete = deletion(&second, 0, 9, true);
                let late = log.draft(
                    "editor",
                    change(
                        NULL.to_vec(),
                        &[],
                        &[edit(&second, 0, 2, 6, text("Я"))],
                        &[],
                    ),
                );
                log.say(1, "lead", change(NULL.to_vec(), &[], &[], &[delete]));
                log.put(1, &late);
            },
        ),
        with(
            "undone",
            "A whole import deleted, brought back in part, and stopped half way.",
            |log| {
                let [first, second] = imported(log);
                let all = [deletion(&first, 0, 2, true), deletion(&second, 0, 1, true)];
                log.say(1, "editor", change(import(3, "Аркуш.csv"), &[], &[], &all));
                log.say(
                    1,
                    "lead",
                    change(NULL.to_vec(), &[], &[], &[deletion(&first, 1, 1, false)]),
                );
            },
        ),
        with("two-imports", "Two imports, one of them deleted.", |log| {
            let [first, second] = imported(log);
            let other = record(&[(2, text("Багдановіч"))]);
            log.say(1, "lead", change(import(4, "Спіс.csv"), &[other], &[], &[]));
            let all = [deletion(&first, 0, 2, true), deletion(&second, 0, 1, true)];
            log.say(1, "editor", change(NULL.to_vec(), &[], &[], &all));
        }),
        with(
            "unknown",
            "Edits and deletions of records that aren't there.",
            |log| {
                let nothing = [4; 32];
                let edits = [edit(&nothing, 0, 1, 0, text("А"))];
                log.say(
                    1,
                    "editor",
                    change(
                        NULL.to_vec(),
                        &[],
                        &edits,
                        &[deletion(&nothing, 0, 1, true)],
                    ),
                );
                log.say(1, "editor", beacon());
            },
        ),
        whole(),
    ]
}
