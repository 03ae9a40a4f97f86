//! The heads a reader knows, by place: all of them, or those that a checkpoint has told and what came since.

use minicbor::{Decode, Encode};

use super::{Gap, WINDOW, genesis, next_head};
use crate::statement::Seen;
use crate::{Hash, Refused, SpaceId};

/// Heads and leaves, a stretch for each part of the log that has no gap.
#[derive(Debug, Clone)]
pub(super) struct Heads {
    space: SpaceId,
    /// Ascending.
    stretches: Vec<Stretch>,
}

#[derive(Debug, Clone)]
struct Stretch {
    /// The place and head before the first leaf.
    before: Seen,
    first: u64,
    /// Head and leaf of each place from the first on.
    places: Vec<(Hash, Hash)>,
}

impl Stretch {
    fn last(&self) -> Seen {
        let last = self.places.last();
        last.map_or(self.before, |(head, _)| Seen {
            seq: self.first + self.places.len() as u64 - 1,
            head: *head,
        })
    }

    fn get(&self, seq: u64) -> Option<&(Hash, Hash)> {
        self.places
            .get(usize::try_from(seq.checked_sub(self.first)?).ok()?)
    }

    /// The last leaves, and the head before them.
    fn window(&self) -> Run {
        let skipped = self.places.len().saturating_sub(WINDOW as usize);
        let (left_out, told) = self.places.split_at(skipped);
        let first = self.first + skipped as u64;
        let before = left_out.last().map_or(self.before, |(head, _)| Seen {
            seq: first - 1,
            head: *head,
        });
        Run {
            before,
            first,
            leaves: told.iter().flat_map(|(_, leaf)| leaf.0).collect(),
        }
    }
}

/// The last leaves before a gap, or before the end, as a checkpoint carries them: whatever may still be said is said by somebody who
/// has seen one of the heads that they make.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Run {
    /// The entry before the first leaf, beyond a gap if one lies there.
    #[n(0)]
    pub before: Seen,
    /// Place of the first leaf.
    #[n(1)]
    pub first: u64,
    /// 32 bytes each.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub leaves: Vec<u8>,
}

impl Heads {
    pub(super) fn new(space: SpaceId) -> Self {
        let before = Seen {
            seq: 0,
            head: genesis(space),
        };
        Self {
            space,
            stretches: vec![Stretch {
                before,
                first: 1,
                places: Vec::new(),
            }],
        }
    }

    /// Goes on after a window: one run for the end, and one before each gap. Each must have the last leaves there are, up to
    /// [`WINDOW`], and come to the head that the next one goes on from.
    pub(super) fn begin(space: SpaceId, window: &[Run], gaps: &[Gap]) -> Result<Self, Refused> {
        if window.len() != gaps.len() + 1 {
            return Err(Refused);
        }
        let mut heads = Self::new(space);
        heads.stretches.clear();
        let mut start = (
            Seen {
                seq: 0,
                head: genesis(space),
            },
            1,
        );
        for (index, run) in window.iter().enumerate() {
            let (leaves, rest) = run.leaves.as_chunks::<32>();
            let whole = (run.before, run.first) == start;
            let cut = leaves.len() as u64 == WINDOW
                && run.first > start.1
                && run.before.seq == run.first - 1;
            let fits = rest.is_empty() && !leaves.is_empty() && leaves.len() as u64 <= WINDOW;
            // No place is beyond what a resume may name, and so none overflows.
            if !(fits && (whole || cut) && run.first <= super::SEQ_MAX) {
                return Err(Refused);
            }
            heads.stretches.push(Stretch {
                before: run.before,
                first: run.first,
                places: Vec::with_capacity(leaves.len()),
            });
            for (seq, leaf) in (run.first..).zip(leaves) {
                heads.push(seq, Hash(*leaf));
            }
            if let Some(gap) = gaps.get(index) {
                if heads.last() != gap.restored {
                    return Err(Refused);
                }
                start = (gap.restored, gap.resumed);
            }
        }
        Ok(heads)
    }

    /// The last leaves before each gap, and before the end.
    pub(super) fn window(&self) -> Vec<Run> {
        self.stretches.iter().map(Stretch::window).collect()
    }

    pub(super) fn last(&self) -> Seen {
        self.stretches.last().map_or(
            Seen {
                seq: 0,
                head: genesis(self.space),
            },
            Stretch::last,
        )
    }

    pub(super) fn at(&self, seq: u64) -> Option<Hash> {
        self.stretches.iter().rev().find_map(|stretch| {
            if seq == stretch.before.seq {
                return Some(stretch.before.head);
            }
            stretch.get(seq).map(|(head, _)| *head)
        })
    }

    pub(super) fn leaf_at(&self, seq: u64) -> Option<Hash> {
        let mut stretches = self.stretches.iter().rev();
        stretches.find_map(|stretch| stretch.get(seq).map(|(_, leaf)| *leaf))
    }

    /// Each leaf and its place.
    pub(super) fn leaves(&self) -> impl Iterator<Item = (u64, Hash)> {
        self.stretches.iter().flat_map(|stretch| {
            let leaves = stretch.places.iter().map(|(_, leaf)| *leaf);
            (stretch.first..).zip(leaves)
        })
    }

    /// Takes the leaf of the next place; any but the very next one begins another stretch.
    pub(super) fn push(&mut self, seq: u64, leaf: Hash) {
        let last = self.last();
        let head = next_head(self.space, seq, last.head, leaf);
        match self.stretches.last_mut() {
            Some(stretch) if seq == stretch.first + stretch.places.len() as u64 => {
                stretch.places.push((head, leaf));
            }
            _ => self.stretches.push(Stretch {
                before: last,
                first: seq,
                places: vec![(head, leaf)],
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever shows all there is shows it from the beginning, and nobody has another one.
    #[test]
    fn a_window_begins_where_it_may() {
        let space = SpaceId([1; 32]);
        let run = |seq, head, first, leaves: u64| Run {
            before: Seen { seq, head },
            first,
            leaves: (0..leaves).flat_map(|_| [7; 32]).collect(),
        };
        let (right, wrong) = (genesis(space), Hash([9; 32]));
        for (number, (run, holds)) in [
            (run(0, right, 1, 3), true),
            (run(0, right, 1, WINDOW), true),
            (run(0, wrong, 1, WINDOW), false),
            (run(0, wrong, 1, 3), false),
            // Later, as many as are told at most, and no fewer.
            (run(1, wrong, 2, WINDOW), true),
            (run(1, wrong, 2, WINDOW - 1), false),
            (run(1, wrong, 2, WINDOW + 1), false),
            (run(2, wrong, 2, WINDOW), false),
            (run(1, wrong, 3, WINDOW), false),
            (run(0, right, 1, 0), false),
        ]
        .into_iter()
        .enumerate()
        {
            let begun = Heads::begin(space, &[run], &[]);
            assert_eq!(begun.is_ok(), holds, "{number}");
        }
    }
}
