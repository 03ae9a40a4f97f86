use keys::log::{Log, Verdict};
use keys::{Epoch, Hash, Refused, Secret, SpaceId};

use crate::support::case::Case;
use crate::support::cbor::{array, bytes, long_array, text, uint};
use crate::support::{fixed, raw};

/// `verdicts` holds a byte an entry: 1 accepted, 2 duplicate, 3 forked, 4 refused, 5 stale, 6 none: a reader goes no further. A
/// page has one for each place it tells anew. `at-…` is an entry's seq where it isn't the next one. A case whose last isn't 1 is a
/// fault.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let reading = Secret::from_bytes(&case.array("read"));
    let mut log = Log::new(epoch, reading, Hash(case.array("founding")));
    let mut verdicts = Vec::new();
    for (seq, entry) in entries(case) {
        match log.read(seq, entry) {
            Ok(judged) => verdicts.extend(judged.into_iter().map(|(_, verdict)| match verdict {
                Verdict::Accepted(_) => 1,
                Verdict::Duplicate => 2,
                Verdict::Forked(_) => 3,
                Verdict::Refused => 4,
                Verdict::Stale(_) => 5,
            })),
            Err(Refused) => verdicts.push(6),
        }
    }
    assert_eq!(verdicts, case.get("verdicts"), "{}", case.name);
    assert_eq!(log.seen().head.0, case.array("head"));
    if verdicts.last() == Some(&1) {
        Ok(())
    } else {
        Err(Refused)
    }
}

/// What lies where.
pub(crate) fn entries(case: &Case) -> Vec<(u64, &[u8])> {
    let mut entries: Vec<(u64, &[u8])> = Vec::new();
    while let Some(entry) = case.find(&format!("entry-{}", entries.len() + 1)) {
        let at = case.find(&format!("at-{}", entries.len() + 1));
        let next = entries.last().map_or(1, |(seq, _)| seq + 1);
        let seq = at.map_or(next, |at| u64::from_be_bytes(at.try_into().unwrap()));
        entries.push((seq, entry));
    }
    entries
}

/// The log of a case, to its end.
pub(super) fn replayed(case: &Case) -> Log {
    let epoch = Epoch {
        space: SpaceId(case.array("space")),
        number: case.u32("epoch"),
    };
    let reading = Secret::from_bytes(&case.array("read"));
    let mut log = Log::new(epoch, reading, Hash(case.array("founding")));
    for (seq, entry) in entries(case) {
        log.read(seq, entry).unwrap();
    }
    log
}

pub(super) const ADMIN: &str = "admin";
const FOUNDING: &str = "founding seed";
const HEAD: &[u8] = b"skrynia/1/head";

/// A log as it is written; every field of a statement can be set wrong.
pub(super) struct Writer {
    pub(super) space: [u8; 32],
    /// The one that runs at this place.
    pub(super) epoch: u32,
    /// The one that everything is sealed in.
    sealed: u32,
    read: [u8; 32],
    pub(super) heads: Vec<[u8; 32]>,
    /// The last entry's.
    pub(super) seq: u64,
    /// Where the next entry stands, if not right after the one before.
    at: Option<u64>,
    entries: Vec<(Option<u64>, Vec<u8>)>,
    /// What a page says of each place.
    pub(super) items: Vec<(u64, Vec<u8>)>,
    pub(super) statements: Vec<Vec<u8>>,
    verdicts: Vec<u8>,
}

/// A statement before it is signed.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) version: u8,
    pub(super) organisation: [u8; 32],
    pub(super) space: [u8; 32],
    pub(super) epoch: u32,
    pub(super) author: [u8; 32],
    pub(super) named_author: Option<[u8; 32]>,
    pub(super) seen: (u64, [u8; 32]),
    pub(super) body: Vec<u8>,
    pub(super) label: &'static [u8],
    pub(super) canonical: bool,
}

impl Draft {
    /// `[statement, signature]`
    pub(super) fn signed(&self) -> Vec<u8> {
        let nonce = raw::hash(&[&self.seen.0.to_be_bytes(), &self.body, &self.author]);
        let fields = [
            uint(self.version),
            bytes(self.organisation),
            bytes(self.space),
            uint(self.epoch),
            bytes(
                self.named_author
                    .unwrap_or_else(|| raw::public(&self.author)),
            ),
            bytes(&nonce[..16]),
            array(&[uint(self.seen.0), bytes(self.seen.1)]),
            uint(20_000u16),
            self.body.clone(),
        ];
        let statement = if self.canonical {
            array(&fields)
        } else {
            long_array(&fields)
        };
        array(&[
            bytes(&statement),
            bytes(raw::sign(&self.author, self.label, &statement)),
        ])
    }
}

