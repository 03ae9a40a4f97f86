//! The index: contacts as lists of dictionary tokens.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::dictionary::{Dictionary, Token};
use super::marks::marks;
use super::order::sort_key;
use super::pieces::pieces;
use super::postings::Postings;
use super::query::Query;
use super::scan::Matched;
use crate::fields::{FieldId, Kind, Values, display_name, field};

/// More new contacts than this are worth the time to post them all anew.
const MOST_UNPOSTED: usize = 4096;

/// A part of a value that matched, in characters of the original value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The field.
    pub field: FieldId,
    /// The first character.
    pub start: u32,
    /// How many characters.
    pub len: u32,
    /// Which of the words that were typed are found here, as bits.
    pub terms: u16,
}

/// A contact that matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The row it was inserted as.
    pub row: u32,
    /// Higher is better.
    pub score: u32,
    /// What matched, in the order of the fields.
    pub marks: Vec<Mark>,
}

/// The best hits, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The best, best first.
    pub hits: Vec<Hit>,
    /// How many contacts matched.
    pub total: u32,
}

/// Where a token stands in a contact.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) field: FieldId,
    /// In characters; [`Place::FAR`] if it doesn't fit.
    pub(super) start: u16,
}

impl Place {
    /// Too far into a long note to be marked; found all the same.
    pub(super) const FAR: u16 = u16::MAX;
}

struct Slot {
    row: u32,
    live: bool,
    from: u32,
    len: u32,
    name: Box<[u8]>,
}

impl Slot {
    fn range(&self) -> std::ops::Range<usize> {
        self.from as usize..(self.from + self.len) as usize
    }
}

/// Contacts ready to be searched. Filled and changed one by one; nothing is ever written out.
#[derive(Default)]
pub struct Index {
    dictionary: Dictionary,
    tokens: Vec<Token>,
    places: Vec<Place>,
    slots: Vec<Slot>,
    by_row: HashMap<u32, u32>,
    /// Tokens of contacts that are gone.
    garbage: usize,
    /// Live slots by name; made when it is needed, from the one before.
    order: OnceLock<Order>,
    order_before: Vec<u32>,
    /// Made when it is needed; what comes later is looked through one by one until it is too much.
    postings: OnceLock<Postings>,
}

struct Order {
    slots: Vec<u32>,
    rank: Vec<u32>,
}

impl Index {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a contact in, in place of the one that had this row.
    pub fn insert(&mut self, row: u32, values: &Values) {
        self.remove(row);
        let from = self.tokens.len();
        for (&id, value) in values {
            let kind = field(id).map_or(Kind::Text, |field| field.kind);
            self.insert_value(id, kind, value);
        }
        let slot = small(self.slots.len());
        self.slots.push(Slot {
            row,
            live: true,
            from: small(from),
            len: small(self.tokens.len() - from),
            name: sort_key(&display_name(values)),
        });
        self.by_row.insert(row, slot);
        self.touch_order();
        self.order_before.push(slot);
        if self
            .postings
            .get()
            .is_some_and(|postings| self.slots.len() - postings.upto > MOST_UNPOSTED)
        {
            self.postings.take();
        }
    }

    fn insert_value(&mut self, field: FieldId, kind: Kind, value: &str) {
        if matches!(kind, Kind::Sex | Kind::Flag | Kind::Scale | Kind::Language) {
            // `m`, `1` and the like are for filters; as words they would only be noise.
            return;
        }
        let (mut byte, mut char) = (0, 0);
        let mut pieces = pieces(value, kind);
        pieces.sort_by_key(|piece| piece.range.start);
        for piece in pieces {
            char += value[byte..piece.range.start].chars().count();
            byte = piece.range.start;
            self.tokens
                .push(self.dictionary.intern(piece.class, &value[piece.range]));
            self.places.push(Place {
                field,
                start: u16::try_from(char).unwrap_or(Place::FAR),
            });
        }
    }

    /// Takes a contact out; a row that isn't there is not an error.
    pub fn remove(&mut self, row: u32) {
        let Some(slot) = self.by_row.remove(&row) else {
            return;
        };
        self.touch_order();
        let slot = &mut self.slots[slot as usize];
        slot.live = false;
        slot.name = Box::default();
        self.garbage += slot.len as usize + 1;
        if self.garbage > 4096 && self.garbage * 2 > self.tokens.len() {
            self.compact();
        }
    }

