use keys::Refused;

use super::log::{
    ADMIN, Draft, Writer, appoint, beacon, body, change, create_as, criteria, edit, grant, revoke,
};
use super::rotation::{rotate, standing};
use crate::support::case::Case;
use crate::support::cbor::{array, bytes, text, uint};
use crate::support::fixed;

pub(super) fn check(case: &Case) -> Result<(), Refused> {
    super::log::check(case)
}

const JUMP: u32 = 1 << 20;
/// Four entries are left of nine.
pub(super) const RESUMED: u64 = 9 + (1 << 20);
pub(super) const EPOCH: u32 = 1 + JUMP;

fn place((seq, head): (u64, [u8; 32])) -> Vec<u8> {
    array(&[uint(seq), bytes(head)])
}

/// What an honest lead says who remembers nine entries.
fn resume(log: &Writer) -> Vec<u8> {
    said(last(log), (9, fixed("head")), RESUMED, EPOCH)
}

pub(super) fn last(log: &Writer) -> (u64, [u8; 32]) {
    (log.seq, *log.heads.last().unwrap())
}

pub(super) fn said(
    restored: (u64, [u8; 32]),
    remembered: (u64, [u8; 32]),
    seq: u64,
    epoch: u32,
) -> Vec<u8> {
    let fields = [place(restored), place(remembered), uint(seq), uint(epoch)];
    body(13, &[array(&fields)])
}

/// A statement that stood in the gap, by somebody who had seen the fifth entry.
fn lost(log: &Writer, author: &str, body: Vec<u8>) -> Draft {
    Draft {
        seen: (5, fixed("lost head")),
        ..log.draft(author, body)
    }
}

pub(super) fn restate(seq: u64, lost: &Draft) -> Vec<u8> {
    body(14, &[array(&[uint(seq), lost.signed()])])
}

/// A log whose end is lost, in the epoch it began in.
fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = Writer::begun();
    write(&mut log);
    log.case(name, note)
}

/// The same, after an honest resume, with a statement that was lost.
fn resumed(name: &str, note: &str, write: impl FnOnce(&mut Writer, Draft)) -> Case {
    with(name, note, |log| {
        let draft = lost(log, "editor", change(text("Алена")));
        log.say_at(1, RESUMED, "lead", resume(log));
        write(log, draft);
    })
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = resumes();
    all.extend(restatements());
    all
}