pub(super) fn body(number: u8, fields: &[Vec<u8>]) -> Vec<u8> {
    array(&[uint(number), array(fields)])
}

pub(super) fn found(space: &[u8; 32], admins: &[&str]) -> Vec<u8> {
    let admins: Vec<Vec<u8>> = admins.iter().map(|name| member(name)).collect();
    let recovery: [u8; 32] = raw::expand(&fixed(FOUNDING), b"skrynia/1/kem-recovery", &[]);
    let fields = [
        bytes(fixed("organisation")),
        text("Арганізацыя"),
        bytes(space),
        array(&admins),
        bytes(raw::kem_public(&recovery)),
    ];
    body(1, &[array(&fields)])
}

fn member(name: &str) -> Vec<u8> {
    raw::member(&fixed(name), &fixed(&format!("{name}'s kem")))
}

pub(super) fn grant(name: &str, role: u8) -> Vec<u8> {
    let capability = bytes(raw::public(&fixed(&format!("{name}'s capability"))));
    body(
        4,
        &[array(&[
            member(name),
            uint(role),
            capability,
            uint(5u8),
            bytes([7; 10]),
        ])],
    )
}

/// A grant with a capability of small order.
fn weak_grant(name: &str) -> Vec<u8> {
    let capability = bytes(raw::weak_keys()[4]);
    body(
        4,
        &[array(&[
            member(name),
            uint(3u8),
            capability,
            uint(5u8),
            bytes([7; 10]),
        ])],
    )
}

fn create(child: [u8; 32]) -> Vec<u8> {
    create_as(child, true, &text("Барысаў"))
}

pub(super) fn create_as(child: [u8; 32], open: bool, label: &[u8]) -> Vec<u8> {
    create_with(child, fixed("child's commitment"), open, label)
}

pub(super) fn create_with(
    child: [u8; 32],
    commitment: [u8; 32],
    open: bool,
    label: &[u8],
) -> Vec<u8> {
    let open = vec![if open { 0xf5 } else { 0xf4 }];
    let fields = [bytes(child), bytes(commitment), open, label.to_vec()];
    body(3, &[array(&fields)])
}

pub(super) fn revoke(name: &str) -> Vec<u8> {
    body(5, &[array(&[bytes(raw::public(&fixed(name)))])])
}

/// All admins from here on.
pub(super) fn appoint(number: u8, admins: &[&str]) -> Vec<u8> {
    let admins: Vec<Vec<u8>> = admins.iter().map(|name| member(name)).collect();
    body(2, &[array(&[uint(number), array(&admins)])])
}

pub(super) fn change(value: Vec<u8>) -> Vec<u8> {
    let record = array(&[array(&[uint(1u8), value])]);
    body(
        6,
        &[array(&[
            vec![0xf6],
            array(&[record]),
            array(&[]),
            array(&[]),
        ])],
    )
}

pub(super) fn edit(based_on: u64) -> Vec<u8> {
    let record = array(&[bytes(fixed("statement")), uint(0u8)]);
    let field = array(&[uint(1u8), uint(based_on), text("Алена")]);
    let edit = array(&[record, array(&[field])]);
    body(
        6,
        &[array(&[vec![0xf6], array(&[]), array(&[edit]), array(&[])])],
    )
}

fn null() -> Vec<u8> {
    vec![0xf6]
}

/// Without the nulls at its end.
pub(super) fn criteria(said: &[Vec<u8>]) -> Vec<u8> {
    let last = said.iter().rposition(|part| *part != null());
    body(18, &[array(&said[..last.map_or(0, |last| last + 1)])])
}

pub(super) fn beacon() -> Vec<u8> {
    body(7, &[])
}

pub(super) fn founding_key() -> [u8; 32] {
    raw::expand(&fixed(FOUNDING), b"skrynia/1/founding-key", &[])
}

pub(super) fn fingerprint() -> [u8; 32] {
    raw::hash(&[
        b"skrynia/1/founding-fingerprint",
        &raw::public(&founding_key()),
    ])
}

impl Writer {
    pub(super) fn new() -> Self {
        Self::sealed_in(1)
    }

