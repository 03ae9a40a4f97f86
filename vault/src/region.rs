//! One region as this person holds it: its keys, its verified log, its records and their index.

use std::collections::{BTreeMap, HashMap, HashSet};

use keys::envelope::Grant;
use keys::log::{Log, Verdict, Verified, next_head};
use keys::padding::Padding;
use keys::request::{Operation, SignedRequest};
use keys::statement::Body;
use keys::{Access, Day, Hash, Label, PublicKey, Role, SignKey, SpaceId, seal};
use records::fields::{FieldId, Values};
use records::search::Index;
use wire::sync::{ReadParams, SyncItem};

use crate::api::Alarm;
use crate::fold::Records;

/// Room for a name in the roster, padded so that its length isn't told.
pub(crate) const NAME_PADDING: Padding = Padding::Exactly(256);

/// What was to be said, the request that says it, and each statement's hash with its blob.
pub(crate) type Unanswered = (Vec<Body>, SignedRequest, Vec<(Hash, Vec<u8>)>);

/// A region that is open.
pub(crate) struct Region {
    pub(crate) access: Access,
    pub(crate) capability: SignKey,
    pub(crate) name: String,
    pub(crate) log: Log,
    pub(crate) records: Records,
    pub(crate) index: Index,
    /// Names of members, by signing key; leads only.
    pub(crate) names: HashMap<PublicKey, String>,
    /// Author and day of each accepted statement.
    pub(crate) written: BTreeMap<u64, (PublicKey, Day)>,
    /// What this device was told is on disk, and hasn't seen in the log yet.
    pub(crate) acknowledged: BTreeMap<u64, Hash>,
    /// Statements that came too late to count: their authors write them again.
    pub(crate) stale: HashSet<Hash>,
    /// The last request that got no answer: its bodies and its bytes, to be sent again as they are.
    pub(crate) unanswered: Option<Unanswered>,
    pub(crate) refused: u32,
    /// History doesn't fit what this device knows: nothing more is read or written here.
    pub(crate) broken: bool,
    /// It didn't from the beginning: nothing is shown either.
    pub(crate) hidden: bool,
}

/// What an answer changed.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    pub(crate) records: bool,
    pub(crate) people: bool,
    pub(crate) alarms: Vec<Alarm>,
}

impl Region {
    pub(crate) fn new(grant: Grant, founding: Hash, name: String) -> Option<Self> {
        let Grant {
            access, capability, ..
        } = grant;
        let log = Log::new(access.epoch(), access.reading()?, founding);
        Some(Self {
            access,
            capability,
            name,
            log,
            records: Records::default(),
            index: Index::new(),
            names: HashMap::new(),
            written: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            stale: HashSet::new(),
            unanswered: None,
            refused: 0,
            broken: false,
            hidden: false,
        })
    }

    pub(crate) fn space(&self) -> SpaceId {
        self.access.epoch().space
    }

    pub(crate) fn epoch(&self) -> u32 {
        self.access.epoch().number
    }

    pub(crate) fn role(&self) -> Role {
        self.access.role()
    }

    pub(crate) fn read_request(&self, day: Day) -> SignedRequest {
        let params = ReadParams {
            since: self.log.seq(),
        }
        .to_bytes();
        SignedRequest::sign(&self.capability, Operation::Read, self.space(), day, params)
    }

    /// The last place that is known to be filled: verified, or acknowledged. No answer to a later question may end before it.
    pub(crate) fn known(&self) -> u64 {
        let acknowledged = self.acknowledged.keys().next_back().copied();
        acknowledged.unwrap_or(0).max(self.log.seq())
    }

    /// Applies a sync answer to a read that asked for what comes after `since`, when the log was [`Region::known`] up to
    /// `known`: entries written while the answer was on its way aren't missing from it.
    pub(crate) fn apply_item(
        &mut self,
        number: u16,
        (since, known): (u64, u64),
        item: &SyncItem,
        applied: &mut Applied,
    ) {
        if self.broken || item.epoch == 0 {
            return;
        }
        let fits = item
            .entries
            .iter()
            .zip(since + 1..)
            .all(|(entry, seq)| entry.seq == seq);
        let last = since + item.entries.len() as u64;
        // A last number below what was verified or acknowledged is a cut tail; more to come must be said.
        if !fits
            || item.epoch != self.epoch()
            || item.last_seq < known
            || item.last_seq < last
            || item.more != (item.last_seq > last)
        {
            self.give_up(number, applied);
            return;
        }
        for entry in &item.entries {
            if entry.seq > self.log.seq() && !self.broken {
                self.apply(number, entry.seq, &entry.entry.0, applied);
            }
        }
    }

