//! What was erased: where its content was, and what is left there. Until a rotation the originals lie there; after it a page tells
//! what is left, and counts only because an `erase` of this log says just that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::page::{Item, Stretch};
use super::{Log, Restated, Verdict, Verified};
use crate::encode::encode;
use crate::state::{State, Written};
use crate::statement::{
    Body, Erase, ErasedPlace, Gone, RecordRef, Rest, SignedStatement, Statement,
};
use crate::{Day, Hash, LOG_PAGE, PublicKey, Refused};

/// What a log says was erased, and what its pages show of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Erased {
    /// Places that pages tell only the rest of: the leaf, and the rest's hash.
    shown: BTreeMap<u64, (Hash, Option<Hash>)>,
    /// What each `erase` says of the places it names, in order.
    named: BTreeMap<u64, Vec<Named>>,
    /// Places of what counts, ascending: none of it goes whole.
    counted: Vec<u64>,
}

#[derive(Debug, Clone)]
struct Named {
    /// The place of the `erase`.
    by: u64,
    leaf: Hash,
    rest: Option<Hash>,
    /// What it erases.
    gone: Arc<Gone>,
}

impl Erased {
    /// Takes what an `erase` at a place says.
    pub(super) fn name(&mut self, by: u64, erase: &Erase) {
        let gone = Arc::new(Gone::of(erase));
        for place in &erase.places {
            let named = Named {
                by,
                leaf: place.leaf,
                rest: place.rest,
                gone: Arc::clone(&gone),
            };
            self.named.entry(place.seq).or_default().push(named);
        }
    }

    /// What stands at this place counts.
    pub(super) fn count(&mut self, seq: u64) {
        self.counted.push(seq);
    }

    /// Whether an `erase` up to this place says that just this is left.
    pub(super) fn names(&self, seq: u64, left: (Hash, Option<Hash>), until: u64) -> bool {
        let mut named = self.named.get(&seq).into_iter().flatten();
        named.any(|named| named.by <= until && (named.leaf, named.rest) == left)
    }

    /// Whether all that pages have left out before a place some `erase` up to there has named: until the next rotation, the one
    /// before the last may be all that is done.
    fn holds(&self, until: u64) -> bool {
        let mut shown = self.shown.range(..until);
        shown.all(|(seq, shown)| self.names(*seq, *shown, until))
    }

    /// All that was erased at a place.
    fn gone_at(&self, seq: u64) -> Gone {
        let mut gone = Gone::default();
        for named in self.named.get(&seq).into_iter().flatten() {
            gone.join(&named.gone);
        }
        gone
    }

    /// What a rotation puts in an item's place: what the last `erase` says that is right about it. What doesn't come to what was said
    /// stays as it is, and nothing that counts goes whole.
    pub(super) fn left_of(&self, seq: u64, item: Item) -> Item {
        let leaf = item.leaf();
        let named = self.named.get(&seq).map_or(&[][..], Vec::as_slice);
        let whole = match &item {
            Item::Said(signed) => Rest::of(signed),
            Item::Erased(_, Some(rest)) => Some(rest.as_ref().clone()),
            Item::Erased(_, None) | Item::Tomb(_) => None,
        };
        let counts = self.counted.binary_search(&seq).is_ok();
        for (index, last) in named.iter().enumerate().rev() {
            // Of what counts something is left, of anything else nothing, whatever was said.
            if last.leaf != leaf || last.rest.is_some() != counts {
                continue;
            }
            let Some(hash) = last.rest else {
                return Item::Erased(leaf, None);
            };
            let mut gone = Gone::default();
            for named in named.iter().take(index + 1) {
                gone.join(&named.gone);
            }
            let left = whole
                .as_ref()
                .map(|whole| whole.without(&gone).unwrap_or_else(|| whole.clone()));
            if let Some(left) = left.filter(|left| left.hash() == hash) {
                return Item::Erased(leaf, Some(Box::new(left)));
            }
        }
        item
    }
}

impl Rest {
    /// As something that counts at a place, of this leaf; said again after a gap that ends at `resumed`.
    fn counted(self, seq: u64, leaf: Hash, resumed: Option<u64>) -> Verified {
        let stood = self.stood.zip(resumed);
        let restated = stood.map(|(stood, resumed)| {
            Box::new(Restated {
                seq: stood,
                hash: self.id,
                resumed,
                statement: self.statement.clone(),
            })
        });
        Verified {
            seq,
            hash: leaf,
            statement: self.statement,
            signed: None,
            restated,
        }
    }