    /// A log as it lies in the first epoch or a later one.
    fn sealed_in(sealed: u32) -> Self {
        Self::of(fixed("space"), 1, sealed)
    }

    /// An empty log of a space, whose first statement is of an epoch, as it lies in this one or a later one.
    pub(super) fn of(space: [u8; 32], epoch: u32, sealed: u32) -> Self {
        let [_, _, read, _] = super::chain::roles(&fixed("lead secret"), &space, sealed);
        let heads = vec![raw::hash(&[HEAD, &space])];
        Self {
            space,
            epoch,
            sealed,
            read,
            heads,
            seq: 0,
            at: None,
            entries: Vec::new(),
            items: Vec::new(),
            statements: Vec::new(),
            verdicts: Vec::new(),
        }
    }

    /// Begun by the founding key, with one admin who let in a lead and an editor: four entries.
    pub(super) fn begun() -> Self {
        Self::begun_in(1)
    }

    pub(super) fn begun_in(sealed: u32) -> Self {
        let mut log = Self::sealed_in(sealed);
        let founder = Draft {
            author: founding_key(),
            ..log.draft(ADMIN, found(&log.space, &[ADMIN]))
        };
        log.put(1, &founder);
        log.say(1, ADMIN, grant(ADMIN, 4));
        log.say(1, ADMIN, grant("lead", 4));
        log.say(1, "lead", grant("editor", 3));
        log
    }

    pub(super) fn draft(&self, author: &str, body: Vec<u8>) -> Draft {
        Draft {
            version: 1,
            organisation: fixed("organisation"),
            space: self.space,
            epoch: self.epoch,
            author: fixed(author),
            named_author: None,
            seen: (self.seq, *self.heads.last().unwrap()),
            body,
            label: b"skrynia/1/statement",
            canonical: true,
        }
    }

    /// Says this at another place than the next.
    pub(super) fn say_at(&mut self, verdict: u8, seq: u64, author: &str, body: Vec<u8>) {
        self.at = Some(seq);
        self.say(verdict, author, body);
    }

    pub(super) fn founder(&self, body: Vec<u8>) -> Draft {
        Draft {
            author: founding_key(),
            ..self.draft(ADMIN, body)
        }
    }

    pub(super) fn say(&mut self, verdict: u8, author: &str, body: Vec<u8>) {
        self.put(verdict, &self.draft(author, body));
    }

    pub(super) fn put_at(&mut self, verdict: u8, seq: u64, draft: &Draft) {
        self.at = Some(seq);
        self.put(verdict, draft);
    }

    pub(super) fn put(&mut self, verdict: u8, draft: &Draft) {
        let signed = draft.signed();
        self.put_blob(verdict, self.seal(&signed), Some(&signed));
        self.statements.push(signed);
    }

