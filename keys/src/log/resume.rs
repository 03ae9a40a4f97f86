//! A log whose end was lost: where it goes on, and what stands again. Seqs and epochs jump, so that none is given out twice.

use super::chain::Maker;
use super::reseal::Opened;
use super::{Log, Verdict, WINDOW};
use crate::statement::{Body, Restate, Resume, Seen, Statement};
use crate::{Hash, Refused};

/// How far a resume leaves the seqs behind that may have been given out unseen.
pub const JUMP_SEQS: u64 = 1 << 20;
/// As far as seqs ever go: half a million resumes.
pub const SEQ_MAX: u64 = 1 << 38;

/// Seqs that a resume has left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The last entry before it.
    pub restored: Seen,
    /// The last entry that whoever resumed knew of: in the gap, if anything was lost.
    pub remembered: Seen,
    /// The resume's place: the first after it.
    pub resumed: u64,
}

impl Gap {
    /// What a resume at this place leaves out.
    pub(super) fn of(resume: &Resume, resumed: u64) -> Self {
        Self {
            restored: resume.restored,
            remembered: resume.remembered,
            resumed,
        }
    }

    /// Whether an entry of this seq was lost.
    #[must_use]
    pub fn covers(&self, seq: u64) -> bool {
        self.restored.seq < seq && seq < self.resumed
    }
}

/// A statement that counts again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restated {
    /// Where it stood.
    pub seq: u64,
    /// Its id.
    pub hash: Hash,
    /// The first place after the gap it stood in.
    pub resumed: u64,
    /// What it says.
    pub statement: Statement,
}

impl Log {
    /// Where numbers were left out, ascending.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The gap that an entry of this seq was lost in.
    #[must_use]
    pub fn lost_in(&self, seq: u64) -> Option<&Gap> {
        self.gaps.iter().find(|gap| gap.covers(seq))
    }

    /// The place after this one.
    #[must_use]
    pub fn after(&self, seq: u64) -> u64 {
        let gap = self.gaps.iter().find(|gap| gap.restored.seq == seq);
        gap.map_or(seq + 1, |gap| gap.resumed)
    }

    /// Applies what stands beyond the next place: a resume that holds, and nothing else.
    pub(super) fn jump(&mut self, seq: u64, opened: Opened) -> Result<Verdict, Refused> {
        let Ok(Body::Resume(resume)) = opened.statement.as_ref().map(|said| &said.body) else {
            return Err(Refused);
        };
        let resume = *resume;
        let hash = opened.signed.hash();
        let known = self.known.contains_key(&hash);
        let verdict = self.judge(opened, hash, seq);
        if !matches!(verdict, Verdict::Accepted(_)) {
            if !known {
                self.known.remove(&hash);
            }
            return Err(Refused);
        }
        self.gaps.push(Gap::of(&resume, seq));
        self.erased.count(seq);
        self.push_at(seq, hash);
        Ok(verdict)
    }

    /// Whether a resume tells the truth about this log, of which `last` is left, and goes on far enough beyond all that may have
    /// been.
    pub(super) fn may_resume(
        &self,
        resume: &Resume,
        statement: &Statement,
        last: Seen,
        seq: u64,
    ) -> bool {
        let Resume {
            restored,
            remembered,
            ..
        } = resume;
        let furthest = restored.seq.max(remembered.seq);
        let known = remembered.seq > restored.seq
            || self.head_at(remembered.seq) == Some(remembered.head)
            || self.forgets(remembered.seq);
        *restored == last
            && statement.seen == *restored
            && known
            && resume.seq == seq
            && (furthest.saturating_add(JUMP_SEQS)..=SEQ_MAX).contains(&seq)
    }

    /// Whether this would count again here.
    pub fn may_restate(&mut self, restate: &Restate) -> bool {
        self.restatable(restate).is_ok()
    }