    /// Applies one blob at its place.
    pub(crate) fn apply(&mut self, number: u16, seq: u64, blob: &[u8], applied: &mut Applied) {
        let Ok(verdict) = self.log.apply(seq, blob) else {
            self.give_up(number, applied);
            return;
        };
        let hash = match &verdict {
            Verdict::Accepted(verified) => Some(verified.hash()),
            Verdict::Stale(hash) => Some(*hash),
            _ => None,
        };
        if let Some(expected) = self.acknowledged.remove(&seq)
            && hash != Some(expected)
        {
            self.give_up(number, applied);
            return;
        }
        match verdict {
            Verdict::Accepted(verified) => self.accept(*verified, applied),
            Verdict::Duplicate => {}
            Verdict::Stale(hash) => {
                self.stale.insert(hash);
            }
            Verdict::Forked(statement) => {
                let author = self.names.get(&statement.author).cloned();
                applied.alarms.push(Alarm::Fork {
                    region: number,
                    author,
                });
            }
            Verdict::Refused => {
                self.refused += 1;
                applied.alarms.push(Alarm::Refused {
                    region: number,
                    count: self.refused,
                });
            }
        }
    }

    fn accept(&mut self, verified: Verified, applied: &mut Applied) {
        let (seq, hash) = (verified.seq(), verified.hash());
        let statement = verified.into_statement();
        self.written.insert(seq, (statement.author, statement.day));
        let seen = statement.seen.seq;
        match statement.body {
            Body::Grant(grant) => {
                if let Some(name) = self.open_name(&grant.sealed_name) {
                    self.names.insert(grant.member.sign, name);
                }
                applied.people = true;
            }
            Body::Change(change) => {
                let mut rows = Vec::new();
                self.records
                    .apply((seq, seen), hash, change, |row| rows.push(row));
                rows.dedup();
                for row in rows {
                    self.reindex(row);
                }
                applied.records = true;
            }
            Body::Found(_) | Body::Appoint(_) | Body::Create(_) | Body::Revoke(_) => {
                applied.people = true
            }
            Body::Beacon => {}
        }
    }

    fn open_name(&self, sealed: &[u8]) -> Option<String> {
        let place = self.access.epoch().place(Label::RosterName);
        let bytes = seal::open(&self.access.roster()?, &place, NAME_PADDING, sealed).ok()?;
        String::from_utf8(bytes.to_vec()).ok()
    }

    fn reindex(&mut self, row: u32) {
        let deleted = self
            .records
            .row(row)
            .is_none_or(|record| record.deleted.is_some());
        if deleted {
            self.index.remove(row);
        } else {
            let values = self.values(row);
            self.index.insert(row, &values);
        }
    }

    /// The texts of a row, by field.
    pub(crate) fn values(&self, row: u32) -> Values {
        let fields = self
            .records
            .row(row)
            .map(|record| record.fields.as_slice())
            .unwrap_or_default();
        fields
            .iter()
            .filter_map(|field| Some((FieldId(field.id), field.value.as_text()?.to_owned())))
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }

    /// Whether this very statement stands at this place of the log.
    pub(crate) fn holds(&self, seq: u64, statement: Hash) -> bool {
        let before = seq
            .checked_sub(1)
            .and_then(|before| self.log.head_at(before));
        before.is_some_and(|before| {
            let head = next_head(self.space(), seq, before, statement);
            self.log.head_at(seq) == Some(head)
        })
    }

    /// Shows nothing: the history this was opened with doesn't hold.
    pub(crate) fn hide(&mut self) {
        self.hidden = true;
        self.records = Records::default();
        self.index = Index::new();
        self.names.clear();
    }

    pub(crate) fn give_up(&mut self, number: u16, applied: &mut Applied) {
        self.broken = true;
        applied.alarms.push(Alarm::HistoryBroken { region: number });
    }

    /// Who wrote the statement at `seq` (a name, for leads), and when.
    pub(crate) fn author(&self, seq: u64) -> (Option<String>, Day) {
        self.written.get(&seq).map_or((None, 0), |(author, day)| {
            (self.names.get(author).cloned(), *day)
        })
    }
}
