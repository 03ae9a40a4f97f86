//! Replay of one space's log: every blob in sequence order, judged at its place by this log alone.

mod authority;
mod chain;
mod described;
mod head;
mod heads;
mod reseal;

pub(crate) use authority::fingerprint;
pub use authority::{Authority, LABEL_MAX, Member, Parentage, REGIONS_DEEP};
pub use described::{CRITERIA_MAX, Described, NAME_MAX};
pub use head::{genesis, next_head, void_leaf};
pub use heads::{Run, Window};
pub use reseal::{Resealed, Resealing};

use std::collections::{HashMap, HashSet};

use reseal::Opened;

use crate::epoch::{Access, Epoch};
use crate::sign::Verifier;
use crate::statement::{Body, Seen, SignedStatement, Statement};
use crate::{Hash, PublicKey, Refused, Role, Secret, SpaceId};
use chain::Maker;
use heads::Heads;

/// How many entries may come between what an author has seen and the author's own.
pub const WINDOW: u64 = 1_024;

/// What a log made of one blob. Only [`Verdict::Accepted`] has any effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It opened, verified, and its author may say it here.
    Accepted(Box<Verified>),
    /// The same statement stands earlier in this log: applied once.
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

    /// Gives the statement away.
    #[must_use]
    pub fn into_statement(self) -> Statement {
        self.statement
    }
}

/// An accepted statement that says who may do what.
#[derive(Debug)]
struct Stood {
    seq: u64,
    statement: Statement,
    signed: SignedStatement,
}