    /// What may count again, judged as of where it stood: signed by somebody who once could say it, and nothing that is there
    /// already.
    fn restatable(&mut self, restate: &Restate) -> Result<(Statement, Gap), Verdict> {
        let signed = &restate.statement;
        let statement = signed.read().map_err(|_| Verdict::Refused)?;
        let verified = self.verify(signed, statement.author);
        verified.map_err(|_| Verdict::Refused)?;
        let gap = *self.lost_in(restate.seq).ok_or(Verdict::Refused)?;
        let seen = statement.seen;
        // Beyond the window nobody can tell any more what is left.
        let in_window = seen.seq.saturating_add(WINDOW) > gap.restored.seq;
        let fits = seen.seq > gap.restored.seq || self.head_at(seen.seq) == Some(seen.head);
        let holds = statement.space == self.epoch.space
            && self.authority.may_be_restated(&statement, gap.restored.seq)
            && seen.seq < restate.seq
            && in_window
            && fits
            && !statement.body.builds_on_unseen(seen.seq);
        if !holds {
            return Err(Verdict::Refused);
        }
        // It is left, or was said again already. What somebody showed since, where it couldn't count, is no reason to lose it: who
        // begins after a checkpoint doesn't know of that.
        let place = self.known.get(&signed.hash());
        if place.is_some_and(|place| *place <= gap.restored.seq) {
            return Err(Verdict::Duplicate);
        }
        Ok((statement, gap))
    }

    /// Takes what may count again at this place.
    pub(super) fn restate(&mut self, restate: &Restate, seq: u64) -> Result<Restated, Verdict> {
        let (statement, gap) = self.restatable(restate)?;
        let (signed, hash) = (&restate.statement, restate.statement.hash());
        if !matches!(
            statement.body,
            Body::Change(_) | Body::MoveOut(_) | Body::MoveIn(_)
        ) {
            let appoints = matches!(statement.body, Body::Appoint(_));
            let maker = appoints.then(|| Maker::new(&self.authority, &statement, signed));
            let applied = self.authority.apply(&statement, seq);
            applied.map_err(|_| Verdict::Refused)?;
            self.makers.extend(maker);
        }
        self.known.insert(hash, 0);
        Ok(Restated {
            seq: restate.seq,
            hash,
            resumed: gap.resumed,
            statement,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::SignedStatement;
    use crate::{Epoch, OrgId, Secret, SignKey, SpaceId};

    #[test]
    fn a_gap_lies_between_what_is_left_and_where_it_goes_on() {
        let at = |seq| Seen {
            seq,
            head: Hash([7; 32]),
        };
        let gap = Gap {
            restored: at(5),
            remembered: at(9),
            resumed: 20,
        };
        let covered: Vec<u64> = (0..30).filter(|seq| gap.covers(*seq)).collect();
        assert!(covered.into_iter().eq(6..20));
        let epoch = Epoch {
            space: SpaceId([1; 32]),
            number: 1,
        };
        let mut log = Log::new(epoch, Secret::from_bytes(&[2; 32]), Hash([3; 32]));
        log.gaps.push(gap);
        let after = [4, 5, 20].map(|seq| log.after(seq));
        assert_eq!(after, [5, 20, 21]);
        let lost = [5, 6, 19, 20].map(|seq| log.lost_in(seq).is_some());
        assert_eq!(lost, [false, true, true, false]);
    }

    #[test]
    fn a_resume_knows_what_is_left() {
        let epoch = Epoch {
            space: SpaceId([1; 32]),
            number: 1,
        };
        let log = Log::new(epoch, Secret::from_bytes(&[2; 32]), Hash([3; 32]));
        let restored = log.seen();
        let may = |restored: Seen, remembered: Seen, seq| {
            let resume = Resume {
                restored,
                remembered,
                seq,
                epoch: 2,
            };
            let author = SignKey::from_seed(&[4; 32]);
            let rng = &mut rand_core::UnwrapErr(getrandom::SysRng);
            let body = Body::Resume(resume);
            let organisation = OrgId([5; 32]);
            let said = SignedStatement::sign(&author, organisation, epoch, restored, 1, body, rng);
            let statement = said.said().unwrap_or_else(|_| unreachable!("just made"));
            log.may_resume(&resume, &statement, log.seen(), seq)
        };
        let other = Seen {
            head: Hash([9; 32]),
            ..restored
        };
        let beyond = Seen {
            seq: 7,
            head: Hash([9; 32]),
        };
        assert!(may(restored, restored, JUMP_SEQS));
        assert!(may(restored, beyond, JUMP_SEQS + 7));
        assert!(!may(restored, restored, JUMP_SEQS - 1));
        assert!(!may(restored, beyond, JUMP_SEQS + 6));
        assert!(may(restored, restored, SEQ_MAX));
        assert!(!may(restored, restored, SEQ_MAX + 1));
        // Whoever remembers another end of it has seen another log.
        assert!(!may(restored, other, JUMP_SEQS));
        assert!(!may(other, other, JUMP_SEQS));
    }
}
