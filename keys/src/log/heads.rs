//! The heads a reader knows, by place: all of them, or those since the window of a checkpoint.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use super::{WINDOW, genesis, next_head};
use crate::statement::Seen;
use crate::{Hash, Refused, SpaceId};

/// Heads and leaves, none missing between the first and the last.
#[derive(Debug)]
pub(super) struct Heads {
    space: SpaceId,
    /// The place and head before the first leaf.
    before: Seen,
    /// Head and leaf at each place after it.
    places: BTreeMap<u64, (Hash, Hash)>,
}

/// The last heads and leaves, as a checkpoint carries them: a head, and the leaves since. A gap in the numbers begins another run.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Window {
    /// The head before the first leaf.
    #[n(0)]
    pub before: Seen,
    /// Ascending.
    #[n(1)]
    pub runs: Vec<Run>,
}

/// Leaves of places that follow one another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Run {
    /// Place of the first.
    #[n(0)]
    pub first: u64,
    /// 32 bytes each.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub leaves: Vec<u8>,
}

impl Heads {
    pub(super) fn new(space: SpaceId) -> Self {
        let head = genesis(space);
        Self {
            space,
            before: Seen { seq: 0, head },
            places: BTreeMap::new(),
        }
    }

    /// Goes on after a window.
    pub(super) fn resume(space: SpaceId, window: &Window) -> Result<Self, Refused> {
        let mut heads = Self {
            space,
            before: window.before,
            places: BTreeMap::new(),
        };
        let whole = window.before.seq > 0 || window.before.head == genesis(space);
        if !whole || window.runs.len() != 1 {
            return Err(Refused);
        }
        for run in &window.runs {
            let (leaves, rest) = run.leaves.as_chunks::<32>();
            if !rest.is_empty() || leaves.is_empty() || run.first != heads.last().seq + 1 {
                return Err(Refused);
            }
            for leaf in leaves {
                heads.push(Hash(*leaf));
            }
        }
        // As many as there are, or as the window holds.
        let count = heads.places.len() as u64;
        if count == WINDOW || (count < WINDOW && window.before.seq == 0) {
            Ok(heads)
        } else {
            Err(Refused)
        }
    }

    /// The last of them.
    pub(super) fn window(&self) -> Window {
        let skipped = (self.places.len() as u64).saturating_sub(WINDOW);
        let mut places = self.places.iter();
        let mut before = self.before;
        for _ in 0..skipped {
            if let Some((seq, (head, _))) = places.next() {
                (before.seq, before.head) = (*seq, *head);
            }
        }
        let leaves: Vec<u8> = places.flat_map(|(_, (_, leaf))| leaf.0).collect();
        let first = before.seq + 1;
        let runs = if leaves.is_empty() {
            Vec::new()
        } else {
            vec![Run { first, leaves }]
        };
        Window { before, runs }
    }

    pub(super) fn last(&self) -> Seen {
        let last = self.places.last_key_value();
        last.map_or(self.before, |(seq, (head, _))| Seen {
            seq: *seq,
            head: *head,
        })
    }

    pub(super) fn at(&self, seq: u64) -> Option<Hash> {
        if seq == self.before.seq {
            return Some(self.before.head);
        }
        self.places.get(&seq).map(|(head, _)| *head)
    }

    /// The first place whose head is known.
    pub(super) fn first(&self) -> u64 {
        self.before.seq
    }

    pub(super) fn leaf_at(&self, seq: u64) -> Option<Hash> {
        self.places.get(&seq).map(|(_, leaf)| *leaf)
    }

    pub(super) fn leaves(&self) -> impl Iterator<Item = Hash> {
        self.places.values().map(|(_, leaf)| *leaf)
    }

    pub(super) fn push(&mut self, leaf: Hash) {
        let Seen { seq, head } = self.last();
        let next = next_head(self.space, seq + 1, head, leaf);
        self.places.insert(seq + 1, (next, leaf));
    }
}