    /// How many contacts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_row.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_row.is_empty()
    }

    /// The best `limit` contacts after the first `offset`. A contact matches if every word typed is in it somewhere,
    /// whole or in part. Nothing typed lists everyone by name.
    #[must_use]
    pub fn search(&self, typed: &str, offset: usize, limit: usize) -> Found {
        let query = Query::new(typed);
        if query.readings.is_empty() {
            let slots = &self.order().slots;
            let hits = slots
                .iter()
                .skip(offset)
                .take(limit)
                .map(|&slot| self.hit(slot, 0, Vec::new()));
            return Found {
                hits: hits.collect(),
                total: small(slots.len()),
            };
        }
        let matched = Matched::new(&self.dictionary, &query);
        let rank = &self.order().rank;
        let mut best: Vec<(u32, u32, u32)> = Vec::new();
        for at in self.candidates(&matched) {
            let slot = &self.slots[at as usize];
            let range = slot.range();
            if slot.live
                && let Some((score, _)) =
                    matched.score(&self.tokens[range.clone()], &self.places[range])
            {
                best.push((u32::MAX - score, rank[at as usize], at));
            }
        }
        let total = small(best.len());
        let wanted = offset.saturating_add(limit);
        if wanted < best.len() {
            best.select_nth_unstable(wanted);
            best.truncate(wanted);
        }
        best.sort_unstable();
        let hits = best.into_iter().skip(offset).map(|(worse, _, slot)| {
            let range = self.slots[slot as usize].range();
            let (tokens, places) = (&self.tokens[range.clone()], &self.places[range]);
            self.hit(
                slot,
                u32::MAX - worse,
                marks(&self.dictionary, &query, &matched, tokens, places),
            )
        });
        Found {
            hits: hits.collect(),
            total,
        }
    }

    /// Slots worth a look, each once.
    fn candidates(&self, matched: &Matched) -> Vec<u32> {
        let postings = self.postings.get_or_init(|| {
            Postings::new(
                self.dictionary.len(),
                self.slots.iter().map(|slot| &self.tokens[slot.range()]),
            )
        });
        let rarest = matched.rarest(|token| postings.of(token).len());
        let tokens = matched
            .tokens()
            .iter()
            .filter(|&&token| matched.terms(token) & rarest != 0);
        let mut slots: Vec<u32> = tokens
            .flat_map(|&token| postings.of(token))
            .copied()
            .collect();
        slots.sort_unstable();
        slots.dedup();
        slots.extend(small(postings.upto)..small(self.slots.len()));
        slots
    }

    fn hit(&self, slot: u32, score: u32, marks: Vec<Mark>) -> Hit {
        Hit {
            row: self.slots[slot as usize].row,
            score,
            marks,
        }
    }

    fn touch_order(&mut self) {
        if let Some(order) = self.order.take() {
            self.order_before = order.slots;
        }
    }

    /// Sorting what is nearly sorted is quick, so one changed contact doesn't cost a whole sort.
    fn order(&self) -> &Order {
        self.order.get_or_init(|| {
            let mut slots = self.order_before.clone();
            slots.retain(|&slot| self.slots[slot as usize].live);
            slots.sort_by(|&a, &b| {
                self.slots[a as usize]
                    .name
                    .cmp(&self.slots[b as usize].name)
            });
            let mut rank = vec![0; self.slots.len()];
            for (at, &slot) in slots.iter().enumerate() {
                rank[slot as usize] = small(at);
            }
            Order { slots, rank }
        })
    }

    /// Builds everything anew without what is gone, words nobody has any more included.
    fn compact(&mut self) {
        let old = std::mem::take(self);
        for slot in old.slots.iter().filter(|slot| slot.live) {
            let from = self.tokens.len();
            for at in slot.range() {
                let (class, piece) = old.dictionary.piece(old.tokens[at]);
                self.tokens.push(self.dictionary.intern(class, piece));
                self.places.push(old.places[at]);
            }
            let new = small(self.slots.len());
            self.slots.push(Slot {
                from: small(from),
                name: slot.name.clone(),
                ..*slot
            });
            self.by_row.insert(slot.row, new);
            self.order_before.push(new);
        }
    }
}

fn small(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
