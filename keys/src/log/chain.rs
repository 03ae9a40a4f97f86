//! The statements that make somebody a lead, picked from a log: what a card carries to prove its signer, and what the log of a
//! region below opens with.

use super::{Authority, Log};
use crate::PublicKey;
use crate::statement::{Above, Body, SignedStatement, Statement};

/// A statement that made leads.
#[derive(Debug, Clone)]
pub(super) struct Maker {
    statement: Statement,
    signed: SignedStatement,
    /// How far up its author stood.
    rank: usize,
    /// Who stood above before it.
    before: Vec<Above>,
}

impl Maker {
    pub(super) fn new(
        authority: &Authority,
        statement: &Statement,
        signed: &SignedStatement,
    ) -> Self {
        Self {
            statement: statement.clone(),
            signed: signed.clone(),
            rank: authority.rank(&statement.author).unwrap_or(0),
            before: authority.above().to_vec(),
        }
    }

    fn is_native(&self, log: &Log) -> bool {
        self.statement.space == log.epoch.space
    }

    /// What it says of those above, if that is what it is about.
    fn above(&self) -> Option<&[Above]> {
        match &self.statement.body {
            Body::Parent(parent) => Some(&parent.above),
            _ => None,
        }
    }

    /// Whether who stood above then lets its author say this.
    fn is_borne_out_by(&self, before: &[Above]) -> bool {
        let (Some(own), Some(above)) = (self.rank.checked_sub(1), self.above()) else {
            return true;
        };
        let author = &self.statement.author;
        let leads = |at: &Above| at.lead(author).is_some();
        before.get(..own) == above.get(..own) && before.get(own).is_some_and(leads)
    }
}

impl Log {
    /// The statements that make these people leads, from the founding on.
    #[must_use]
    pub fn chain_of(&self, leads: &[PublicKey]) -> Vec<SignedStatement> {
        let mut taken = vec![false; self.makers.len()];
        // Whoever is looked for, and whether the last word about those above may still be what makes them a lead.
        let mut needed: Vec<(PublicKey, bool)> = leads.iter().map(|key| (*key, true)).collect();
        let mut newest = true;
        for (index, maker) in self.makers.iter().enumerate().rev() {
            let take = match &maker.statement.body {
                _ if !maker.is_native(self) => true,
                Body::Grant(grant) => {
                    let found = needed.iter().position(|(key, _)| *key == grant.member.sign);
                    if let Some(found) = found {
                        needed.swap_remove(found);
                        needed.push((maker.statement.author, true));
                    }
                    found.is_some()
                }
                Body::Parent(parent) => {
                    let named = |key: &PublicKey| {
                        let mut above = parent.above.iter();
                        above.any(|above| above.lead(key).is_some())
                    };
                    let before = needed.len();
                    needed.retain(|(key, may)| !(*may && named(key)));
                    let take = needed.len() < before || newest;
                    for (_, may) in &mut needed {
                        *may = false;
                    }
                    if take {
                        self.prove(index, &mut taken);
                    }
                    newest = false;
                    take
                }
                _ => true,
            };
            if let Some(taken) = taken.get_mut(index) {
                *taken |= take;
            }
        }
        let makers = self.makers.iter().zip(taken).filter(|(_, taken)| *taken);
        makers.map(|(maker, _)| maker.signed.clone()).collect()
    }

    /// The appointment of admins that counts, as it was signed; nothing as long as they are the founding's.
    #[must_use]
    pub fn appointment(&self) -> Option<&SignedStatement> {
        let mut makers = self.makers.iter().rev();
        let appoints = |maker: &&Maker| matches!(maker.statement.body, Body::Appoint(_));
        makers.find(appoints).map(|maker| &maker.signed)
    }

    /// Takes what lets a `parent` be said: going back as long as those above then would have let its author say it, and taking
    /// the one that made them so. What an admin says needs none.
    fn prove(&self, index: usize, taken: &mut [bool]) {
        let Some(mut said) = self.makers.get(index) else {
            return;
        };
        let earlier = self.makers.iter().zip(taken).take(index).rev();
        for (earlier, taken) in earlier {
            let native = earlier.is_native(self) && earlier.above().is_some();
            if native && !said.is_borne_out_by(&earlier.before) {
                *taken = true;
                said = earlier;
            }
        }
    }
}