    /// All of a statement, as it counts.
    fn of(signed: &SignedStatement) -> Option<Self> {
        let statement = signed.read().ok()?;
        if let Body::Restate(restate) = &statement.body {
            return Some(Self {
                id: restate.statement.hash(),
                statement: restate.statement.read().ok()?,
                stood: Some(restate.seq),
            });
        }
        Some(Self {
            id: signed.hash(),
            statement,
            stood: None,
        })
    }
}

/// Whether it may hold content of records, whatever became of it.
fn is_of_records(statement: &Statement) -> bool {
    match &statement.body {
        // One said again inside of another counts for nothing: what is further inside doesn't matter, however deep that goes.
        Body::Restate(restate) => {
            let inner = restate.statement.read();
            inner.is_ok_and(|inner| {
                is_content(&inner.body) || matches!(inner.body, Body::Restate(_))
            })
        }
        body => is_content(body),
    }
}

fn is_content(body: &Body) -> bool {
    matches!(body, Body::Change(_) | Body::Admit(_) | Body::MoveIn(_))
}

impl Log {
    /// Whether everything that pages tell only the rest of was erased by a lead's word. Until the end of a log is read, that word
    /// may be still to come: nothing of it may be shown before.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.erased.holds(u64::MAX)
    }

    /// Whether the state at the place of an `erase` can be held against what it tells: nothing is left out before it that was only
    /// erased later.
    #[must_use]
    pub fn can_judge(&self, erase: u64) -> bool {
        self.erased.holds(erase)
    }

    /// Whether the next rotation leaves out something of what stands at this place.
    #[must_use]
    pub fn leaves_out(&self, seq: u64) -> bool {
        let mut named = self.erased.named.get(&seq).into_iter().flatten();
        named.next().is_some()
    }

    /// The place of the last `erase`; what was sealed anew before it still has what it erases.
    #[must_use]
    pub fn last_erase(&self) -> u64 {
        let named = self.erased.named.values().flatten();
        named.map(|named| named.by).max().unwrap_or(0)
    }

    /// Forgets an `erase` that wasn't true: nothing is left out for it.
    pub fn disown(&mut self, erase: u64) {
        for named in self.erased.named.values_mut() {
            named.retain(|named| named.by != erase);
        }
    }

    /// Whether this may be left of what stood at a place of this leaf.
    pub(super) fn may_be_left(&self, leaf: Hash, rest: &Rest) -> bool {
        rest.statement.is_of_suite()
            && rest.statement.space == self.epoch.space
            && is_of_records(&rest.statement)
            && !matches!(rest.statement.body, Body::Restate(_))
            && (rest.stood.is_some() || rest.id == leaf)
    }

    /// Applies what is left at a place. That it counted then, the `erase` says that is still to come.
    pub(super) fn place_erased(
        &mut self,
        seq: u64,
        leaf: Hash,
        rest: Option<Box<Rest>>,
    ) -> Result<Verdict, Refused> {
        if seq != self.seq() + 1 {
            return Err(Refused);
        }
        self.known.entry(leaf).or_insert(seq);
        let shown = (leaf, rest.as_deref().map(Rest::hash));
        self.erased.shown.insert(seq, shown);
        self.push(leaf);
        let gap = |rest: &Rest| self.lost_in(rest.stood?).copied();
        let gap = rest.as_deref().and_then(gap);
        // Said again, it stood in a gap.
        let Some(rest) = rest.filter(|rest| rest.stood.is_some() == gap.is_some()) else {
            return Ok(Verdict::Duplicate);
        };
        if gap.is_some() {
            self.known.insert(rest.id, 0);
        }
        self.erased.count(seq);
        let left = rest.counted(seq, leaf, gap.map(|gap| gap.resumed));
        Ok(Verdict::Accepted(Box::new(left)))
    }
}

/// Bytes of an `erase` that names what never counted, too.
const PLACES_MOST: usize = 192 << 10;

/// Bytes of one such place at most.
const VOID_PLACE: usize = 45;

/// Goes through a log from its first entry and finds where something of some records stands, and what the log comes to without it.
#[derive(Debug)]
pub struct Erasing {
    log: Log,
    /// What was erased before, and may lie there still.
    before: Erased,
    state: State,
    gone: Gone,
    /// Where something that counts has something of it.
    places: Vec<ErasedPlace>,
    /// Where something of records stands that never counted, and that no `erase` has named yet.
    void: Vec<ErasedPlace>,
    /// Entries of collectors that became one of the records.
    became: BTreeSet<Hash>,
}

