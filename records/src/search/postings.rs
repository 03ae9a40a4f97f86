//! Who has a token.

use super::dictionary::Token;

/// For each token the slots that have it, for the slots there were when this was made.
pub(super) struct Postings {
    starts: Vec<u32>,
    slots: Vec<u32>,
    /// Slots from here on aren't in it.
    pub(super) upto: usize,
}

impl Postings {
    /// From the tokens of each slot, `tokens` different ones in all.
    pub(super) fn new<'a>(
        tokens: usize,
        slots: impl ExactSizeIterator<Item = &'a [Token]> + Clone,
    ) -> Self {
        let upto = slots.len();
        let mut starts = vec![0u32; tokens + 1];
        for &token in slots.clone().flatten() {
            starts[token as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut lists = vec![0u32; starts.last().map_or(0, |&end| end as usize)];
        for (slot, tokens) in (0u32..).zip(slots) {
            for &token in tokens {
                let place = &mut next[token as usize];
                lists[*place as usize] = slot;
                *place += 1;
            }
        }
        Self {
            starts,
            slots: lists,
            upto,
        }
    }

    /// The slots of a token, in order; one that has it twice comes twice.
    pub(super) fn of(&self, token: Token) -> &[u32] {
        match (
            self.starts.get(token as usize),
            self.starts.get(token as usize + 1),
        ) {
            (Some(&from), Some(&to)) => &self.slots[from as usize..to as usize],
            // A newer token.
            _ => &[],
        }
    }
}
