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