/// A log being replayed.
#[derive(Debug)]
pub struct Log {
    epoch: Epoch,
    reading: Secret,
    heads: Heads,
    known: HashSet<Hash>,
    authority: Authority,
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
            known: HashSet::new(),
            authority: Authority::new(epoch.space, founding),
            makers: Vec::new(),
            standing: Vec::new(),
            verifiers: HashMap::new(),
        }
    }

    /// Goes on after a checkpoint: with the last heads, and with the statements that made authority what it is, each judged again
    /// by those before it. That these are all, and stood where they are said to, the hash of the state says.
    ///
    /// # Errors
    /// [`Refused`] if any of it doesn't hold.
    pub fn resume(
        epoch: Epoch,
        reading: Secret,
        founding: Hash,
        window: &Window,
        standing: Vec<(u64, SignedStatement)>,
    ) -> Result<Self, Refused> {
        let mut log = Self {
            heads: Heads::resume(epoch.space, window)?,
            ..Self::new(epoch, reading, founding)
        };
        log.known = log.heads.leaves().collect();
        let mut last = 0;
        for (seq, signed) in standing {
            let leaf = log.heads.leaf_at(seq);
            let stood_there = leaf.is_none_or(|leaf| leaf == signed.hash());
            let statement = signed.read()?;
            log.verify(&signed, statement.author)?;
            if reseal::ends(&statement, epoch) {
                return Err(Refused);
            }
            if !(last < seq && seq <= log.seq() && stood_there && statement.body.is_standing()) {
                return Err(Refused);
            }
            last = seq;
            if !log.runs_here(&statement) || !log.authority.allows(&statement) {
                return Err(Refused);
            }
            log.stand(seq, statement, signed)?;
        }
        Ok(log)
    }

    /// What made authority what it is: each statement and its place.
    pub fn standing(&self) -> impl Iterator<Item = (u64, &SignedStatement)> {
        self.standing.iter().map(|stood| (stood.seq, &stood.signed))
    }

    /// The same, read. They were verified.
    pub fn stood(&self) -> impl Iterator<Item = (u64, &Statement)> {
        let standing = self.standing.iter();
        standing.map(|stood| (stood.seq, &stood.statement))
    }

    /// The last heads and leaves.
    #[must_use]
    pub fn window(&self) -> Window {
        self.heads.window()
    }

    /// The first place whose head this log knows: 0, unless it began after a checkpoint.
    #[must_use]
    pub fn first_head(&self) -> u64 {
        self.heads.first()
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
    /// [`Refused`] if `seq` isn't the next one: something was left out or shown twice; nothing is applied.
    pub fn apply(&mut self, seq: u64, blob: &[u8]) -> Result<Verdict, Refused> {
        if seq != self.seq() + 1 {
            return Err(Refused);
        }
        let opened = match reseal::opened(&self.reading, self.epoch, blob) {
            Ok(opened) => opened,
            Err(void) => {
                self.push(void);
                return Ok(Verdict::Refused);
            }
        };
        let hash = opened.signed.hash();
        let verdict = self.judge(opened, hash);
        self.push(hash);
        Ok(verdict)
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

    fn judge(&mut self, opened: Opened, hash: Hash) -> Verdict {
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
        // Of what was said above and copied, neither epoch nor place is this log's.
        let copied = statement.space != self.epoch.space;
        if !self.runs_here(&statement) {
            return Verdict::Refused;
        }
        // Strangers accuse nobody: only somebody with standing in this log can raise a fork alarm.
        if !self.authority.allows(&statement) {
            return Verdict::Refused;
        }
        let seq = self.seq() + 1;
        if !copied {
            // Before the heads are compared: who starts from a checkpoint knows only the last ones, and must judge the same.
            let overtaken = self.authority.is_overtaken(&statement);
            if statement.seen.seq.saturating_add(WINDOW) < seq || overtaken {
                return Verdict::Stale(hash);
            }
            if self.head_at(statement.seen.seq) != Some(statement.seen.head) {
                return Verdict::Forked(Box::new(statement));
            }
            // It tells the state right before it, and something came in between: nobody's fault, and nobody's use.
            if matches!(statement.body, Body::Checkpoint(_)) && statement.seen.seq + 1 != seq {
                return Verdict::Stale(hash);
            }
            if statement.body.builds_on_unseen(statement.seen.seq) {
                return Verdict::Refused;
            }
        }
        let taken = if statement.body.is_standing() {
            self.stand(seq, statement.clone(), signed)
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
        }))
    }

    /// Said in the epoch that ran at this place; the one it is sealed in may be a later one. None runs before the founding. What
    /// was said above and copied belongs to another log's.
    fn runs_here(&self, statement: &Statement) -> bool {
        let copied = statement.space != self.epoch.space;
        let founds = matches!(statement.body, Body::Found(_));
        copied || founds || statement.epoch == self.authority.epoch()
    }

    /// Takes an allowed statement that says who may do what.
    fn stand(
        &mut self,
        seq: u64,
        statement: Statement,
        signed: SignedStatement,
    ) -> Result<(), Refused> {
        let copied = statement.space != self.epoch.space;
        let maker = (copied || self.makes_lead(&statement.body))
            .then(|| Maker::new(&self.authority, &statement, &signed));
        let place = if copied { 0 } else { seq };
        self.authority.apply(&statement, place)?;
        self.makers.extend(maker);
        self.standing.push(Stood {
            seq,
            statement,
            signed,
        });
        Ok(())
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
        self.heads.push(leaf);
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

    /// Whether it says who may do what, and so is what a reader needs who starts from a checkpoint.
    pub(crate) fn is_standing(&self) -> bool {
        match self {
            Self::Found(_)
            | Self::Appoint(_)
            | Self::Create(_)
            | Self::Grant(_)
            | Self::Revoke(_)
            | Self::Rotate(_)
            | Self::Parent(_)
            | Self::Criteria(_) => true,
            Self::Change(_)
            | Self::Beacon
            | Self::Admit(_)
            | Self::Checkpoint(_)
            | Self::Confirm(_) => false,
        }
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
            Self::Checkpoint(_) => "checkpoint",
            Self::Confirm(_) => "confirm",
        }
    }
}
