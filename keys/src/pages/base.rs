//! Everything of a state but its records.

use minicbor::{Decode, Encode};

use crate::inbox::HandedIn;
use crate::log::{Gap, Log, Run};
use crate::state::{Again, Handed, Imported, State};
use crate::statement::SignedStatement;
use crate::{Day, Hash, PublicKey, Refused};

/// `[1, window, standing, imports, who began them, dealt with, held, restated]`
#[derive(Encode, Decode)]
#[cbor(array)]
pub(super) struct Base {
    #[n(0)]
    version: u8,
    #[n(1)]
    pub(super) window: Vec<Run>,
    /// The statements that made authority what it is, with their places.
    #[n(2)]
    pub(super) standing: Vec<(u64, SignedStatement)>,
    #[n(3)]
    pub(super) imports: Vec<Imported>,
    /// Where each import began: who, when.
    #[n(4)]
    pub(super) began: Vec<(PublicKey, Day)>,
    /// Hashes of entries dealt with, ascending.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    dealt: Vec<u8>,
    /// Entries held, ascending by their hashes.
    #[n(6)]
    held: Vec<HandedIn>,
    /// Changes and admissions that were lost and stand again, ascending: where, where they stood, their ids.
    #[n(7)]
    restated: Vec<(u64, u64, Hash)>,
}

impl Base {
    pub(super) fn of(state: &State, log: &Log) -> Result<Self, Refused> {
        let imports = state.records.imports();
        let began = imports.iter().map(|import| {
            let written = state.written.get(&import.seq).ok_or(Refused)?;
            Ok((written.author, written.day))
        });
        Ok(Self {
            version: 1,
            window: log.window(),
            standing: log
                .standing()
                .map(|(seq, signed)| (seq, signed.clone()))
                .collect(),
            imports: imports.iter().map(Imported::from).collect(),
            began: began.collect::<Result<_, _>>()?,
            dealt: state.handed.dealt.iter().flat_map(|hash| hash.0).collect(),
            held: state.handed.held.values().cloned().collect(),
            restated: state
                .records
                .again()
                .iter()
                .map(|(seq, again)| (*seq, again.stood, again.hash))
                .collect(),
        })
    }

    /// The ids of what stands again.
    pub(super) fn restated(&self) -> impl Iterator<Item = Hash> {
        self.restated.iter().map(|(_, _, hash)| *hash)
    }

    /// What stands again, by the place it has now.
    pub(super) fn again(&self, gaps: &[Gap]) -> Result<Vec<(u64, Again)>, Refused> {
        if !self
            .restated
            .is_sorted_by(|(one, ..), (next, ..)| one < next)
        {
            return Err(Refused);
        }
        let again = self.restated.iter().map(|(seq, stood, hash)| {
            let mut gaps = gaps.iter();
            let gap = gaps.find(|gap| gap.covers(*stood) && gap.resumed < *seq);
            let again = Again {
                stood: *stood,
                resumed: gap.ok_or(Refused)?.resumed,
                hash: *hash,
            };
            Ok((*seq, again))
        });
        again.collect()
    }

    /// What became of entries handed in.
    pub(super) fn handed(&self) -> Result<Handed, Refused> {
        let (hashes, rest) = self.dealt.as_chunks::<32>();
        let ascending = hashes.is_sorted_by(|one, next| one < next);
        let held_ascending = self.held.is_sorted_by(|one, next| one.hash() < next.hash());
        let whole = self.version == 1 && self.began.len() == self.imports.len();
        if !(rest.is_empty() && ascending && held_ascending && whole) {
            return Err(Refused);
        }
        Ok(Handed {
            held: self
                .held
                .iter()
                .map(|handed| (handed.hash(), handed.clone()))
                .collect(),
            dealt: hashes.iter().map(|hash| Hash(*hash)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::Seen;

    fn base() -> Base {
        Base {
            version: 1,
            window: Vec::new(),
            standing: Vec::new(),
            imports: Vec::new(),
            began: Vec::new(),
            dealt: Vec::new(),
            held: Vec::new(),
            restated: Vec::new(),
        }
    }

    #[test]
    fn what_was_handed_in_is_ascending_and_whole() {
        let dealt = |numbers: &[u8]| Base {
            dealt: numbers.iter().flat_map(|number| [*number; 32]).collect(),
            ..base()
        };
        let mut two = [1, 2].map(|number| HandedIn::unsigned(vec![number]));
        two.sort_by_key(HandedIn::hash);
        let [low, high] = &two;
        let held = |entries: &[&HandedIn]| Base {
            held: entries.iter().map(|entry| (*entry).clone()).collect(),
            ..base()
        };
        let half = Base {
            dealt: vec![1; 31],
            ..base()
        };
        let newer = Base {
            version: 2,
            ..base()
        };
        let began = Base {
            began: vec![(PublicKey([1; 32]), 1)],
            ..base()
        };
        for (number, (base, holds)) in [
            (base(), true),
            (dealt(&[1, 2]), true),
            (dealt(&[2, 1]), false),
            (dealt(&[1, 1]), false),
            (half, false),
            (held(&[low, high]), true),
            (held(&[high, low]), false),
            (held(&[low, low]), false),
            (newer, false),
            (began, false),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(base.handed().is_ok(), holds, "{number}");
        }
    }

    #[test]
    fn what_stands_again_was_lost_before() {
        let at = |seq| Seen {
            seq,
            head: Hash([7; 32]),
        };
        let gap = Gap {
            restored: at(5),
            remembered: at(9),
            resumed: 20,
        };
        let again = |restated: &[(u64, u64)]| {
            let restated = restated
                .iter()
                .map(|(seq, stood)| (*seq, *stood, Hash([1; 32])));
            let base = Base {
                restated: restated.collect(),
                ..base()
            };
            let again = base.again(&[gap]).ok()?;
            let resumed = again.iter().all(|(_, again)| again.resumed == 20);
            resumed.then_some(again.len())
        };
        assert_eq!(again(&[(21, 7), (22, 6)]), Some(2));
        for wrong in [
            // Where it goes on, or before.
            &[(20, 7)][..],
            // What is left, and what came after.
            &[(21, 5)],
            &[(21, 20)],
            // Out of order, and twice.
            &[(22, 6), (21, 7)],
            &[(21, 7), (21, 8)],
        ] {
            assert_eq!(again(wrong), None, "{wrong:?}");
        }
    }
}
