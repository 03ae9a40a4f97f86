//! Random histories of a region: everything a log may say, at the root or below it, with ends that get lost.

use std::collections::BTreeMap;

use keys::inbox::{Collected, HandedIn};
use keys::log::{JUMP_EPOCHS, JUMP_SEQS, Log, Verdict};
use keys::state::State;
use keys::statement::{
    Above, Admit, Admitted, Appoint, Arrival, Body, Change, Checkpoint, Confirm, Create, Criteria,
    Deletion, Edit, FieldEdit, Found, Grant, ImportTag, MoveIn, MoveOut, NewField, NewRecord,
    Parent, RecordRef, Renewed, Restate, Resume, Revoke, Rotate, Seen, SignedStatement, Statement,
    Value,
};
use keys::{Access, Epoch, FoundingKey, Hash, Identity, Nonce, OrgId, Role, SignKey, SpaceId};

use crate::support::rng::Seeded;

pub(super) const ORGANISATION: OrgId = OrgId([1; 32]);
/// A lead; two editors; a collector; who created the region, and an editor from above.
pub(super) const LEAD: usize = 0;
pub(super) const EDITOR: usize = 2;
const COLLECTOR: usize = 3;
const ABOVE: usize = 4;
const FROM_ABOVE: usize = 5;

/// A reader of a log.
pub(super) struct Reading {
    pub(super) log: Log,
    pub(super) state: State,
}

impl Reading {
    pub(super) fn new(access: &Access, founding: Hash) -> Self {
        Self {
            log: Log::new(access.epoch(), access.reading().unwrap(), founding),
            state: State::default(),
        }
    }

    pub(super) fn apply(&mut self, seq: u64, blob: &[u8]) -> u8 {
        let space = self.log.space();
        match self.log.apply(seq, blob) {
            Ok(Verdict::Accepted(verified)) => {
                self.state.apply(&verified, space);
                1
            }
            Ok(Verdict::Duplicate) => 2,
            Ok(Verdict::Forked(_)) => 3,
            Ok(Verdict::Refused) => 4,
            Ok(Verdict::Stale(_)) => 5,
            Err(_) => 6,
        }
    }

    pub(super) fn hash(&self) -> Hash {
        self.state.hash(&self.log, self.log.seen())
    }
}

pub(super) struct History {
    /// By epoch.
    accesses: BTreeMap<u32, Access>,
    pub(super) founding: FoundingKey,
    people: Vec<Identity>,
    pub(super) rng: Seeded,
    /// What stands, and where.
    pub(super) statements: Vec<(u64, SignedStatement)>,
    /// What was lost, and where it stood.
    pub(super) lost: Vec<(u64, SignedStatement)>,
    pub(super) whole: Reading,
    /// Statements that made records, and how many.
    made: Vec<(Hash, u32)>,
    below: bool,
}

impl History {
    pub(super) fn make(seed: u64) -> Self {
        let mut rng = Seeded::new(seed);
        let below = rng.bytes::<1>()[0].is_multiple_of(2);
        let epoch = Epoch {
            space: SpaceId(rng.bytes()),
            number: 1,
        };
        let founding = FoundingKey::make(&mut rng);
        let people: Vec<Identity> = (0..6).map(|_| Identity::make(&mut rng)).collect();
        let access = Access::make(epoch, &mut rng);
        let whole = Reading::new(&access, founding.fingerprint());
        let mut history = Self {
            accesses: [(1, access)].into(),
            founding,
            people,
            rng,
            statements: Vec::new(),
            lost: Vec::new(),
            whole,
            made: Vec::new(),
            below,
        };
        let by = if below {
            history.open_below();
            ABOVE
        } else {
            history.found(epoch.space, LEAD);
            LEAD
        };
        history.grant(by, LEAD, Role::Lead);
        history.grant(by, EDITOR - 1, Role::Editor);
        history.grant(by, EDITOR, Role::Editor);
        history.grant(by, COLLECTOR, Role::Collector);
        history
    }

    fn found(&mut self, root: SpaceId, admin: usize) {
        let found = Body::Found(Found {
            organisation: ORGANISATION,
            name: "A".into(),
            root,
            admins: vec![self.people[admin].public().unwrap()],
            recovery: self.founding.recovery().public().unwrap(),
        });
        let key = self.founding.sign_key();
        self.say_in(root, &key, found);
    }

