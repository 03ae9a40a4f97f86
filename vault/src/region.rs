//! One region as this person holds it: its keys, its verified log, its records and their index.

mod begun;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use keys::card::Card;
use keys::envelope::Grant;
use keys::log::{Described, Log, Verdict, Verified};
use keys::request::{Operation, SignedRequest};
use keys::roster::Roster;
use keys::state::State;
use keys::statement::{Body, Criteria, ParentKeys, SignedStatement};
use keys::{Access, Day, Hash, PublicKey, Refused, Role, SignKey, SpaceId, below};
use records::fields::{FieldId, Values};
use records::search::Index;
use wire::sync::{ReadParams, SyncItem};

use crate::api::Alarm;
use crate::checkpoints::Checkpoints;
use crate::fresh::Heard;
use crate::history::History;
use crate::incoming::Incoming;

/// What was to be said, and the request that says it.
pub(crate) struct Unanswered {
    pub(crate) bodies: Vec<Body>,
    /// Which key it was signed with.
    pub(crate) capability: PublicKey,
    pub(crate) request: SignedRequest,
    /// Each statement's hash with its blob.
    pub(crate) entries: Vec<(Hash, Vec<u8>)>,
}

/// Backups live for seven days; clocks are wrong by one.
const HELD_DAYS: Day = 9;
/// How often somebody may lose their words and still be called what they are called now.
const AGAIN_MAX: usize = 16;

/// A region that is open.
pub(crate) struct Region {
    pub(crate) access: Access,
    pub(crate) capability: SignKey,
    /// As the card has it.
    card: Described,
    pub(crate) log: Log,
    pub(crate) state: State,
    pub(crate) index: Index,
    /// What collectors handed in and nobody has dealt with.
    pub(crate) incoming: Incoming,
    /// Every change of name, criteria and minimum app, by its place.
    pub(crate) said: Vec<(u64, Criteria)>,
    /// What each statement changed.
    pub(crate) history: History,
    /// Names of members; leads only.
    pub(crate) roster: Roster,
    /// What opens regions below.
    pub(crate) below: below::Keys,
    /// What regions below wrap to, once it was asked for: three lattice keys, and it is asked for often.
    for_below: OnceCell<Option<Box<ParentKeys>>>,
    /// The epoch that the next rotation begins, if a word about a backup has named one.
    resumes_in: Option<u32>,
    /// When whom was heard last.
    pub(crate) heard: Heard,
    pub(crate) checkpoints: Checkpoints,
    /// What this device was told is on disk, and hasn't seen in the log yet.
    pub(crate) acknowledged: BTreeMap<u64, Hash>,
    /// What was said in the last days, as it was signed: if the server comes back from a backup without it, it is said again.
    pub(crate) held: BTreeMap<u64, SignedStatement>,
    /// The first of those days.
    held_from: Day,
    /// Statements that came too late to count: their authors write them again.
    pub(crate) stale: HashSet<Hash>,
    /// The last request that got no answer, to be sent again as it is.
    pub(crate) unanswered: Option<Unanswered>,
    pub(crate) refused: u32,
    /// History doesn't fit what this device knows: nothing more is read or written here.
    pub(crate) broken: bool,
    /// ... because the server has less than this device knows of.
    pub(crate) behind: bool,
    /// SHA-256 of the envelope block looked at last while history didn't fit.
    pub(crate) looked: Option<Hash>,
    /// It didn't from the beginning: nothing is shown either.
    pub(crate) hidden: bool,
    /// The server doesn't know the capability any more: the envelopes have to be looked at again.
    pub(crate) lapsed: bool,
}

/// Whether an app of this version and newer may write, and this one isn't.
pub(crate) fn is_outdated(minimum: Option<u32>) -> bool {
    minimum.is_some_and(|minimum| minimum > crate::VERSION)
}

/// What an envelope and its card give.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) access: Access,
    pub(crate) capability: SignKey,
    card: Described,
}

fn described(card: &Card) -> Described {
    Described {
        name: Some(card.region.clone()),
        criteria: Some(card.criteria.clone()),
        minimum_app: Some(card.minimum_app),
    }
}

impl Held {
    /// What a slot for those above gives: there is no card to it.
    pub(crate) fn above(grant: Grant, card: Described) -> Self {
        Self {
            access: grant.access,
            capability: grant.capability,
            card,
        }
    }