    pub(super) fn seal(&self, signed: &[u8]) -> Vec<u8> {
        let id = raw::hash(&[b"blob id", &[u8::try_from(self.entries.len()).unwrap()]]);
        let class = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10]
            .into_iter()
            .find(|class| signed.len() < *class)
            .unwrap();
        raw::seal(
            &self.read,
            b"skrynia/1/entry",
            &self.space,
            self.sealed,
            &id,
            &raw::pad(signed, class),
        )
    }

    pub(super) fn put_blob(&mut self, verdict: u8, blob: Vec<u8>, signed: Option<&[u8]>) {
        let leaf = match signed {
            Some(signed) => raw::hash(&[signed]),
            None => raw::hash(&[b"skrynia/1/void-leaf", &raw::hash(&[&blob])]),
        };
        let at = self.at.take();
        if verdict != 6 {
            let (seq, before) = (at.unwrap_or(self.seq + 1), self.heads.last().unwrap());
            let head = raw::hash(&[HEAD, &self.space, &seq.to_be_bytes(), before, &leaf]);
            self.heads.push(head);
            self.seq = seq;
            let item = match signed {
                Some(signed) => array(&[uint(1u8), array(&[signed.to_vec()])]),
                None => array(&[uint(0u8), array(&[bytes(raw::hash(&[&blob]))])]),
            };
            self.items.push((seq, item));
        }
        self.entries.push((at, blob));
        self.verdicts.push(verdict);
    }

    /// Everything so far in pages, the first of so many places, the next of so many; entries follow.
    pub(super) fn turn_into_pages(&mut self, places: &[usize]) {
        self.entries.clear();
        let mut left = self.items.as_slice();
        for count in places {
            let (these, rest) = left.split_at(*count);
            let content = stretch(these);
            let page = self.page(&content, b"skrynia/1/log-page", 0);
            self.entries.push((Some(these[count - 1].0), page));
            left = rest;
        }
        assert!(left.is_empty());
    }

    /// The same once more.
    pub(super) fn copy(&self) -> Self {
        Self {
            heads: self.heads.clone(),
            entries: self.entries.clone(),
            items: self.items.clone(),
            statements: self.statements.clone(),
            verdicts: self.verdicts.clone(),
            ..*self
        }
    }

    /// As many verdicts and heads as there are items.
    pub(super) fn verdicts_of_items(&mut self) {
        self.verdicts.truncate(self.items.len());
        self.heads.truncate(self.items.len() + 1);
        self.seq = self.items.len() as u64;
    }

    pub(super) fn set_verdict(&mut self, place: usize, verdict: u8) {
        self.verdicts[place - 1] = verdict;
    }

    /// A reader takes none of it.
    pub(super) fn broken_off(&mut self) {
        self.verdicts = vec![6];
        self.heads.truncate(1);
    }

    /// As if only so many entries had been shown.
    pub(super) fn forget_after(&mut self, count: usize) {
        self.entries.truncate(count);
        self.verdicts.truncate(count);
    }

    /// A page of this content, sealed under this label.
    pub(super) fn page(&self, content: &[u8], label: &[u8], codec: u8) -> Vec<u8> {
        let id = raw::hash(&[b"log page id", &[u8::try_from(self.entries.len()).unwrap()]]);
        let plain = [&[1, codec], content].concat();
        let classes = [4, 6, 8, 12, 16, 24, 32, 48, 64];
        let mut classes = classes.into_iter().map(|kib| kib << 10);
        let class = classes.find(|class| plain.len() < *class).unwrap();
        let padded = raw::pad(&plain, class);
        let sealed = raw::seal(&self.read, label, &self.space, self.sealed, &id, &padded);
        [&[2], &sealed[..]].concat()
    }

    /// A page that shows places known already, or can't be read: the verdict of a reader that goes no further.
    pub(super) fn put_page(&mut self, verdicts: &[u8], last: u64, page: Vec<u8>) {
        self.entries.push((Some(last), page));
        self.verdicts.extend(verdicts);
    }

    pub(super) fn case(self, name: &str, note: &str) -> Case {
        let ok = self.verdicts.last() == Some(&1);
        let mut case = if ok {
            Case::ok(name, note)
        } else {
            Case::refused(name, note)
        }
        .with("space", self.space)
        .with("epoch", self.sealed.to_be_bytes())
        .with("read", self.read)
        .with("founding", fingerprint())
        .with("verdicts", &self.verdicts);
        for (number, (_, entry)) in (1..).zip(&self.entries) {
            case = case.with(&format!("entry-{number}"), entry);
        }
        for (number, (at, _)) in (1..).zip(&self.entries) {
            if let Some(seq) = at {
                case = case.with(&format!("at-{number}"), seq.to_be_bytes());
            }
        }
        case.with("head", self.heads.last().unwrap())
    }
}

/// What a page of these places holds.
pub(super) fn stretch(items: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let said: Vec<Vec<u8>> = items.iter().map(|(_, item)| item.clone()).collect();
    array(&[uint(items[0].0), array(&said)])
}

/// No vector, for its size alone.
#[test]
fn more_criteria_than_a_card_carries() {
    for (size, verdict) in [(64 << 10, 1), (64 << 10 | 1, 4)] {
        let mut log = Writer::begun();
        log.say(verdict, ADMIN, criteria(&[null(), bytes(vec![9; size])]));
        let checked = check(&log.case("criteria", ""));
        assert_eq!(checked.is_ok(), verdict == 1);
    }
}

fn with(name: &str, note: &str, write: impl FnOnce(&mut Writer)) -> Case {
    let mut log = Writer::begun();
    write(&mut log);
    log.case(name, note)
}