fn resumes() -> Vec<Case> {
    let wrong = |name: &str, note: &str, said: &dyn Fn(&Writer) -> Vec<u8>| {
        with(name, note, |log| log.say_at(6, RESUMED, "lead", said(log)))
    };
    let known = |log: &Writer| (3, log.heads[3]);
    vec![
        with("resumed", "The log goes on after a gap.", |log| {
            log.say_at(1, RESUMED, "lead", resume(log));
            log.say(1, "editor", beacon());
        }),
        with(
            "nothing-lost",
            "Nobody remembers more than is left.",
            |log| {
                let body = said(last(log), known(log), 4 + (1 << 20), EPOCH);
                log.say_at(1, 4 + (1 << 20), "lead", body);
            },
        ),
        {
            let mut log = Writer::begun_in(EPOCH);
            log.say_at(1, RESUMED, "lead", resume(&log));
            log.say(1, "lead", rotate(&standing()));
            log.epoch = EPOCH;
            log.say(1, "editor", beacon());
            log.case("rotated", "The rotation after it begins the epoch it says.")
        },
        {
            let mut log = Writer::begun_in(EPOCH);
            log.say_at(1, RESUMED, "lead", resume(&log));
            log.say(1, "lead", rotate(&standing()));
            log.epoch = 2;
            log.say(4, "editor", beacon());
            log.case("next-epoch", "The rotation after it begins no other epoch.")
        },
        with("twice", "A resume after a resume.", |log| {
            log.say_at(1, RESUMED, "lead", resume(log));
            let next = RESUMED + (1 << 20);
            let body = said(last(log), last(log), next, EPOCH);
            log.say_at(1, next, "lead", body);
        }),
        with("by-an-editor", "An editor resumes.", |log| {
            log.say_at(6, RESUMED, "editor", resume(log));
        }),
        with("by-nobody", "An editor's beacon after a gap.", |log| {
            log.say_at(6, RESUMED, "editor", beacon());
        }),
        with(
            "without-a-gap",
            "It stands right after the last entry.",
            |log| {
                log.say(4, "lead", resume(log));
            },
        ),
        with(
            "elsewhere",
            "It stands at another place than it says.",
            |log| {
                log.say_at(6, RESUMED + 1, "lead", resume(log));
            },
        ),
        with("unseen", "Its author hadn't seen what is left.", |log| {
            let before = known(log);
            let body = said(before, (9, fixed("head")), RESUMED, EPOCH);
            let draft = Draft {
                seen: before,
                ..log.draft("lead", body)
            };
            log.put_at(6, RESUMED, &draft);
        }),
        wrong(
            "other-restored",
            "Another head is said to be left.",
            &|_| said((4, fixed("head")), (9, fixed("head")), RESUMED, EPOCH),
        ),
        wrong(
            "false-memory",
            "What is remembered is here, with another head.",
            &|log| said(last(log), (3, fixed("head")), RESUMED, EPOCH),
        ),
        wrong(
            "too-near",
            "Less than 2^20 beyond what is remembered.",
            &|log| said(last(log), (10, fixed("head")), RESUMED, EPOCH),
        ),
        with("too-far", "Beyond 2^38.", |log| {
            let far = (1 << 38) + 1;
            log.say_at(
                6,
                far,
                "lead",
                said(last(log), (9, fixed("head")), far, EPOCH),
            );
        }),
        wrong("epoch-too-near", "Less than 2^20 epochs on.", &|log| {
            said(last(log), (9, fixed("head")), RESUMED, EPOCH - 1)
        }),
    ]
}

