//! One log, one state: whoever begins with pages, wherever and however often, comes to what a reader of everything comes to.

use keys::inbox::{Collected, HandedIn};
use keys::log::{Log, Verdict};
use keys::pages::{Reader, write};
use keys::state::State;
use keys::statement::{
    Admit, Admitted, Body, Change, Checkpoint, Deletion, Edit, FieldEdit, Found, Grant, ImportTag,
    NewField, NewRecord, RecordRef, Revoke, SignedStatement, Value,
};
use keys::{
    Access, Epoch, FoundingKey, Hash, Identity, Nonce, OrgId, PublicKey, Role, SignKey, SpaceId,
};
use proptest::prelude::*;

use crate::support::rng::Seeded;

/// A reader of a log.
struct Reading {
    log: Log,
    state: State,
}

impl Reading {
    fn apply(&mut self, blob: &[u8]) -> u8 {
        let (seq, space) = (self.log.seq() + 1, self.log.space());
        match self.log.apply(seq, blob).unwrap() {
            Verdict::Accepted(verified) => {
                self.state.apply(&verified, space);
                1
            }
            Verdict::Duplicate => 2,
            Verdict::Forked(_) => 3,
            Verdict::Refused => 4,
            Verdict::Stale(_) => 5,
        }
    }

    fn hash(&self) -> Hash {
        self.state.hash(&self.log, self.log.seen())
    }
}

struct History {
    access: Access,
    founding: Hash,
    people: Vec<Identity>,
    rng: Seeded,
    blobs: Vec<Vec<u8>>,
    whole: Reading,
    /// Statements that made records, and how many.
    made: Vec<(Hash, u32)>,
}

impl History {
    fn make(seed: u64) -> Self {
        let mut rng = Seeded::new(seed);
        let epoch = Epoch {
            space: SpaceId(rng.bytes()),
            number: 1,
        };
        let founding = FoundingKey::make(&mut rng);
        let people: Vec<Identity> = (0..4).map(|_| Identity::make(&mut rng)).collect();
        let access = Access::make(epoch, &mut rng);
        let log = Log::new(epoch, access.reading().unwrap(), founding.fingerprint());
        let mut history = Self {
            access,
            founding: founding.fingerprint(),
            whole: Reading {
                log,
                state: State::default(),
            },
            people,
            rng,
            blobs: Vec::new(),
            made: Vec::new(),
        };
        let first = history.people[0].public().unwrap();
        let found = Body::Found(Found {
            organisation: OrgId([1; 32]),
            name: "A".into(),
            root: epoch.space,
            admins: vec![first],
            recovery: founding.recovery().public().unwrap(),
        });
        history.say(&founding.sign_key(), found);
        for (index, role) in [Role::Lead, Role::Editor, Role::Editor, Role::Collector]
            .into_iter()
            .enumerate()
        {
            history.grant(index, role);
        }
        history
    }

    fn key(&self, who: usize) -> SignKey {
        self.people[who].sign.clone()
    }

    fn grant(&mut self, whom: usize, role: Role) {
        let member = self.people[whom].public().unwrap();
        let grant = Grant {
            capability: PublicKey(SignKey::make(&mut self.rng).public().0),
            member,
            role,
            slot: 1,
            sealed_name: vec![1; 20],
        };
        let lead = self.key(0);
        self.say(&lead, Body::Grant(grant));
    }

    fn say(&mut self, author: &SignKey, body: Body) {
        let (epoch, seen) = (self.access.epoch(), self.whole.log.seen());
        let rng = &mut self.rng;
        let signed = SignedStatement::sign(author, OrgId([1; 32]), epoch, seen, 7, body, rng);
        let blob = signed.seal(&self.access, &mut self.rng).unwrap();
        self.whole.apply(&blob);
        self.blobs.push(blob);
        if let Some(written) = self.whole.state.written.get(&self.whole.log.seq())
            && let Some(hash) = written.hash
        {
            let rows = self.whole.state.records.rows();
            let seq = self.whole.log.seq();
            let made = rows.iter().filter(|row| row.made.0 == seq).count();
            if made > 0 {
                self.made.push((hash, u32::try_from(made).unwrap()));
            }
        }
    }

    fn value(&mut self) -> Value {
        let [what, which] = self.rng.bytes::<2>();
        match what % 8 {
            0 => keys::encode::decode(&[0xf5]).unwrap(),
            1 => Value::text(&format!("{which} {what}")),
            _ => Value::text(["Мінск", "Гомель", "", "Брэст"][usize::from(which) % 4]),
        }
    }

    fn fields(&mut self) -> Vec<NewField> {
        let [count] = self.rng.bytes::<1>();
        (0..count % 4)
            .map(|_| NewField {
                field: u16::from(self.rng.bytes::<1>()[0] % 5),
                value: self.value(),
            })
            .collect()
    }

    fn some_record(&mut self) -> Option<(Hash, u32)> {
        let [which, index] = self.rng.bytes::<2>();
        let at = usize::from(which) % self.made.len().max(1);
        let (hash, count) = *self.made.get(at)?;
        Some((hash, u32::from(index) % count))
    }

