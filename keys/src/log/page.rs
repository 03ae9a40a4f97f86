//! A page of a log: a stretch of entries in one sealed, compressed block, each as it was signed. It is what a rotation makes of
//! everything said before it: their leaves, and so the heads, stay what they were.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::head::void_leaf_of;
use super::reseal::{Opened, ends};
use super::{Log, SEQ_MAX, Verdict};
use crate::encode::{decode, encode};
use crate::epoch::{Access, Epoch};
use crate::padding::Padding;
use crate::pages::{Filled, fill, opened};
use crate::statement::{Rest, SignedStatement};
use crate::{Hash, LOG_PAGE, Label, Refused, Secret, seal};

/// What a page says of one place.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) enum Item {
    /// A blob of this SHA-256 lay there, and held nothing.
    #[n(0)]
    Tomb(#[n(0)] Hash),
    /// This was said.
    #[n(1)]
    Said(#[n(0)] SignedStatement),
    /// What was said had this leaf. Some of it was erased, and this is left of it; or it never counted, and all of it was.
    #[n(2)]
    Erased(#[n(0)] Hash, #[n(1)] Option<Box<Rest>>),
}

impl Item {
    /// Its leaf in the head chain.
    pub(super) fn leaf(&self) -> Hash {
        match self {
            Self::Tomb(hash) => void_leaf_of(hash),
            Self::Said(signed) => signed.hash(),
            Self::Erased(leaf, _) => *leaf,
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Tomb(_) => 32,
            Self::Said(signed) => signed.len(),
            Self::Erased(_, rest) => rest.as_deref().map_or(32, |rest| encode(rest).len()),
        }
    }
}

/// Places that follow one another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Stretch {
    #[n(0)]
    pub(super) first: u64,
    #[n(1)]
    pub(super) items: Vec<Item>,
}

/// The same, to be written.
#[derive(Encode)]
#[cbor(array)]
struct Part<'a> {
    #[n(0)]
    first: u64,
    #[n(1)]
    items: &'a [Item],
}

impl Stretch {
    /// The last place.
    pub(super) fn last(&self) -> u64 {
        (self.first + self.items.len() as u64).saturating_sub(1)
    }

    /// What a page holds; nothing is judged yet.
    pub(super) fn open(reading: &Secret, epoch: Epoch, blob: &[u8]) -> Result<Self, Refused> {
        let (&LOG_PAGE, sealed) = blob.split_first().ok_or(Refused)? else {
            return Err(Refused);
        };
        let content = opened(reading, &epoch.place(Label::LogPage), sealed)?;
        let stretch: Self = decode(&content)?;
        let holds = !stretch.items.is_empty() && (1..=SEQ_MAX).contains(&stretch.first);
        holds.then_some(stretch).ok_or(Refused)
    }

    /// Seals as many of these places as one page takes, and says how many those are. Nothing if they don't fill one and there is
    /// `more` to come.
    pub(super) fn seal(
        &self,
        more: bool,
        guess: usize,
        next: &Access,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<(usize, Vec<u8>)>, Refused> {
        let reading = next.reading().ok_or(Refused)?;
        let most = self.items.len();
        let filled = fill(most, guess, |count| {
            let items = self.items.get(..count).ok_or(Refused)?;
            let first = self.first;
            Ok(Zeroizing::new(encode(&Part { first, items })))
        })?;
        if more && filled.count == most && !filled.is_full() {
            return Ok(None);
        }
        let Filled { count, packed, .. } = filled;
        let place = next.epoch().place(Label::LogPage);
        let sealed = seal::seal(&reading, &place, Padding::Page, &packed, rng)?;
        let mut blob = Vec::with_capacity(sealed.len() + 1);
        blob.push(LOG_PAGE);
        blob.extend_from_slice(&sealed);
        Ok(Some((count, blob)))
    }
}

impl Log {
    /// Applies what the server has at `last`: an entry, or a page that ends there. What a page says of places known already is only
    /// compared.
    ///
    /// # Errors
    /// [`Refused`] as for [`Log::apply`]; also for a page that doesn't open, tells known places otherwise, or nothing new: nothing
    /// of it is applied.
    pub fn read(&mut self, last: u64, blob: &[u8]) -> Result<Vec<(u64, Verdict)>, Refused> {
        if blob.first() != Some(&LOG_PAGE) {
            return Ok(vec![(last, self.apply(last, blob)?)]);
        }
        let stretch = Stretch::open(&self.reading, self.epoch, blob)?;
        let known = self.seq();
        if stretch.last() != last || last <= known {
            return Err(Refused);
        }
        let mut new = Vec::with_capacity(stretch.items.len());
        for (seq, item) in (stretch.first..).zip(stretch.items) {
            if seq > known {
                new.push((seq, self.said(item)?));
            } else if self.leaf_at(seq) != Some(item.leaf()) && !self.forgets(seq) {
                return Err(Refused);
            }
        }
        let verdicts = new
            .into_iter()
            .map(|(seq, what)| Ok((seq, self.take(seq, what)?)));
        verdicts.collect()
    }

    /// Applies what a page says of a place.
    fn take(&mut self, seq: u64, what: Told) -> Result<Verdict, Refused> {
        match what {
            Told::Void(leaf) => self.place(seq, Err(leaf)),
            Told::Said(opened) => self.place(seq, Ok(*opened)),
            Told::Erased(leaf, rest) => self.place_erased(seq, leaf, rest),
        }
    }

    /// What a page says of a place, or the leaf of what held nothing there.
    fn said(&self, item: Item) -> Result<Told, Refused> {
        let signed = match item {
            Item::Tomb(hash) => return Ok(Told::Void(void_leaf_of(&hash))),
            Item::Erased(leaf, rest) => {
                let fits = rest
                    .as_ref()
                    .is_none_or(|rest| self.may_be_left(leaf, rest));
                return fits.then_some(Told::Erased(leaf, rest)).ok_or(Refused);
            }
            Item::Said(signed) => signed,
        };
        let opened = Opened::from(signed);
        let said = opened.statement.as_ref();
        // What was appended to end the epoch it lies in is noise, and its tomb would stand here.
        if said.is_ok_and(|said| ends(said, self.epoch)) {
            return Err(Refused);
        }
        Ok(Told::Said(Box::new(opened)))
    }
}

/// The same, read.
enum Told {
    Void(Hash),
    Said(Box<Opened>),
    Erased(Hash, Option<Box<Rest>>),
}