/// One statement that is wrong in one way.
fn wrong(
    name: &str,
    note: &str,
    verdict: u8,
    author: &str,
    change: impl FnOnce(&mut Draft),
) -> Case {
    with(name, note, |log| {
        let mut draft = log.draft(author, beacon());
        change(&mut draft);
        log.put(verdict, &draft);
    })
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![
        with("begun", "Found, three grants.", |_| {}),
        {
            let mut log = Writer::sealed_in(2);
            log.epoch = 2;
            log.put(4, &log.founder(found(&log.space, &[ADMIN])));
            log.case(
                "begun-in-epoch-2",
                "A founding in a later epoch than the first.",
            )
        },
        with("change", "An editor's new record.", |log| {
            log.say(1, "editor", change(text("Алена")))
        }),
        with(
            "criteria",
            "Name, criteria and apps, one after the other.",
            |log| {
                for said in [
                    [text("Орша"), null(), null()],
                    [null(), bytes([9; 20]), null()],
                ] {
                    log.say(1, ADMIN, criteria(&said));
                }
                log.say(1, ADMIN, criteria(&[null(), null(), uint(2u8)]));
            },
        ),
        with(
            "criteria-by-a-lead",
            "The root's are an admin's to say.",
            |log| {
                log.say(4, "lead", criteria(&[text("Орша")]));
            },
        ),
        with("criteria-nothing", "Nothing changes.", |log| {
            log.say(4, ADMIN, criteria(&[]));
        }),
        with("criteria-name-long", "A name of 257 bytes.", |log| {
            log.say(4, ADMIN, criteria(&[text(&"a".repeat(257))]));
        }),
        with("criteria-null-last", "A null at the end.", |log| {
            log.say(4, ADMIN, body(18, &[array(&[text("Орша"), null()])]));
        }),
        with("edit", "An editor's edit of what it has seen.", |log| {
            let seen = log.entries.len() as u64;
            log.say(1, "editor", edit(seen));
        }),
        with("beacon", "An editor's sign of life.", |log| {
            log.say(1, "editor", beacon())
        }),
        with("appointed", "An admin appointed, who then grants.", |log| {
            log.put(1, &log.founder(appoint(1, &[ADMIN, "second admin"])));
            log.say(1, "second admin", grant("viewer", 2));
        }),
        with(
            "appointed-again",
            "With a higher number, whatever lies between.",
            |log| {
                log.put(1, &log.founder(appoint(1, &["second admin"])));
                log.put(1, &log.founder(appoint(7, &[ADMIN])));
                log.say(4, "second admin", grant("viewer", 2));
                log.say(1, ADMIN, grant("viewer", 2));
            },
        ),
        with(
            "appointed-before",
            "An appointment that was overtaken.",
            |log| {
                log.put(1, &log.founder(appoint(2, &[ADMIN])));
                log.put(4, &log.founder(appoint(2, &["second admin"])));
                log.put(4, &log.founder(appoint(1, &["second admin"])));
            },
        ),
        with(
            "appointment-kept-back",
            "Of somebody who was put out since, which nobody who signed it knew.",
            |log| {
                let kept = log.founder(appoint(1, &[ADMIN, "editor"]));
                log.say(1, "lead", revoke("editor"));
                log.put(4, &kept);
            },
        ),
        with(
            "appointment-of-who-is-one",
            "An admin who was given a place since is an admin still.",
            |log| {
                let kept = log.founder(appoint(1, &[ADMIN, "newcomer"]));
                log.say(1, ADMIN, grant(ADMIN, 4));
                log.put(1, &kept);
            },
        ),
        with("appointed-zero", "The founding's number.", |log| {
            log.put(4, &log.founder(appoint(0, &[ADMIN])));
        }),
        with("nobody-appointed", "No admin is left.", |log| {
            log.put(4, &log.founder(appoint(1, &[])));
        }),
        with("appointed-twice", "One admin with two KEM keys.", |log| {
            let other = raw::member(&fixed("second admin"), &fixed("another kem"));
            let admins = array(&[member("second admin"), other]);
            let appoint = body(2, &[array(&[uint(1u8), admins])]);
            log.put(4, &log.founder(appoint));
        }),
        with(
            "admin-of-other-keys",
            "An admin with another KEM key than until now.",
            |log| {
                let other = raw::member(&fixed(ADMIN), &fixed("another kem"));
                let appoint = body(2, &[array(&[uint(1u8), array(&[other])])]);
                log.put(4, &log.founder(appoint));
            },
        ),
        with("grant-slot-512", "A slot that no block has.", |log| {
            let capability = bytes(raw::public(&fixed("newcomer's capability")));
            let grant = array(&[
                member("newcomer"),
                uint(2u8),
                capability,
                uint(512u16),
                bytes([7; 10]),
            ]);
            log.say(4, "lead", body(4, &[grant]));
        }),
        with("stale-but-true", "A head seen earlier is as good.", |log| {
            let draft = log.draft("editor", beacon());
            log.say(1, "lead", beacon());
            log.put(1, &draft);
        }),
        with(
            "void-counts",
            "What doesn't open has a place in the chain of heads.",
            |log| {
                log.put_blob(4, vec![1; 200], None);
                log.say(1, "editor", beacon());
            },
        ),
        with("void", "A blob that doesn't open.", |log| {
            log.put_blob(4, vec![1; 200], None)
        }),
        with("duplicate", "The same statement in another seal.", |log| {
            let draft = log.draft("editor", beacon());
            log.put(1, &draft);
            log.put(2, &draft);
        }),
        with(
            "refused-comes-back",
            "Refused once, said again when its author has the right.",
            |log| {
                let early = log.draft("newcomer", beacon());
                log.put(4, &early);
                log.say(1, "lead", grant("newcomer", 3));
                log.put(2, &early);
            },
        ),
        wrong(
            "forked-head",
            "An author who saw another history.",
            3,
            "editor",
            |d| d.seen.1[0] ^= 1,
        ),
        wrong(
            "forked-future",
            "An author who saw more than there is.",
            3,
            "editor",
            |d| d.seen.0 += 1,
        ),
        wrong(
            "stranger-accuses-nobody",
            "A stranger with another history is just refused.",
            4,
            "stranger",
            |d| d.seen.0 += 1,
        ),
        wrong("version-2", "Version 2.", 4, "editor", |d| d.version = 2),
        wrong(
            "other-organisation",
            "Another organisation.",
            4,
            "editor",
            |d| d.organisation = fixed("other"),
        ),
        wrong(
            "other-space",
            "Meant for another space.",
            4,
            "editor",
            |d| d.space = fixed("other space"),
        ),
        wrong(
            "other-epoch",
            "Meant for another epoch.",
            4,
            "editor",
            |d| d.epoch = 2,
        ),
        wrong(
            "not-the-signer",
            "Names an editor who didn't sign.",
            4,
            "stranger",
            |d| {
                d.named_author = Some(raw::public(&fixed("editor")));
            },
        ),
        wrong(
            "weak-author",
            "Names a key of small order.",
            4,
            "editor",
            |d| d.named_author = Some(raw::weak_keys()[0]),
        ),
        wrong(
            "signed-as-request",
            "A signature for another purpose.",
            4,
            "editor",
            |d| d.label = b"skrynia/1/request",
        ),
        wrong(
            "not-canonical",
            "An array's length written too long.",
            4,
            "editor",
            |d| d.canonical = false,
        ),
        wrong("body-unknown", "Body 99.", 4, "editor", |d| {
            d.body = body(99, &[])
        }),
        wrong(
            "value-break",
            "A field's value that is no item.",
            4,
            "editor",
            |d| d.body = change(vec![0xff]),
        ),
        wrong(
            "value-not-shortest",
            "A field's value written too long.",
            4,
            "editor",
            |d| d.body = change(vec![0x18, 1]),
        ),
        wrong(
            "based-on-unseen",
            "An edit of a value its author can't have seen.",
            4,
            "editor",
            |d| d.body = edit(d.seen.0 + 1),
        ),
        wrong(
            "stranger",
            "Nobody has let this author in.",
            4,
            "stranger",
            |_| {},
        ),
        wrong(
            "editor-grants",
            "An editor can't let anybody in.",
            4,
            "editor",
            |d| d.body = grant("friend", 2),
        ),
        wrong("editor-promotes-itself", "Nor itself.", 4, "editor", |d| {
            d.body = grant("editor", 4)
        }),
        wrong("editor-revokes", "Nor put anybody out.", 4, "editor", |d| {
            d.body = revoke("lead")
        }),
        wrong(
            "lead-appoints",
            "Only the founding key appoints.",
            4,
            "lead",
            |d| d.body = appoint(1, &["lead"]),
        ),
        wrong(
            "lead-lowers-admin",
            "No lead makes less of an admin.",
            4,
            "lead",
            |d| d.body = grant(ADMIN, 2),
        ),
        wrong("lead-revokes-admin", "Nor puts one out.", 4, "lead", |d| {
            d.body = revoke(ADMIN)
        }),
        wrong("found-again", "A second founding.", 4, "admin", |d| {
            d.author = founding_key();
            d.body = found(&d.space, &["other"]);
        }),
        with("viewer-writes", "A viewer's change.", |log| {
            log.say(1, "lead", grant("viewer", 2));
            log.say(4, "viewer", change(text("x")));
        }),
        with("after-revocation", "An editor put out says more.", |log| {
            log.say(1, "lead", revoke("editor"));
            log.say(4, "editor", beacon());
        }),
        with(
            "after-dismissal",
            "An admin dismissed grants once more.",
            |log| {
                log.put(1, &log.founder(appoint(1, &["second admin"])));
                log.say(4, ADMIN, grant("friend", 4));
            },
        ),
        with(
            "dismissed-grants-stand",
            "What an admin granted before stands.",
            |log| {
                log.put(1, &log.founder(appoint(1, &["second admin"])));
                log.say(1, "lead", beacon());
            },
        ),
        with(
            "grant-kept-back",
            "A grant signed before a revocation and shown after it.",
            |log| {
                let kept = log.draft("lead", grant("editor", 4));
                log.say(1, ADMIN, revoke("editor"));
                log.put(4, &kept);
            },
        ),
        with(
            "grant-again",
            "A revocation, and a grant that knows of it.",
            |log| {
                log.say(1, "lead", revoke("editor"));
                log.say(1, "lead", grant("editor", 3));
            },
        ),
        with(
            "other-kem-key",
            "A grant that gives a member another KEM key, even after a revocation.",
            |log| {
                log.say(1, "lead", revoke("editor"));
                let keys = raw::member(&fixed("editor"), &fixed("the lead's own kem"));
                let capability = bytes(raw::public(&fixed("capability")));
                let grant = body(
                    4,
                    &[array(&[
                        keys,
                        uint(3u8),
                        capability,
                        uint(5u8),
                        bytes([7; 10]),
                    ])],
                );
                log.say(4, "lead", grant);
            },
        ),
    ];
    cases.extend([
        with("create", "A region below this one.", |log| {
            log.say(1, "lead", create(fixed("child")))
        }),
        with("create-twice", "The same region again.", |log| {
            log.say(1, "lead", create(fixed("child")));
            log.say(4, ADMIN, create(fixed("child")));
        }),
        with("create-itself", "A region below itself.", |log| {
            log.say(4, "lead", create(log.space))
        }),
        with("editor-creates", "An editor can't.", |log| {
            log.say(4, "editor", create(fixed("child")))
        }),
        with(
            "grant-weak-capability",
            "A capability of small order.",
            |log| {
                log.say(4, "lead", weak_grant("friend"));
            },
        ),
        with(
            "grant-by-old-standing",
            "Signed before its author was put out, shown after it was let in again.",
            |log| {
                let kept = log.draft("lead", grant("friend", 2));
                log.say(1, ADMIN, revoke("lead"));
                log.say(1, ADMIN, grant("lead", 4));
                log.put(4, &kept);
            },
        ),
    ]);
    let mut weak = Writer::new();
    let recovery = raw::expand::<32>(&fixed(FOUNDING), b"skrynia/1/kem-recovery", &[]);
    let mut low = raw::kem_public(&recovery);
    low[1184..].copy_from_slice(&raw::low_order_points()[3]);
    let fields = [
        bytes(fixed("organisation")),
        text("Арганізацыя"),
        bytes(weak.space),
        array(&[member(ADMIN)]),
        bytes(low),
    ];
    let found_weak = Draft {
        author: founding_key(),
        ..weak.draft(ADMIN, body(1, &[array(&fields)]))
    };
    weak.put(4, &found_weak);
    cases.push(weak.case(
        "found-recovery-low-order",
        "A recovery key with a low-order X25519 part.",
    ));
    let mut unfounded = Writer::new();
    unfounded.say(4, ADMIN, grant(ADMIN, 4));
    cases.push(unfounded.case("before-founding", "A grant before anything is founded."));
    let mut usurped = Writer::new();
    usurped.say(4, "usurper", found(&usurped.space, &["usurper"]));
    cases.push(usurped.case(
        "other-founding-key",
        "Founded by a key that isn't the pinned one.",
    ));
    let mut elsewhere = Writer::new();
    let root = Draft {
        author: founding_key(),
        ..elsewhere.draft(ADMIN, found(&fixed("other space"), &[ADMIN]))
    };
    elsewhere.put(4, &root);
    cases.push(elsewhere.case("other-root", "A founding of another root."));
    cases
}