    /// What was copied from the root, and the first word of its own.
    fn open_below(&mut self) {
        let root = SpaceId(self.rng.bytes());
        self.found(root, ABOVE);
        let above = self.key(ABOVE);
        let access = self.access();
        let create = Create {
            child: access.epoch().space,
            commitment: access.commitment().unwrap(),
            open: true,
            label: Value::text("Орша"),
        };
        self.say_in(root, &above, Body::Create(create));
        self.say(ABOVE, self.parent(1));
    }

    fn parent(&self, epoch: u32) -> Body {
        Body::Parent(Parent {
            epoch,
            commitment: Hash([7; 32]),
            kem: None,
            above: vec![Above {
                leads: Vec::new(),
                editors: vec![self.key(FROM_ABOVE).public()],
            }],
            capabilities: None,
        })
    }

    /// Of the epoch that runs.
    pub(super) fn access(&self) -> &Access {
        let epoch = self.whole.log.authority().epoch().max(1);
        &self.accesses[&epoch]
    }

    pub(super) fn key(&self, who: usize) -> SignKey {
        self.people[who].sign.clone()
    }

    fn grant(&mut self, by: usize, whom: usize, role: Role) {
        let grant = Grant {
            capability: SignKey::make(&mut self.rng).public(),
            member: self.people[whom].public().unwrap(),
            role,
            slot: 1,
            sealed_name: vec![1; 20],
        };
        self.say(by, Body::Grant(grant));
    }

    fn say(&mut self, who: usize, body: Body) {
        let (author, space) = (self.key(who), self.whole.log.space());
        self.say_in(space, &author, body);
    }

    fn say_in(&mut self, space: SpaceId, author: &SignKey, body: Body) {
        let number = self.access().epoch().number;
        let epoch = Epoch { space, number };
        let seen = self.whole.log.seen();
        let signed =
            SignedStatement::sign(author, ORGANISATION, epoch, seen, 7, body, &mut self.rng);
        self.put(seen.seq + 1, signed);
    }

    pub(super) fn put(&mut self, seq: u64, signed: SignedStatement) {
        let access = self.access().clone();
        self.put_sealed(seq, signed, &access);
    }

    fn put_sealed(&mut self, seq: u64, signed: SignedStatement, access: &Access) {
        // A lost rotation that is shown again in the epoch it ends is noise, and no statement that could be sealed anew.
        let ends = |said: Statement| {
            matches!(said.body, Body::Rotate(_)) && said.epoch >= access.epoch().number
        };
        if signed.said().is_ok_and(ends) {
            return;
        }
        let blob = signed.seal(access, &mut self.rng).unwrap();
        if self.whole.apply(seq, &blob) == 6 {
            return;
        }
        self.statements.push((seq, signed));
        let rows = self.whole.state.records.rows();
        let made = rows.iter().filter(|row| row.made.0 == seq).count();
        if let (Some(hash), true) = (self.whole.state.records.maker(seq), made > 0) {
            self.made.push((hash, u32::try_from(made).unwrap()));
        }
    }

    /// Everything that stands, sealed in the epoch that runs.
    pub(super) fn blobs(&mut self) -> Vec<(u64, Vec<u8>)> {
        let access = self.access().clone();
        let statements = self.statements.iter();
        let rng = &mut self.rng;
        let sealed = statements.map(|(seq, signed)| (*seq, signed.seal(&access, rng).unwrap()));
        sealed.collect()
    }