    pub(crate) fn new(grant: Grant, card: &Card) -> Self {
        Self {
            access: grant.access,
            capability: grant.capability,
            card: described(card),
        }
    }
}

/// What was asked of a log: since where, how far it was known to be filled, in which epoch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) since: u64,
    pub(crate) known: u64,
    pub(crate) epoch: u32,
}

/// What an answer changed.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    pub(crate) records: bool,
    pub(crate) people: bool,
    pub(crate) incoming: bool,
    /// Where a log went on after a gap, and who says so.
    pub(crate) resumed: Option<(u16, PublicKey)>,
    /// There is more in the log than before.
    pub(crate) grown: bool,
    pub(crate) alarms: Vec<Alarm>,
}

impl Region {
    pub(crate) fn new(held: Held, founding: Hash) -> Option<Self> {
        let access = &held.access;
        let log = Log::new(access.epoch(), access.reading()?, founding);
        Some(Self::with(held, log))
    }

    fn with(held: Held, log: Log) -> Self {
        let Held {
            access,
            capability,
            card,
        } = held;
        let mut roster = Roster::default();
        roster.unlock(&access);
        let mut below = below::Keys::default();
        below.unlock(&access);
        Self {
            access,
            capability,
            card,
            log,
            state: State::default(),
            index: Index::new(),
            incoming: Incoming::default(),
            said: Vec::new(),
            history: History::default(),
            roster,
            below,
            for_below: OnceCell::new(),
            resumes_in: None,
            heard: Heard::default(),
            checkpoints: Checkpoints::default(),
            acknowledged: BTreeMap::new(),
            held: BTreeMap::new(),
            held_from: 0,
            stale: HashSet::new(),
            unanswered: None,
            refused: 0,
            broken: false,
            behind: false,
            looked: None,
            hidden: false,
            lapsed: false,
        }
    }

    /// Reads on with another envelope's keys: of a later epoch, or of the same one in another role. The history stays. What was
    /// held until then comes back: as long as the log hasn't borne the new keys out, nothing is written with them.
    pub(crate) fn read_with(&mut self, held: Held) -> Result<Held, Refused> {
        let before = self.epoch();
        self.log.read_with(&held.access)?;
        if held.access.epoch().number != before {
            self.checkpoints.begin_epoch();
        }
        self.roster.unlock(&held.access);
        self.below.unlock(&held.access);
        self.below.learn(&self.roster);
        self.for_below.take();
        Ok(Held {
            access: core::mem::replace(&mut self.access, held.access),
            capability: core::mem::replace(&mut self.capability, held.capability),
            card: core::mem::replace(&mut self.card, held.card),
        })
    }

    /// The public keys that regions below wrap to; leads only.
    pub(crate) fn for_below(&self) -> Option<&ParentKeys> {
        let keys = || below::public_keys(&self.access).map(Box::new);
        self.for_below.get_or_init(keys).as_deref()
    }

    /// Name, criteria and the apps that may write: what the log has said last, and the card where it has said nothing.
    pub(crate) fn described(&self) -> Described {
        let Described {
            name,
            criteria,
            minimum_app,
        } = self.log.authority().described().clone();
        Described {
            name: name.or_else(|| self.card.name.clone()),
            criteria: criteria.or_else(|| self.card.criteria.clone()),
            minimum_app: minimum_app.or(self.card.minimum_app),
        }
    }

