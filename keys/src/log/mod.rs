//! Replay of one space's log: every blob in sequence order, judged at its place by this log alone.

mod authority;
mod chain;
mod described;
mod head;
mod reseal;
mod resume;

pub(crate) use authority::fingerprint;
pub use authority::{
    Authority, CHILDREN_MAX, JUMP_EPOCHS, LABEL_MAX, Member, Parentage, REGIONS_DEEP,
};
pub use described::{CRITERIA_MAX, Described, NAME_MAX};
pub use head::{genesis, head_code_input, next_head, void_leaf};
pub use reseal::{Resealed, Resealing};
pub use resume::{Gap, JUMP_SEQS, Restated, SEQ_MAX};

use std::collections::{HashMap, HashSet};

use reseal::Opened;

use crate::epoch::{Access, Epoch};
use crate::sign::Verifier;
use crate::statement::{Body, Seen, SignedStatement, Statement};
use crate::{Hash, PublicKey, Refused, Role, Secret};
use chain::Maker;

/// How many entries may come between what an author has seen and the author's own.
pub const WINDOW: u64 = 1_024;

/// Bytes of the statements that a log of a region below opens with.
pub const OPENING_MAX: usize = 128 << 10;

/// What a log made of one blob. Only [`Verdict::Accepted`] has any effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It opened, verified, and its author may say it here.
    Accepted(Box<Verified>),
    /// The same statement stands earlier in this log: applied once.
    Duplicate,
    /// Its author had not seen the last [`WINDOW`] entries, or the last `parent` before another: void, without blame. Its author
    /// signs it again.
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
    signed: SignedStatement,
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

    /// As it was signed.
    #[must_use]
    pub fn signed(&self) -> &SignedStatement {
        &self.signed
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
    /// One for each entry, and one before the first.
    heads: Vec<Hash>,
    /// Where numbers were left out, ascending.
    gaps: Vec<Gap>,
    known: HashSet<Hash>,
    authority: Authority,
    /// Bytes of what was copied from above.
    opening: usize,
    /// What made leads, in order: what was copied from above, the founding, appointments, grants of that role, `parent`.
    makers: Vec<Maker>,
    verifiers: HashMap<PublicKey, Verifier>,
}

impl Log {
    /// An empty log of a space, whose founding key's fingerprint is known from the invitation or the keyring.
    #[must_use]
    pub fn new(epoch: Epoch, reading: Secret, founding: Hash) -> Self {
        Self {
            epoch,
            reading,
            heads: vec![genesis(epoch.space)],
            gaps: Vec::new(),
            known: HashSet::new(),
            authority: Authority::new(epoch.space, founding),
            opening: 0,
            makers: Vec::new(),
            verifiers: HashMap::new(),
        }
    }

    /// Sequence number of the last blob applied.
    #[must_use]
    pub fn seq(&self) -> u64 {
        let entries = self.heads.len() as u64 - 1;
        entries + self.gaps.iter().map(Gap::len).sum::<u64>()
    }

    /// What has been verified so far: goes into the next statement.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen {
            seq: self.seq(),
            head: self.heads.last().copied().unwrap_or(Hash([0; 32])),
        }
    }

    /// The head after `seq`, if this log is that long.
    #[must_use]
    pub fn head_at(&self, seq: u64) -> Option<Hash> {
        self.heads.get(self.index(seq)?).copied()
    }

    /// Whether this statement has stood in this log, whatever became of it.
    #[must_use]
    pub fn contains(&self, statement: &Hash) -> bool {
        self.known.contains(statement)
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

    /// Applies the blob that the server put at `seq`.
    ///
    /// # Errors
    /// [`Refused`] if `seq` isn't the next one, and no resume that holds: something was left out or shown twice; nothing is applied.
    pub fn apply(&mut self, seq: u64, blob: &[u8]) -> Result<Verdict, Refused> {
        if seq != self.seq() + 1 {
            return self.jump(seq, blob);
        }
        let opened = match reseal::opened(&self.reading, self.epoch, blob) {
            Ok(opened) => opened,
            Err(void) => {
                self.push(void);
                return Ok(Verdict::Refused);
            }
        };
        let hash = opened.signed.hash();
        let verdict = self.judge(opened, hash, seq);
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
        if !self.known.insert(hash) {
            return Verdict::Duplicate;
        }
        // Said in the epoch that ran at this place; the one it is sealed in may be a later one. None runs before the founding. Of
        // what was said above and copied, neither epoch nor place is this log's.
        let copied = statement.space != self.epoch.space;
        let runs = match &statement.body {
            Body::Found(_) => true,
            _ => statement.epoch == self.authority.epoch(),
        };
        if !copied && !runs {
            return Verdict::Refused;
        }
        // Strangers accuse nobody: only somebody with standing in this log can raise a fork alarm.
        if !self.authority.allows(&statement) {
            return Verdict::Refused;
        }
        if !copied {
            // Before the heads are compared: who starts from a checkpoint knows only the last ones, and must judge the same. A
            // resume stands after what is left, wherever it goes on.
            let overtaken = self.authority.is_overtaken(&statement);
            if statement.seen.seq.saturating_add(WINDOW) < self.seq() + 1 || overtaken {
                return Verdict::Stale(hash);
            }
            if self.head_at(statement.seen.seq) != Some(statement.seen.head) {
                return Verdict::Forked(Box::new(statement));
            }
            if statement.body.builds_on_unseen(statement.seen.seq) {
                return Verdict::Refused;
            }
        }
        let restated = match &statement.body {
            Body::Resume(resume) if !self.may_resume(resume, &statement, seq) => {
                return Verdict::Refused;
            }
            Body::Restate(restate) => match self.restate(restate, seq) {
                Ok(restated) => Some(Box::new(restated)),
                Err(verdict) => return verdict,
            },
            _ => None,
        };
        let maker = (copied || self.makes_lead(&statement.body))
            .then(|| Maker::new(&self.authority, &statement, &signed));
        let opening = copied && !self.authority.has_arrived();
        if opening {
            self.opening += signed.len();
            // Every card of the region carries it, and must have room for the rest.
            let arrives =
                matches!(&statement.body, Body::Create(create) if create.child == self.epoch.space);
            if arrives && self.opening > OPENING_MAX {
                return Verdict::Refused;
            }
        }
        let place = if opening { 0 } else { seq };
        if self.authority.apply(&statement, place).is_err() {
            return Verdict::Refused;
        }
        self.makers.extend(maker);
        Verdict::Accepted(Box::new(Verified {
            seq,
            hash,
            statement,
            signed,
            restated,
        }))
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
        let last = self.heads.last().copied().unwrap_or(Hash([0; 32]));
        self.heads
            .push(next_head(self.epoch.space, seq, last, leaf));
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
            Self::Beacon => "beacon",
            Self::Rotate(_) => "rotate",
            Self::Admit(_) => "admit",
            Self::Parent(_) => "parent",
            Self::Criteria(_) => "criteria",
            Self::Resume(_) => "resume",
            Self::Restate(_) => "restate",
        }
    }
}