    fn change(&mut self) -> Body {
        let [what, how] = self.rng.bytes::<2>();
        let mut change = Change::default();
        if what % 3 == 0 {
            let count = how % 4;
            change.create = (0..count).map(|_| NewRecord(self.fields())).collect();
            if what % 2 == 0 {
                change.import = Some(ImportTag {
                    id: Nonce([how % 3; 16]),
                    name: "file.csv".into(),
                });
            }
        }
        for _ in 0..how % 3 {
            let Some((statement, index)) = self.some_record() else {
                break;
            };
            let seen = self.whole.log.seq();
            let based_on = u64::from(self.rng.bytes::<1>()[0]) % (seen + 1);
            change.edit.push(Edit {
                record: RecordRef { statement, index },
                fields: vec![FieldEdit {
                    field: u16::from(how % 5),
                    based_on,
                    value: self.value(),
                }],
            });
        }
        if what % 4 == 0
            && let Some((statement, first)) = self.some_record()
        {
            change.delete.push(Deletion {
                statement,
                first: if how % 2 == 0 { 0 } else { first },
                count: u32::from(how % 5),
                deleted: how % 3 != 0,
            });
        }
        Body::Change(change)
    }

    fn admit(&mut self) -> Body {
        let epoch = self.access.epoch();
        let collector = self.key(3);
        let record = NewRecord(self.fields());
        let rng = &mut self.rng;
        let collected = Collected::make(collector.public(), 3, record, rng);
        let inbox = self.access.inbox().unwrap().public().unwrap();
        let blob = collected.seal(epoch, &inbox, &collector, rng).unwrap();
        let handed = HandedIn::open(&self.access, &blob).unwrap();
        let entry = match self.rng.bytes::<1>()[0] % 3 {
            0 => Admitted::Held(handed),
            1 => Admitted::Dropped(handed.hash()),
            _ => Admitted::Accepted(handed),
        };
        let mut entries = vec![entry];
        let held = self.whole.state.handed.held().next();
        if let Some((_, held)) = held {
            entries.push(Admitted::Accepted(held.clone()));
        }
        Body::Admit(Admit { entries })
    }

    fn step(&mut self) {
        let [who, what] = self.rng.bytes::<2>();
        let author = self.key(usize::from(who) % 3);
        let body = match what % 16 {
            0..=9 => self.change(),
            10 | 11 => self.admit(),
            12 => Body::Beacon,
            13 => Body::Checkpoint(Checkpoint {
                state: self.whole.hash(),
                set: Nonce([who; 16]),
                pages: Vec::new(),
                totals: None,
            }),
            14 => {
                let member = self.key(2).public();
                Body::Revoke(Revoke { member })
            }
            _ => {
                self.grant(2, Role::Editor);
                return;
            }
        };
        self.say(&author, body);
    }

    /// The same reader, begun with its own pages.
    fn begun_again(&mut self, reading: &Reading) -> Reading {
        let pages = write(&reading.state, &reading.log, &self.access, &mut self.rng).unwrap();
        let mut reader = Reader::new(self.access.epoch(), self.access.reading().unwrap());
        for page in &pages {
            reader.page(&page.blob).unwrap();
        }
        let named: Vec<_> = pages.iter().map(|page| page.page).collect();
        assert_eq!(reader.pages(), named);
        let (log, state) = reader.finish(self.founding).unwrap();
        let again = Reading { log, state };
        assert_eq!(again.log.window(), reading.log.window());
        again
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Random histories under random schedules of checkpoints.
    #[test]
    fn any_schedule_of_checkpoints_comes_to_one_state(seed: u64, steps in 10usize..90, often in 1u8..20) {
        let mut history = History::make(seed);
        for _ in 0..steps {
            history.step();
        }
        let blobs = history.blobs.clone();
        let (epoch, reading) = (history.access.epoch(), history.access.reading().unwrap());
        let fresh = || Reading {
            log: Log::new(epoch, reading.clone(), history.founding),
            state: State::default(),
        };
        let (mut whole, mut begun) = (fresh(), fresh());
        for blob in &blobs {
            prop_assert_eq!(whole.apply(blob), begun.apply(blob));
            if history.rng.bytes::<1>()[0] % 20 < often {
                begun = history.begun_again(&begun);
            }
            prop_assert_eq!(whole.hash(), begun.hash());
        }
        prop_assert_eq!(whole.state.records.rows(), begun.state.records.rows());
        prop_assert_eq!(whole.state.records.imports(), begun.state.records.imports());
        prop_assert_eq!(whole.log.seen(), begun.log.seen());
        for row in 0..whole.state.records.rows().len() {
            let row = u32::try_from(row).unwrap();
            let id = whole.state.records.id(row).unwrap();
            prop_assert_eq!(begun.state.records.id(row), Some(id));
            prop_assert_eq!(begun.state.records.find(id.0, id.1), Some(row));
        }
    }
}

/// Beyond the window the oldest heads are gone, and everything else is the same: what comes too late, too.
#[test]
fn a_log_longer_than_the_window_goes_on_from_its_pages() {
    let mut history = History::make(1);
    let late = history.whole.log.seen();
    while history.whole.log.seq() < 1_100 {
        history.step();
    }
    let (epoch, reading) = (history.access.epoch(), history.access.reading().unwrap());
    let mut whole = Reading {
        log: Log::new(epoch, reading, history.founding),
        state: State::default(),
    };
    for blob in &history.blobs.clone() {
        whole.apply(blob);
    }
    let mut begun = history.begun_again(&whole);
    assert_eq!(begun.log.first_head(), whole.log.seq() - 1_024);
    let lead = history.key(0);
    let old = SignedStatement::sign(
        &lead,
        OrgId([1; 32]),
        epoch,
        late,
        7,
        Body::Beacon,
        &mut history.rng,
    );
    let old = old.seal(&history.access, &mut history.rng).unwrap();
    // And something that stood before, shown again.
    let again = history.blobs.last().unwrap().clone();
    for (blob, verdict) in [(&old, 5), (&again, 2)] {
        assert_eq!((whole.apply(blob), begun.apply(blob)), (verdict, verdict));
        assert_eq!(whole.hash(), begun.hash());
    }
}