    fn byte(&mut self) -> u8 {
        self.rng.bytes::<1>()[0]
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
        let count = self.byte();
        (0..count % 4)
            .map(|_| NewField {
                field: u16::from(self.byte() % 5),
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

    fn some<T: Clone>(&mut self, of: impl Fn(&Self) -> &Vec<T>) -> Option<T> {
        let [high, low] = self.rng.bytes::<2>();
        let which = usize::from(u16::from_be_bytes([high, low]));
        let list = of(self);
        list.get(which % list.len().max(1)).cloned()
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
            // Of a place that stands, or of one that was lost.
            let places = if self.byte().is_multiple_of(4) {
                self.some(|history| &history.lost)
            } else {
                self.some(|history| &history.statements)
            };
            let based_on = places.map_or(0, |(seq, _)| seq).min(self.whole.log.seq());
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

    /// An editor enters records in one statement; their ids.
    pub(super) fn make_records<const N: usize>(&mut self, names: [&str; N]) -> [RecordRef; N] {
        let record = |name| {
            NewRecord(vec![NewField {
                field: 1,
                value: Value::text(name),
            }])
        };
        let change = Change {
            create: names.map(record).to_vec(),
            ..Change::default()
        };
        self.say(EDITOR, Body::Change(change));
        let (_, signed) = self.statements.last().unwrap();
        let statement = signed.hash();
        core::array::from_fn(|index| RecordRef {
            statement,
            index: u32::try_from(index).unwrap(),
        })
    }

    /// And works on it, having seen the last value or not.
    pub(super) fn edit_record(&mut self, record: RecordRef, name: &str) {
        let edit = Edit {
            record,
            fields: vec![FieldEdit {
                field: 1,
                based_on: 0,
                value: Value::text(name),
            }],
        };
        let change = Change {
            edit: vec![edit],
            ..Change::default()
        };
        self.say(EDITOR, Body::Change(change));
    }

    /// Any record.
    pub(super) fn some_record_ref(&mut self) -> Option<RecordRef> {
        let (statement, index) = self.some_record()?;
        Some(RecordRef { statement, index })
    }

    /// Records of nobody knows where.
    fn move_in(&mut self) -> Body {
        let [count, statement] = self.rng.bytes::<2>();
        let arrivals = (0..u32::from(count % 4)).map(|index| Arrival {
            from: RecordRef {
                statement: Hash([statement % 3; 32]),
                index: index * 2,
            },
            record: NewRecord(self.fields()),
        });
        Body::MoveIn(MoveIn {
            records: arrivals.collect(),
        })
    }

    fn move_out(&mut self) -> Body {
        let [count, arrived] = self.rng.bytes::<2>();
        let records = (0..count % 4).filter_map(|_| {
            let (statement, index) = self.some_record()?;
            // Perhaps one that isn't there.
            let index = index + u32::from(count / 128);
            Some(RecordRef { statement, index })
        });
        Body::MoveOut(MoveOut {
            records: records.collect(),
            arrived: Hash([arrived; 32]),
        })
    }

    /// Says it without having seen the last few entries.
    fn say_late(&mut self, who: usize, body: Body) {
        let (key, last) = (self.key(who), self.whole.log.seq());
        let behind = u64::from(self.byte() % 6);
        let seq = last.saturating_sub(behind);
        let head = self.whole.log.head_at(seq);
        let seen = head.map_or(self.whole.log.seen(), |head| Seen { seq, head });
        let epoch = self.access().epoch();
        let rng = &mut self.rng;
        let signed = SignedStatement::sign(&key, ORGANISATION, epoch, seen, 7, body, rng);
        self.put(last + 1, signed);
    }

    fn admit(&mut self) -> Body {
        let access = self.access().clone();
        let collector = self.key(COLLECTOR);
        let record = NewRecord(self.fields());
        let rng = &mut self.rng;
        let collected = Collected::make(collector.public(), 3, record, rng);
        let inbox = access.inbox().unwrap().public().unwrap();
        let sealed = collected.seal(access.epoch(), &inbox, &collector, rng);
        let handed = HandedIn::open(&access, &sealed.unwrap()).unwrap();
        let entry = match self.byte() % 3 {
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

    /// Said in the root; a region below takes that very word.
    fn appoint(&mut self) {
        let [more, skipped] = self.rng.bytes::<2>();
        let first = if self.below { ABOVE } else { LEAD };
        let mut admins = vec![self.people[first].public().unwrap()];
        if more.is_multiple_of(2) {
            admins.push(self.people[FROM_ABOVE].public().unwrap());
        }
        let authority = self.whole.log.authority();
        let appoint = Appoint {
            number: authority.appointed() + u32::from(skipped % 3),
            admins,
        };
        let (key, root) = (self.founding.sign_key(), authority.path()[0]);
        self.say_in(root, &key, Body::Appoint(appoint));
    }

    fn rotate(&mut self) {
        let authority = self.whole.log.authority();
        let epoch = Epoch {
            space: self.whole.log.space(),
            number: authority.next_epoch().unwrap(),
        };
        let members: Vec<_> = authority.members().map(|(key, _)| *key).collect();
        let rng = &mut self.rng;
        let next = Access::make(epoch, rng);
        let renewed = members.into_iter().zip(0..).map(|(member, slot)| Renewed {
            member,
            capability: SignKey::make(rng).public(),
            slot,
        });
        let body = Body::Rotate(Rotate {
            commitment: next.commitment().unwrap(),
            members: renewed.collect(),
            roster: vec![2; 20],
            below: vec![3; 20],
            above: None,
        });
        let (seen, ending) = (self.whole.log.seen(), self.access().epoch());
        let lead = self.key(LEAD);
        let said = SignedStatement::sign(&lead, ORGANISATION, ending, seen, 7, body, &mut self.rng);
        self.whole.log.read_with(&next).unwrap();
        self.accesses.insert(epoch.number, next.clone());
        self.put_sealed(seen.seq + 1, said, &next);
    }

    /// The server comes back with less, and a lead says how it goes on.
    pub(super) fn lose_and_resume(&mut self) {
        // Who is let in stays let in.
        let kept = self
            .statements
            .len()
            .saturating_sub(usize::from(self.byte() % 12))
            .max(8);
        let remembered = self.whole.log.seen();
        let gone = self.statements.split_off(kept.min(self.statements.len()));
        self.lost.extend(gone);
        let left = core::mem::take(&mut self.statements);
        let first = self.accesses[&1].clone();
        self.whole = Reading::new(&first, self.founding.fingerprint());
        let newest = self.accesses.values().next_back().unwrap().clone();
        self.whole.log.read_with(&newest).unwrap();
        self.made.clear();
        for (seq, signed) in left {
            self.put_sealed(seq, signed, &newest);
        }
        let access = self.access().clone();
        self.whole.log.read_with(&access).unwrap();
        let restored = self.whole.log.seen();
        let beyond = u64::from(self.byte());
        let resume = Resume {
            restored,
            remembered: Seen {
                seq: remembered.seq.max(restored.seq),
                ..remembered
            },
            seq: remembered.seq.max(restored.seq) + JUMP_SEQS + beyond,
            epoch: newest.epoch().number + JUMP_EPOCHS,
        };
        let lead = self.key(LEAD);
        let (epoch, body) = (access.epoch(), Body::Resume(resume));
        let said =
            SignedStatement::sign(&lead, ORGANISATION, epoch, restored, 7, body, &mut self.rng);
        self.put(resume.seq, said);
        if !self.byte().is_multiple_of(4) {
            self.rotate();
        }
    }

    /// Something happens, whatever it is.
    pub(super) fn step(&mut self) {
        let [who, what] = self.rng.bytes::<2>();
        self.act(who, what % 32);
    }

    /// The same, but that no rotation begins, and nothing gets lost.
    pub(super) fn say_something(&mut self) {
        let [who, what] = self.rng.bytes::<2>();
        self.act(who, what % 25);
    }

    fn act(&mut self, who: u8, what: u8) {
        let author = match usize::from(who) % 5 {
            3 => FROM_ABOVE,
            4 => ABOVE,
            member => member,
        };
        let body = match what {
            0..=9 => self.change(),
            10 => self.move_in(),
            11 => {
                let body = self.move_out();
                return self.say_late(author, body);
            }
            12..=14 => self.admit(),
            15 => Body::Beacon,
            16 => Body::Checkpoint(Checkpoint {
                state: self.whole.hash(),
                set: Nonce([who; 16]),
                pages: Vec::new(),
                totals: self.whole.state.totals(),
            }),
            17 => Body::Confirm(Confirm {
                checkpoint: Hash([who; 32]),
            }),
            18 => Body::Revoke(Revoke {
                member: self.key(EDITOR).public(),
            }),
            19 | 20 => return self.grant(LEAD, EDITOR, Role::Editor),
            21 => Body::Criteria(Criteria {
                name: who.is_multiple_of(2).then(|| format!("Орша {who}")),
                criteria: Some(vec![who; 3].into()),
                minimum_app: None,
            }),
            22 => return self.appoint(),
            23 => Body::Create(Create {
                child: SpaceId([who; 32]),
                commitment: Hash([who; 32]),
                open: who.is_multiple_of(2),
                label: Value::text("Горкі"),
            }),
            24 if self.below => {
                let epoch = self
                    .whole
                    .log
                    .authority()
                    .parentage()
                    .map_or(1, |p| p.epoch);
                return self.say(ABOVE, self.parent(epoch + u32::from(who % 2)));
            }
            25 => return self.rotate(),
            26 => return self.lose_and_resume(),
            27..=29 => match self.some(|history| &history.lost) {
                Some((seq, statement)) => Body::Restate(Restate { seq, statement }),
                None => Body::Beacon,
            },
            // What was lost, shown as if nothing had been.
            30 => match self.some(|history| &history.lost) {
                Some((_, signed)) => return self.put(self.whole.log.seq() + 1, signed),
                None => Body::Beacon,
            },
            _ => match self.some(|history| &history.statements) {
                Some((_, signed)) => return self.put(self.whole.log.seq() + 1, signed),
                None => Body::Beacon,
            },
        };
        self.say(author, body);
    }
}
