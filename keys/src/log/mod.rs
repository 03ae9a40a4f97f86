//! Replay of one space's log: every blob in sequence order, judged at its place by this log alone.

mod authority;
mod begin;
mod chain;
mod described;
mod erased;
mod head;
mod heads;
mod page;
mod reseal;
mod resume;

pub(crate) use authority::fingerprint;
pub use authority::{
    Authority, CHILDREN_MAX, JUMP_EPOCHS, LABEL_MAX, Member, Parentage, REGIONS_DEEP,
};
pub use described::{CRITERIA_MAX, Described, NAME_MAX};
pub use erased::Erasing;
pub use head::{genesis, head_code_input, next_head, void_leaf};
pub use heads::Run;
pub use reseal::Resealing;
pub use resume::{Gap, JUMP_SEQS, Restated, SEQ_MAX};

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use reseal::Opened;

use crate::epoch::{Access, Epoch};
use crate::sign::Verifier;
use crate::statement::{Body, Seen, SignedStatement, Statement};
use crate::{Hash, PublicKey, Refused, Role, Secret, SpaceId};
use begin::Stood;
use chain::Maker;
use erased::Erased;
use head::void_leaf_of;
use heads::Heads;

/// How many entries may come between what an author has seen and the author's own.
pub const WINDOW: u64 = 1_024;

/// Bytes of the statements that a log of a region below opens with.
pub const OPENING_MAX: usize = 128 << 10;

/// What a log made of one blob. Only [`Verdict::Accepted`] has any effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It opened, verified, and its author may say it here.
    Accepted(Box<Verified>),
    /// It has no effect, and nobody is to blame: the same statement stands earlier in this log, or it never counted, and its content
    /// was erased.
    Duplicate,
    /// Its author had not seen the last [`WINDOW`] entries, or the last `parent` before another, or before a checkpoint the very
    /// last one: void, without blame. Its author signs it again.
    Stale(Hash),
    /// Its author has seen another history than this one: the author or the server lies.
    Forked(Box<Statement>),
    /// It didn't open, didn't verify, or its author may not say this here.
    Refused,
}

/// A statement that counts: its signature held and its author had the right at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    seq: u64,
    hash: Hash,
    statement: Statement,
    signed: Option<SignedStatement>,
    restated: Option<Box<Restated>>,
}

impl Verified {
    /// Its place.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Its id.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// What it says.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// As it was signed; nothing if some of it was erased.
    #[must_use]
    pub fn signed(&self) -> Option<&SignedStatement> {
        self.signed.as_ref()
    }

    /// What counts by it, and that one's id: what it restates, or itself.
    #[must_use]
    pub fn counts(&self) -> (Hash, &Statement) {
        match &self.restated {
            Some(restated) => (restated.hash, &restated.statement),
            None => (self.hash, &self.statement),
        }
    }

    /// What counts again by it.
    #[must_use]
    pub fn restated(&self) -> Option<&Restated> {
        self.restated.as_deref()
    }

    /// Gives the statement away.
    #[must_use]
    pub fn into_statement(self) -> Statement {
        self.statement
    }
}

/// A log being replayed.
#[derive(Debug, Clone)]
pub struct Log {
    epoch: Epoch,
    reading: Secret,
    heads: Heads,
    /// Where numbers were left out, ascending.
    gaps: Vec<Gap>,
    /// What has stood here, by the place; 0 for what was said again.
    known: HashMap<Hash, u64>,
    authority: Authority,
    /// What was erased.
    erased: Erased,
    /// Bytes of what was copied from above.
    opening: usize,
    /// What made leads, in order: what was copied from above, the founding, appointments, grants of that role, `parent`.
    makers: Vec<Maker>,
    /// What made authority what it is, in order.
    standing: Vec<Stood>,
    verifiers: HashMap<PublicKey, Verifier>,
}

impl Log {
    /// An empty log of a space, whose founding key's fingerprint is known from the invitation or the keyring.
    #[must_use]
    pub fn new(epoch: Epoch, reading: Secret, founding: Hash) -> Self {
        Self {
            epoch,
            reading,
            heads: Heads::new(epoch.space),
            gaps: Vec::new(),
            known: HashMap::new(),
            authority: Authority::new(epoch.space, founding),
            erased: Erased::default(),
            opening: 0,
            makers: Vec::new(),
            standing: Vec::new(),
            verifiers: HashMap::new(),
        }
    }

