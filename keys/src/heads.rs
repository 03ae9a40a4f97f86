//! Head lists: what a keyring remembers of regions that are opened through the one above them. Each is sealed and stored as a
//! keyring is, in a place of its own; the keyring names the newest.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;

use crate::encode::{byte_name, decode, encode};
use crate::keyring::{KEYRING_LEN, Remembered};
use crate::padding::Padding;
use crate::seal::{self, OVERHEAD, Place};
use crate::token::HEAD_LISTS;
use crate::{
    Hash, KeyringKeys, Label, Refused, Secret, SpaceId, Token, derive_keyring_keys, sha256,
};

/// Regions in one list: so many fit, however large their numbers get.
pub const HEAD_LIST_ROWS: usize = 330;

byte_name!(
    /// Stands for a region. Only who has the lists' secret can tell for which, or find two regions that share one.
    RegionMark, 16
);
byte_name!(
    /// Stands for a place and the head there, in the same way.
    HeadMark, 16
);

/// In a keyring: where the head lists lie, and which ones are the newest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HeadLists {
    /// Drawn for this; changing the words doesn't change it.
    #[n(0)]
    secret: Secret,
    /// What paid for the keyring, and pays for these.
    #[n(1)]
    token: Secret,
    /// The newest of each list that there is.
    #[n(2)]
    pub named: Vec<Named>,
}

/// Which list is the newest: another of this generation, or an older one, is refused. A newer one is this person's too: the
/// device that wrote it had no time to name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Named {
    /// Counts how often it was written.
    #[n(0)]
    pub generation: u32,
    /// SHA-256 of the list as stored.
    #[n(1)]
    pub hash: Hash,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HeadList {
    #[n(0)]
    version: u8,
    /// Counts how often it was written, from 1.
    #[n(1)]
    pub generation: u32,
    /// Ascending by region.
    #[n(2)]
    rows: Vec<Row>,
}

/// The newest verified place of one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Row {
    /// Which region.
    #[n(0)]
    pub region: RegionMark,
    /// The epoch.
    #[n(1)]
    pub epoch: u32,
    /// The place.
    #[n(2)]
    pub seq: u64,
    /// The place and its head.
    #[n(3)]
    pub mark: HeadMark,
}

impl HeadLists {
    /// A place for lists that aren't there yet, paid for by the token that pays for the keyring.
    pub fn make(token: &Token, rng: &mut impl CryptoRng) -> Self {
        Self {
            secret: Secret::make(rng),
            token: Secret::from_bytes(&token.0),
            named: Vec::new(),
        }
    }

    /// Where list `index` lies, what it is sealed under, and who writes it: as if this were stretched words.
    #[must_use]
    pub fn keys(&self, index: u8) -> KeyringKeys {
        derive_keyring_keys(self.secret.derive(Label::HeadListKeys, &[index]).expose())
    }

    /// What pays for it.
    #[must_use]
    pub fn token(&self, index: u8) -> Token {
        Token(*self.token.expose()).of_list(index)
    }

    /// What stands for a region.
    #[must_use]
    pub fn region(&self, space: SpaceId) -> RegionMark {
        RegionMark(first(&self.secret.derive(Label::HeadListRegion, &space.0)))
    }

    /// What stands for a head at a place; it says itself of which space it is.
    #[must_use]
    pub fn mark(&self, seq: u64, head: Hash) -> HeadMark {
        let place = [seq.to_be_bytes().as_slice(), &head.0].concat();
        HeadMark(first(&self.secret.derive(Label::HeadListMark, &place)))
    }

    /// The row of a region.
    #[must_use]
    pub fn row(&self, space: SpaceId, known: &Remembered) -> Row {
        Row {
            region: self.region(space),
            epoch: known.epoch,
            seq: known.seen.seq,
            mark: self.mark(known.seen.seq, known.seen.head),
        }
    }

    /// Whether a list as stored is one to believe: the newest named, or newer.
    #[must_use]
    pub fn trusts(&self, index: u8, list: &HeadList, stored: Hash) -> bool {
        self.named.get(usize::from(index)).is_none_or(|named| {
            named.generation < list.generation
                || (named.generation == list.generation && named.hash == stored)
        })
    }
}

fn first(secret: &Secret) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&secret.expose()[..16]);
    out
}

impl Default for HeadList {
    fn default() -> Self {
        Self {
            version: 1,
            generation: 0,
            rows: Vec::new(),
        }
    }
}