    /// Whether this app is older than those that may write here.
    pub(crate) fn is_outdated(&self) -> bool {
        is_outdated(self.described().minimum_app)
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
            inbox: Some(self.incoming.waiting),
        }
        .to_bytes();
        SignedRequest::sign(&self.capability, Operation::Read, self.space(), day, params)
    }

    /// The last place that is known to be filled: verified, or acknowledged. No answer to a later question may end before it.
    pub(crate) fn known(&self) -> u64 {
        let acknowledged = self.acknowledged.keys().next_back().copied();
        acknowledged.unwrap_or(0).max(self.log.seq())
    }

    /// What the next read asks.
    pub(crate) fn asked(&self) -> Asked {
        Asked {
            since: self.log.seq(),
            known: self.known(),
            epoch: self.epoch(),
        }
    }

    /// Applies a sync answer to what was asked: entries written while it was on its way aren't missing from it.
    pub(crate) fn apply_item(
        &mut self,
        number: u16,
        asked: Asked,
        item: &SyncItem,
        applied: &mut Applied,
    ) {
        // An answer that was asked for with other keys says nothing about these.
        if self.broken || asked.epoch != self.epoch() {
            return;
        }
        if item.epoch == 0 {
            self.lapsed = true;
            return;
        }
        self.incoming.stale |= item.inbox != self.incoming.waiting;
        self.incoming.waiting = item.inbox;
        let Asked { since, known, .. } = asked;
        // Where numbers are left out, the log wants to know why.
        let mut last = since;
        let fits = item.entries.iter().all(|entry| {
            let ascends = entry.seq > last;
            last = entry.seq;
            ascends
        });
        // A last number below what was verified or acknowledged is a cut tail; more to come must be said.
        if !fits
            || item.epoch != self.epoch()
            || item.last_seq < known
            || item.last_seq < last
            || item.more != (item.last_seq > last)
        {
            self.behind = fits && item.last_seq < known;
            self.give_up(number, applied);
            return;
        }
        for entry in &item.entries {
            if entry.seq > self.log.seq() && !self.broken {
                self.apply(number, entry.seq, &entry.entry.0, applied);
            }
        }
        // Something is left out that nobody says was erased.
        if !item.more && !self.broken && !self.log.is_whole() {
            self.give_up(number, applied);
        }
    }

    /// Applies what lies at a place: an entry, or a page that ends there.
    pub(crate) fn apply(&mut self, number: u16, seq: u64, blob: &[u8], applied: &mut Applied) {
        let Ok(verdicts) = self.log.read(seq, blob) else {
            self.give_up(number, applied);
            return;
        };
        self.checkpoints.grew(blob.len());
        for (seq, verdict) in verdicts {
            self.judged(number, seq, verdict, applied);
        }
    }

    fn judged(&mut self, number: u16, seq: u64, verdict: Verdict, applied: &mut Applied) {
        // What became of it is another question: what was acknowledged must at least be there.
        if let Some(expected) = self.acknowledged.remove(&seq)
            && !self.holds(seq, expected)
        {
            self.give_up(number, applied);
            return;
        }
        applied.grown = true;
        match verdict {
            Verdict::Accepted(verified) => self.accept(number, &verified, applied),
            Verdict::Duplicate => {}
            Verdict::Stale(hash) => {
                self.stale.insert(hash);
            }
            Verdict::Forked(statement) => {
                let author = self.name_of(&statement.author);
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

    fn accept(&mut self, number: u16, verified: &Verified, applied: &mut Applied) {
        if verified.statement().day >= self.held_from
            && let Some(signed) = verified.signed()
        {
            self.held.insert(verified.seq(), signed.clone());
        }
        let (hash, statement) = verified.counts();
        // What was copied from above says nothing about this region's own people.
        if verified.statement().space == self.space() {
            self.heard.hear(verified.statement());
        }
        if statement.space != self.space() {
            return;
        }
        self.history.note(verified, &self.state.records);
        let changed = self.state.apply(verified, self.space());
        applied.records |= !changed.rows.is_empty();
        for row in changed.rows {
            self.reindex(row);
        }
        for (hash, became) in changed.entries {
            self.incoming.became(hash, became);
        }
        match &statement.body {
            Body::Grant(_) => {
                self.learn(statement, statement.epoch);
                // What somebody handed in who was nobody yet may be a member's now.
                self.incoming.stale |= self.incoming.has_unknown();
                applied.people = true;
            }
            Body::Rotate(_) => {
                // The log may have read on: what it says now is of the end of a page.
                let after = self.resumes_in.take();
                let after = after.or_else(|| statement.epoch.checked_add(1));
                self.learn(statement, after.unwrap_or(statement.epoch));
                applied.people = true;
            }
            // A change of nothing may still end an import.
            Body::Change(_) => applied.records = true,
            Body::Admit(_) => applied.incoming = true,
            // One of an earlier epoch serves nobody: its pages went with it.
            Body::Checkpoint(_) if statement.epoch != self.epoch() => {}
            Body::Checkpoint(said) => {
                let seen = statement.seen;
                let known = self.checkpoints.state_at(seen);
                let state = known.unwrap_or_else(|| self.state.hash(&self.log, seen));
                if state == said.state && self.state.totals() == said.totals {
                    let place = (hash, verified.seq());
                    self.checkpoints.add(place, statement.author, seen, said);
                } else {
                    let author = self.name_of(&statement.author);
                    applied.alarms.push(Alarm::FalsePages {
                        region: number,
                        author,
                    });
                }
            }
            Body::Erase(said) => {
                let (seen, seq) = (statement.seen, verified.seq());
                applied.incoming = true;
                applied.people = true;
                // Where something is left out already that was erased only later, the state was another one then.
                let judged = self.log.can_judge(seq);
                if judged && self.state.hash(&self.log, seen) != said.state {
                    // What it would leave out isn't what was erased.
                    self.log.disown(seq);
                    let author = self.name_of(&statement.author);
                    applied.alarms.push(Alarm::FalseErasure {
                        region: number,
                        author,
                    });
                } else {
                    self.history.forget(said);
                    self.held
                        .retain(|_, signed| !crate::restored::is_only_about(signed, said));
                }
            }
            Body::Confirm(confirm) => {
                self.checkpoints
                    .confirm(&confirm.checkpoint, statement.author);
            }
            Body::Found(_)
            | Body::Appoint(_)
            | Body::Create(_)
            | Body::Parent(_)
            | Body::Revoke(_) => applied.people = true,
            Body::Criteria(criteria) => {
                self.said.push((verified.seq(), criteria.clone()));
                applied.people = true;
            }
            Body::Resume(resume) => {
                self.resumes_in = Some(resume.epoch);
                applied.resumed = Some((number, statement.author));
            }
            // Nothing is restated of a restatement.
            Body::Beacon | Body::Restate(_) | Body::MoveIn(_) | Body::MoveOut(_) => {}
        }
    }

    /// Keeps from now on what a backup may lack.
    pub(crate) fn hold_since(&mut self, today: Day) {
        self.held_from = today.saturating_sub(HELD_DAYS);
    }

    /// A member's name, for leads.
    pub(crate) fn name_of(&self, member: &PublicKey) -> Option<String> {
        let mut named = member;
        // Whoever lost their words is called what they are called now; but nobody's name is taken while they stand.
        for _ in 0..AGAIN_MAX {
            match self.roster.after(named) {
                Some(after) if self.log.authority().member(named).is_none() => named = after,
                _ => break,
            }
        }
        self.roster.name(named).map(str::to_owned)
    }

    fn reindex(&mut self, row: u32) {
        let deleted = self
            .state
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
            .state
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
        self.log.leaf_at(seq) == Some(statement)
    }

    /// Shows nothing: the history this was opened with doesn't hold.
    pub(crate) fn hide(&mut self) {
        self.hidden = true;
        self.state = State::default();
        self.index = Index::new();
        self.roster.clear();
        self.incoming = Incoming::default();
        self.said.clear();
        self.history = History::default();
    }

    pub(crate) fn give_up(&mut self, number: u16, applied: &mut Applied) {
        self.broken = true;
        applied.alarms.push(Alarm::HistoryBroken { region: number });
    }

    /// Whether this very statement of one's own counts.
    pub(crate) fn accepted(&self, statement: &Hash) -> bool {
        let place = self.log.place_of(statement);
        place.is_some_and(|place| place == 0 || self.state.written.contains_key(&place))
    }

    /// Who wrote a row's value at `seq` (a name, for leads), and when. What a collector handed in is the collector's, whoever
    /// admitted it.
    pub(crate) fn author(&self, row: u32, seq: u64) -> (Option<String>, Day) {
        let record = self.state.records.row(row);
        if let Some(record) = record
            && let Some((author, day)) = record.collector
            && record.made.0 == seq
        {
            return (self.name_of(&author), day);
        }
        self.wrote(seq)
    }

    /// Who wrote the statement at `seq`, and when.
    pub(crate) fn wrote(&self, seq: u64) -> (Option<String>, Day) {
        self.state.written.get(&seq).map_or((None, 0), |written| {
            (self.name_of(&written.author), written.day)
        })
    }
}