impl Erasing {
    /// For a log that was read to its end, these records, and these entries of collectors: if one of the records was an entry, its
    /// hash is among them, or [`Erasing::became`] tells it and all is read once more. For none of either, it finds what never counted.
    #[must_use]
    pub fn new(log: &Log, founding: Hash, records: &[RecordRef], collected: &[Hash]) -> Self {
        Self {
            log: Log::new(log.epoch, log.reading.clone(), founding),
            before: log.erased.clone(),
            state: State::default(),
            gone: Gone {
                records: records.iter().copied().collect(),
                collected: collected.iter().copied().collect(),
            },
            places: Vec::new(),
            void: Vec::new(),
            became: BTreeSet::new(),
        }
    }

    /// Entries of collectors that became one of the records.
    #[must_use]
    pub fn became(&self) -> Vec<Hash> {
        self.became.iter().copied().collect()
    }

    /// The last place that was read.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.log.seq()
    }

    /// Reads what the server has at `last`.
    ///
    /// # Errors
    /// [`Refused`] if the log doesn't go on so.
    pub fn read(&mut self, last: u64, blob: &[u8]) -> Result<(), Refused> {
        let stretch = if blob.first() == Some(&LOG_PAGE) {
            Stretch::open(&self.log.reading, self.log.epoch, blob)?
        } else {
            let opened = super::reseal::opened(&self.log.reading, self.log.epoch, blob);
            let item = opened.map_or_else(Item::Tomb, |opened| Item::Said(opened.signed));
            Stretch {
                first: last,
                items: vec![item],
            }
        };
        let originals: Vec<Item> = stretch.items.clone();
        let verdicts = self.log.read(last, blob)?;
        for ((seq, verdict), item) in verdicts.into_iter().zip(originals) {
            self.judge(seq, verdict, item);
        }
        Ok(())
    }

    fn judge(&mut self, seq: u64, verdict: Verdict, item: Item) {
        let leaf = item.leaf();
        let Verdict::Accepted(verified) = verdict else {
            // What never counted goes whole: it may be the same once more.
            let holds = match &item {
                Item::Said(signed) => signed.read().is_ok_and(|said| is_of_records(&said)),
                Item::Erased(_, rest) => rest.is_some(),
                Item::Tomb(_) => false,
            };
            let rest = None;
            if holds && !self.before.names(seq, (leaf, rest), u64::MAX) {
                self.void.push(ErasedPlace { seq, leaf, rest });
            }
            return;
        };
        let whole = match &item {
            Item::Said(signed) => Rest::of(signed),
            Item::Erased(_, rest) => rest.as_deref().cloned(),
            Item::Tomb(_) => None,
        };
        if let Some(whole) = &whole {
            self.became.extend(self.gone.became(whole));
        }
        let space = self.log.space();
        // What was erased there before goes with it: the rotation leaves out all at once.
        let left = whole.and_then(|whole| {
            let without = whole.without(&self.gone)?;
            Some(
                without
                    .without(&self.before.gone_at(seq))
                    .unwrap_or(without),
            )
        });
        let Some(left) = left else {
            self.state.apply(&verified, space);
            return;
        };
        let rest = Some(left.hash());
        self.places.push(ErasedPlace { seq, leaf, rest });
        let resumed = verified.restated().map(|restated| restated.resumed);
        let left = left.counted(seq, leaf, resumed);
        self.state.apply(&left, space);
    }

    /// Whether one `erase` has room for everything that never counted, which may be any amount. If not, one for no records names as
    /// much of it as it has room for, and so on until the rest fits.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.void.len() <= self.room()
    }

    /// So many places of what never counted can be named beside the others.
    fn room(&self) -> usize {
        let erase = Erase {
            records: self.gone.records.iter().copied().collect(),
            collected: self.gone.collected.iter().copied().collect(),
            places: self.places.clone(),
            state: Hash([0; 32]),
        };
        PLACES_MOST.saturating_sub(encode(&erase).len()) / VOID_PLACE
    }

    /// What says so, as of the last entry: by this author, on this day. Nothing if the log has none of it.
    #[must_use]
    pub fn finish(mut self, author: PublicKey, day: Day) -> Option<(super::Seen, Erase)> {
        let wanted = !self.gone.records.is_empty() || !self.gone.collected.is_empty();
        self.void.truncate(self.room());
        let found = if wanted { &self.places } else { &self.void };
        if found.is_empty() || !self.log.is_whole() {
            return None;
        }
        self.places.append(&mut self.void);
        self.places.sort_unstable_by_key(|place| place.seq);
        let seen = self.log.seen();
        let mut erase = Erase {
            records: self.gone.records.into_iter().collect(),
            collected: self.gone.collected.into_iter().collect(),
            places: self.places,
            state: Hash([0; 32]),
        };
        let written = Written {
            author,
            day,
            hash: None,
        };
        self.state.erase(&erase, seen.seq + 1, written);
        erase.state = self.state.hash(&self.log, seen);
        Some((seen, erase))
    }
}

#[cfg(test)]
mod tests;