impl HeadList {
    /// What is remembered of a region.
    #[must_use]
    pub fn find(&self, region: &RegionMark) -> Option<&Row> {
        let at = self.rows.binary_search_by(|row| row.region.cmp(region));
        self.rows.get(at.ok()?)
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Keeps the later of two places; answers whether there was room.
    #[must_use]
    pub fn put(&mut self, row: Row) -> bool {
        match self
            .rows
            .binary_search_by(|other| other.region.cmp(&row.region))
        {
            Ok(at) => {
                if let Some(known) = self.rows.get_mut(at)
                    && (known.epoch, known.seq) < (row.epoch, row.seq)
                {
                    *known = row;
                }
                true
            }
            Err(at) if self.rows.len() < HEAD_LIST_ROWS => {
                self.rows.insert(at, row);
                true
            }
            Err(_) => false,
        }
    }

    fn place(keys: &KeyringKeys) -> Place {
        Place {
            label: Label::HeadList,
            space: SpaceId(keys.lookup.0),
            epoch: 0,
        }
    }

    /// Seals to exactly as many bytes as a keyring.
    ///
    /// # Errors
    /// [`Refused`] if it doesn't fit, which it does.
    pub fn seal(&self, keys: &KeyringKeys, rng: &mut impl CryptoRng) -> Result<Vec<u8>, Refused> {
        let padding = Padding::Exactly(KEYRING_LEN - OVERHEAD);
        seal::seal(
            &keys.sealing,
            &Self::place(keys),
            padding,
            &encode(self),
            rng,
        )
    }

    /// Opens a stored list; gives its hash too.
    ///
    /// # Errors
    /// [`Refused`] for anything else.
    pub fn open(keys: &KeyringKeys, blob: &[u8]) -> Result<(Self, Hash), Refused> {
        let padding = Padding::Exactly(KEYRING_LEN - OVERHEAD);
        let bytes = seal::open(&keys.sealing, &Self::place(keys), padding, blob)?;
        let list: Self = decode(&bytes)?;
        let ascends = list
            .rows
            .windows(2)
            .all(|two| matches!(two, [one, next] if one.region < next.region));
        if list.version == 1 && list.generation > 0 && ascends && list.rows.len() <= HEAD_LIST_ROWS
        {
            Ok((list, sha256(&[blob])))
        } else {
            Err(Refused)
        }
    }
}

/// Puts a row where its region is, or into the first list with room; answers which lists there are then, and whether it fitted.
#[must_use]
pub fn place(lists: &mut Vec<HeadList>, row: Row) -> bool {
    let known = lists
        .iter()
        .position(|list| list.find(&row.region).is_some());
    let known = known.or_else(|| {
        lists
            .iter()
            .position(|list| list.rows.len() < HEAD_LIST_ROWS)
    });
    let at = known.unwrap_or(lists.len());
    if at >= usize::from(HEAD_LISTS) {
        return false;
    }
    if at == lists.len() {
        lists.push(HeadList::default());
    }
    lists.get_mut(at).is_some_and(|list| list.put(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::Seen;

    #[test]
    fn so_many_regions_have_room() {
        let lists = HeadLists {
            secret: Secret::from_bytes(&[1; 32]),
            token: Secret::from_bytes(&[2; 32]),
            named: Vec::new(),
        };
        let row = |number: u64, epoch| {
            let mut space = [0xff; 32];
            space[..8].copy_from_slice(&number.to_be_bytes());
            let head = Hash(space);
            // The longest encodings there are.
            let seen = Seen {
                seq: u64::MAX - number,
                head,
            };
            lists.row(SpaceId(space), &Remembered { epoch, seen })
        };
        let mut held = Vec::new();
        for number in 0..1_300 {
            assert!(place(&mut held, row(number, u32::MAX - 1)));
        }
        assert_eq!(held.len(), 4);
        // Each stays where it is, and the lists stay as long as they are.
        for number in 0..1_300 {
            assert!(place(&mut held, row(number, u32::MAX)));
        }
        assert_eq!(
            held.iter().map(|list| list.rows.len()).sum::<usize>(),
            1_300
        );
        for (index, list) in (0..).zip(&mut held) {
            list.generation = u32::MAX;
            let keys = lists.keys(index);
            assert!(encode(list).len() < KEYRING_LEN - OVERHEAD);
            let blob = list.seal(&keys, &mut Constant).expect("it fits");
            let (opened, hash) = HeadList::open(&keys, &blob).expect("just sealed");
            assert_eq!((&opened, hash), (&*list, sha256(&[&blob])));
        }
        let all = usize::from(HEAD_LISTS) * HEAD_LIST_ROWS;
        for number in 1_300..all as u64 {
            assert!(place(&mut held, row(number, 1)));
        }
        assert!(!place(&mut held, row(all as u64, 1)));
    }

    #[test]
    fn the_later_of_two_places_is_kept() {
        let lists = HeadLists {
            secret: Secret::from_bytes(&[1; 32]),
            token: Secret::from_bytes(&[2; 32]),
            named: Vec::new(),
        };
        let row = |epoch, seq, head| {
            let head = Hash([head; 32]);
            let seen = Seen { seq, head };
            lists.row(SpaceId([1; 32]), &Remembered { epoch, seen })
        };
        let known = row(2, 5, 1);
        for (other, later) in [
            (row(2, 6, 2), true),
            (row(3, 1, 2), true),
            (row(2, 4, 2), false),
            (row(1, 9, 2), false),
            // What was seen first stands: another head of the same place is for others to tell of.
            (row(2, 5, 2), false),
        ] {
            let mut list = HeadList::default();
            assert!(list.put(known) && list.put(other));
            let kept = if later { &other } else { &known };
            assert_eq!(list.rows(), core::slice::from_ref(kept));
        }
    }

    struct Constant;

    impl rand_core::TryRng for Constant {
        type Error = core::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(7)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(7)
        }

        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
            out.fill(7);
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Constant {}
}