    /// Which space.
    #[must_use]
    pub fn space(&self) -> SpaceId {
        self.epoch.space
    }

    /// Sequence number of the last blob applied.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.heads.last().seq
    }

    /// What has been verified so far: goes into the next statement.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.heads.last()
    }

    /// The head after `seq`, if this log knows it.
    #[must_use]
    pub fn head_at(&self, seq: u64) -> Option<Hash> {
        self.heads.at(seq)
    }

    /// Where this statement stood first, whatever became of it; 0 if it was said again.
    #[must_use]
    pub fn place_of(&self, statement: &Hash) -> Option<u64> {
        self.known.get(statement).copied()
    }

    /// Reads on with what the server has after a rotation: the same history, sealed in another epoch.
    ///
    /// # Errors
    /// [`Refused`] for another space, or a role that can't read.
    pub fn read_with(&mut self, access: &Access) -> Result<(), Refused> {
        let epoch = access.epoch();
        if epoch.space != self.epoch.space {
            return Err(Refused);
        }
        self.reading = access.reading().ok_or(Refused)?;
        self.epoch = epoch;
        Ok(())
    }

    /// Who may do what, as of the last blob.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Applies the entry that the server put at `seq`.
    ///
    /// # Errors
    /// [`Refused`] if `seq` isn't the next one, and no resume that holds: something was left out or shown twice; nothing is applied.
    pub fn apply(&mut self, seq: u64, blob: &[u8]) -> Result<Verdict, Refused> {
        let opened = reseal::opened(&self.reading, self.epoch, blob);
        self.place(seq, opened.map_err(|tomb| void_leaf_of(&tomb)))
    }

    /// Applies what lies at a place, or the leaf of what held nothing.
    fn place(&mut self, seq: u64, opened: Result<Opened, Hash>) -> Result<Verdict, Refused> {
        if seq != self.seq() + 1 {
            return self.jump(seq, opened.map_err(|_| Refused)?);
        }
        let opened = match opened {
            Ok(opened) => opened,
            Err(void) => {
                self.push(void);
                return Ok(Verdict::Refused);
            }
        };
        let hash = opened.signed.hash();
        let verdict = self.judge(opened, hash, seq);
        if matches!(verdict, Verdict::Accepted(_)) {
            self.erased.count(seq);
        }
        self.push(hash);
        Ok(verdict)
    }

    /// Whether all of these would count if they came next, sealed as `access` opens. What a commit says lies on the server whether
    /// or not anybody accepts it: it must be known before.
    #[must_use]
    pub fn takes<B: AsRef<[u8]>>(&self, access: &Access, blobs: &[B]) -> bool {
        let mut trial = self.clone();
        trial.read_with(access).is_ok()
            && blobs.iter().all(|blob| {
                let verdict = trial.apply(trial.seq() + 1, blob.as_ref());
                matches!(verdict, Ok(Verdict::Accepted(_)))
            })
    }

    /// Whether its author signed it. Authors are few and statements many: the keys of those who have standing are
    /// checked once.
    fn verify(&mut self, signed: &SignedStatement, author: PublicKey) -> Result<(), Refused> {
        if let Some(verifier) = self.verifiers.get(&author) {
            return signed.verify(verifier);
        }
        let verifier = Verifier::new(&author)?;
        signed.verify(&verifier)?;
        if self.authority.known_keys(&author).is_some() || self.authority.is_lead(&author) {
            self.verifiers.insert(author, verifier);
        }
        Ok(())
    }

    fn judge(&mut self, opened: Opened, hash: Hash, seq: u64) -> Verdict {
        let Opened { signed, statement } = opened;
        let Ok(statement) = statement else {
            return Verdict::Refused;
        };
        if self.verify(&signed, statement.author).is_err() {
            return Verdict::Refused;
        }
        // Also what was refused once: it can't come back later, when its author has more rights.
        match self.known.entry(hash) {
            Entry::Occupied(_) => return Verdict::Duplicate,
            Entry::Vacant(place) => place.insert(seq),
        };
        // Of what was said above and copied, neither epoch nor place is this log's.
        let copied = statement.space != self.epoch.space;
        if !self.runs_here(&statement) {
            return Verdict::Refused;
        }
        // Strangers accuse nobody: only somebody with standing in this log can raise a fork alarm.
        if !self.authority.allows(&statement) {
            return Verdict::Refused;
        }
        if !copied {
            if let Some(void) = self.unseen(&statement, hash, self.seq()) {
                return void;
            }
            // It tells the state right before it, and something came in between: nobody's fault, and nobody's use.
            let tells = matches!(statement.body, Body::Checkpoint(_) | Body::Erase(_));
            if tells && statement.seen.seq + 1 != seq {
                return Verdict::Stale(hash);
            }
            if statement.body.builds_on_unseen(statement.seen.seq) {
                return Verdict::Refused;
            }
        }
        let restated = match &statement.body {
            Body::Resume(resume) if !self.may_resume(resume, &statement, self.seen(), seq) => {
                return Verdict::Refused;
            }
            Body::Restate(restate) => match self.restate(restate, seq) {
                Ok(restated) => Some(Box::new(restated)),
                Err(verdict) => return verdict,
            },
            _ => None,
        };
        let taken = if statement.body.is_standing() {
            self.stand(seq, statement.clone(), signed.clone())
        } else {
            self.authority.apply(&statement, seq)
        };
        if taken.is_err() {
            return Verdict::Refused;
        }
        Verdict::Accepted(Box::new(Verified {
            seq,
            hash,
            statement,
            signed: Some(signed),
            restated,
        }))
    }

    /// Said in the epoch that ran at this place; the one it is sealed in may be a later one. None runs before the founding. What
    /// was said above and copied belongs to another log's.
    fn runs_here(&self, statement: &Statement) -> bool {
        let copied = statement.space != self.epoch.space;
        let founds = matches!(statement.body, Body::Found(_));
        copied || founds || statement.epoch == self.authority.epoch()
    }

    /// What a statement is that its author said without having seen what stands up to `last`. How far back that may lie is asked
    /// before the heads are compared: who begins after a checkpoint knows only the last ones, and must judge the same.
    fn unseen(&self, statement: &Statement, hash: Hash, last: u64) -> Option<Verdict> {
        let Seen { seq, head } = statement.seen;
        if seq.saturating_add(WINDOW) <= last || self.authority.is_overtaken(statement) {
            return Some(Verdict::Stale(hash));
        }
        let same = seq <= last && (self.head_at(seq) == Some(head) || self.forgets(seq));
        (!same).then(|| Verdict::Forked(Box::new(statement.clone())))
    }

    /// Whether somebody becomes a lead by this who wasn't one: what is said again adds nothing, however often.
    fn makes_lead(&self, body: &Body) -> bool {
        match body {
            Body::Found(_) | Body::Appoint(_) | Body::Parent(_) => true,
            Body::Grant(grant) => {
                grant.role == Role::Lead && !self.authority.is_lead(&grant.member.sign)
            }
            _ => false,
        }
    }

    fn push(&mut self, leaf: Hash) {
        self.push_at(self.seq() + 1, leaf);
    }

    fn push_at(&mut self, seq: u64, leaf: Hash) {
        self.heads.push(seq, leaf);
    }
}

impl Body {
    /// Whether an edit claims to be based on a value its author can't have seen.
    fn builds_on_unseen(&self, seen: u64) -> bool {
        let Self::Change(change) = self else {
            return false;
        };
        let mut fields = change.edit.iter().flat_map(|edit| &edit.fields);
        fields.any(|field| field.based_on > seen)
    }

    /// A short name, for help texts and tests.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::Appoint(_) => "appoint",
            Self::Create(_) => "create",
            Self::Grant(_) => "grant",
            Self::Revoke(_) => "revoke",
            Self::Change(_) => "change",
            Self::Erase(_) => "erase",
            Self::Beacon => "beacon",
            Self::Rotate(_) => "rotate",
            Self::Admit(_) => "admit",
            Self::Parent(_) => "parent",
            Self::Criteria(_) => "criteria",
            Self::Resume(_) => "resume",
            Self::Restate(_) => "restate",
            Self::Checkpoint(_) => "checkpoint",
            Self::Confirm(_) => "confirm",
            Self::MoveOut(_) => "move-out",
            Self::MoveIn(_) => "move-in",
        }
    }
}