fn restatements() -> Vec<Case> {
    let refused = |name: &str, note: &str, change: &dyn Fn(Draft) -> Draft| {
        resumed(name, note, |log, draft| {
            log.say(4, "lead", restate(7, &change(draft)));
        })
    };
    vec![
        resumed("restated", "What was lost counts again.", |log, draft| {
            log.say(1, "lead", restate(7, &draft));
        }),
        resumed(
            "by-its-author",
            "Its author says it again.",
            |log, draft| {
                log.say(1, "editor", restate(7, &draft));
            },
        ),
        resumed(
            "of-who-is-gone",
            "Its author was put out since.",
            |log, draft| {
                log.say(1, "lead", revoke("editor"));
                log.say(1, "lead", restate(7, &draft));
            },
        ),
        resumed(
            "seen-here",
            "Its author had seen only what is left.",
            |log, draft| {
                let seen = (4, log.heads[4]);
                log.say(1, "lead", restate(7, &Draft { seen, ..draft }));
            },
        ),
        resumed("appointment", "The founding key's word.", |log, _| {
            let draft = Draft {
                seen: (5, fixed("lost head")),
                ..log.founder(appoint(1, &[ADMIN, "newcomer"]))
            };
            log.say(1, "lead", restate(7, &draft));
            log.say(1, "newcomer", grant("newcomer", 4));
        }),
        resumed(
            "revocation",
            "Somebody who was put out stays out.",
            |log, draft| {
                let body = revoke("editor");
                let author = fixed("lead");
                log.say(
                    1,
                    "lead",
                    restate(
                        7,
                        &Draft {
                            author,
                            body,
                            ..draft
                        },
                    ),
                );
                log.say(4, "editor", beacon());
            },
        ),
        resumed("creation", "A region below that was lost.", |log, draft| {
            let body = create_as(fixed("child"), true, &text("Барысаў"));
            let author = fixed("lead");
            log.say(
                1,
                "lead",
                restate(
                    7,
                    &Draft {
                        author,
                        body,
                        ..draft
                    },
                ),
            );
        }),
        resumed("criteria", "What an admin asked for.", |log, draft| {
            let (author, body) = (fixed(ADMIN), criteria(&[text("Орша")]));
            let draft = Draft {
                author,
                body,
                ..draft
            };
            log.say(1, "lead", restate(7, &draft));
        }),
        resumed(
            "criteria-of-a-lead",
            "The root's are an admin's to say.",
            |log, draft| {
                let (author, body) = (fixed("lead"), criteria(&[text("Орша")]));
                let draft = Draft {
                    author,
                    body,
                    ..draft
                };
                log.say(4, "lead", restate(7, &draft));
            },
        ),
        resumed(
            "revocation-by-an-editor",
            "Its author leads nothing.",
            |log, draft| {
                let body = revoke("lead");
                log.say(4, "editor", restate(7, &Draft { body, ..draft }));
            },
        ),
        resumed(
            "revocation-overtaken",
            "Somebody has let the person in since.",
            |log, draft| {
                log.say(1, "lead", grant("editor", 3));
                let body = revoke("editor");
                let author = fixed("lead");
                log.say(
                    4,
                    "lead",
                    restate(
                        7,
                        &Draft {
                            author,
                            body,
                            ..draft
                        },
                    ),
                );
            },
        ),
        resumed("restated-twice", "The same once more.", |log, draft| {
            log.say(1, "lead", restate(7, &draft));
            log.say(2, "editor", restate(7, &draft));
        }),
        resumed(
            "shown-since",
            "Shown as if nothing had been lost, then said again.",
            |log, draft| {
                log.put(5, &draft);
                log.say(1, "lead", restate(7, &draft));
            },
        ),
        resumed(
            "restated-then-shown",
            "Said again, then shown as it was.",
            |log, draft| {
                log.say(1, "lead", restate(7, &draft));
                log.put(2, &draft);
            },
        ),
        with("left", "It isn't lost.", |log| {
            let draft = log.draft("editor", change(text("Алена")));
            log.put(1, &draft);
            let resumed = said(last(log), (9, fixed("head")), RESUMED, EPOCH);
            log.say_at(1, RESUMED, "lead", resumed);
            log.say(2, "lead", restate(7, &draft));
        }),
        resumed(
            "restated-by-a-viewer",
            "A viewer restates.",
            |log, draft| {
                log.say(1, ADMIN, grant("viewer", 2));
                log.say(4, "viewer", restate(7, &draft));
            },
        ),
        resumed(
            "of-a-viewer",
            "Its author never wrote here.",
            |log, draft| {
                log.say(1, ADMIN, grant("viewer", 2));
                let author = fixed("viewer");
                log.say(4, "lead", restate(7, &Draft { author, ..draft }));
            },
        ),
        resumed(
            "outside",
            "Nothing was lost at that place.",
            |log, draft| {
                log.say(4, "lead", restate(4, &draft));
            },
        ),
        resumed(
            "before-it-was-seen",
            "It can't have stood before what its author had seen.",
            |log, draft| {
                log.say(4, "lead", restate(5, &draft));
            },
        ),
        resumed("a-grant", "What isn't said again, but anew.", |log, _| {
            let draft = lost(log, "lead", grant("newcomer", 3));
            log.say(4, "lead", restate(7, &draft));
        }),
        refused(
            "not-its-authors-words",
            "The signature is another's.",
            &|draft| Draft {
                named_author: Some(crate::support::raw::public(&fixed("lead"))),
                ..draft
            },
        ),
        refused("other-space", "It stood in another space.", &|draft| {
            Draft {
                space: fixed("other space"),
                ..draft
            }
        }),
        refused("other-organisation", "Of another organisation.", &|draft| {
            Draft {
                organisation: fixed("other organisation"),
                ..draft
            }
        }),
        refused(
            "later-epoch",
            "Said in an epoch that hasn't begun.",
            &|draft| Draft { epoch: 2, ..draft },
        ),
        refused(
            "seen-elsewhere",
            "Its author had seen another history.",
            &|draft| Draft {
                seen: (3, fixed("head")),
                ..draft
            },
        ),
        refused(
            "based-on-unseen",
            "An edit based on what its author can't have seen.",
            &|draft| Draft {
                body: edit(6),
                ..draft
            },
        ),
    ]
}
