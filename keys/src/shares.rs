//! The founding key on paper: k of n cards give it back, fewer tell nothing. Shamir's scheme over GF(256), byte by byte; a card
//! is 32 words of one of the lists.

use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use vsss_rs::Gf256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::words::{List, Phrase, from_bits};
use crate::{FoundingKey, Hash, Label, Refused, Secret, sha256};

/// Bytes of a card: version 1, organisation 4, set 2, k 1, x 1, y 32, checksum 3.
pub const SHARE_LEN: usize = 44;
/// Words on a card: eleven bits each, all of them used.
pub const SHARE_WORDS: usize = 32;
/// As many cards as there may be; few enough to be counted by hand.
pub const SHARES_MAX: u8 = 16;

const VERSION: u8 = 1;
const CHECKED: usize = SHARE_LEN - 3;

/// One card.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Share(Box<[u8; SHARE_LEN]>);

/// Why cards don't give a founding key. Cards are counted from 0, as they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// So many are needed, and there are fewer.
    Few {
        /// How many are needed.
        needed: u8,
    },
    /// This one was printed with others than the first one was, or for another organisation.
    Other(usize),
    /// The same card as an earlier one.
    Twice(usize),
    /// They give a key, and it isn't the organisation's.
    False,
}

/// Which organisation, in four bytes: enough to tell the cards in one drawer apart.
fn tag(fingerprint: Hash) -> [u8; 4] {
    let [a, b, c, d, ..] = fingerprint.0;
    [a, b, c, d]
}

fn checksum(checked: &[u8]) -> [u8; 3] {
    let [a, b, c, ..] = sha256(&[Label::Share.bytes(), checked]).0;
    [a, b, c]
}

impl Share {
    /// A card's bytes.
    #[must_use]
    pub fn expose(&self) -> &[u8; SHARE_LEN] {
        &self.0
    }

    /// Reads a card.
    ///
    /// # Errors
    /// [`Refused`]: something on it was written or typed wrong, or it is no card of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        let bytes: &[u8; SHARE_LEN] = bytes.try_into().map_err(|_| Refused)?;
        let share = Self(Box::new(*bytes));
        let (checked, sum) = bytes.split_at(CHECKED);
        let whole = bool::from(checksum(checked).ct_eq(sum));
        let (k, x) = (share.needed(), share.number());
        if whole && bytes[0] == VERSION && (2..=SHARES_MAX).contains(&k) && x != 0 {
            Ok(share)
        } else {
            Err(Refused)
        }
    }

    /// Reads a card's 32 words.
    ///
    /// # Errors
    /// [`Refused`], as [`Share::from_bytes`].
    pub fn from_words(phrase: &Phrase) -> Result<Self, Refused> {
        let mut bytes = Zeroizing::new([0; SHARE_LEN]);
        if phrase.indices().len() != SHARE_WORDS {
            return Err(Refused);
        }
        for (word, index) in phrase.indices().iter().enumerate() {
            for bit in 0..11 {
                let at = word * 11 + bit;
                let set = u8::try_from(index >> (10 - bit) & 1).unwrap_or(0);
                bytes[at / 8] |= set << (7 - at % 8);
            }
        }
        Self::from_bytes(bytes.as_slice())
    }

    /// The card's words.
    #[must_use]
    pub fn words(&self, list: List) -> Vec<&'static str> {
        from_bits(list, self.0.as_slice(), SHARE_WORDS).map_or(Vec::new(), |phrase| phrase.words())
    }

    /// How many cards give the key.
    #[must_use]
    pub fn needed(&self) -> u8 {
        self.0[7]
    }

    /// The card's number, from 1.
    #[must_use]
    pub fn number(&self) -> u8 {
        self.0[8]
    }

    /// Version, organisation, set and k: the same on all cards of one printing.
    fn common(&self) -> &[u8] {
        &self.0[..8]
    }

    /// x and y.
    fn point(&self) -> &[u8] {
        &self.0[8..CHECKED]
    }
}

impl core::fmt::Debug for Share {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self(_) = self;
        f.write_str("Share(…)")
    }
}

/// Makes `n` cards, any `k` of which give the key back.
///
/// # Errors
/// [`Refused`] unless 2 ≤ k ≤ n ≤ [`SHARES_MAX`].
pub fn split(
    key: &FoundingKey,
    k: u8,
    n: u8,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Share>, Refused> {
    if n > SHARES_MAX {
        return Err(Refused);
    }
    let mut set = [0; 2];
    rng.fill_bytes(&mut set);
    let seed = key.expose_seed().expose();
    let points = Gf256::split_bytes(usize::from(k), usize::from(n), seed, rng);
    let points = Zeroizing::new(points.map_err(|_| Refused)?);
    let share = |point: &Vec<u8>| {
        let mut bytes = Zeroizing::new(Vec::with_capacity(SHARE_LEN));
        bytes.push(VERSION);
        bytes.extend_from_slice(&tag(key.fingerprint()));
        bytes.extend_from_slice(&set);
        bytes.push(k);
        bytes.extend_from_slice(point);
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum);
        Share::from_bytes(&bytes)
    };
    points.iter().map(share).collect()
}

/// The founding key of as many cards as it takes; further ones must fit as well.
///
/// # Errors
/// [`Unfit`].
pub fn combine(shares: &[Share]) -> Result<FoundingKey, Unfit> {
    let Some(first) = shares.first() else {
        return Err(Unfit::Few { needed: 2 });
    };
    for (index, share) in shares.iter().enumerate() {
        if share.common() != first.common() {
            return Err(Unfit::Other(index));
        }
        if shares[..index].iter().any(|s| s.number() == share.number()) {
            return Err(Unfit::Twice(index));
        }
    }
    if shares.len() < usize::from(first.needed()) {
        return Err(Unfit::Few {
            needed: first.needed(),
        });
    }
    // All of them: a card too many that doesn't lie on the others' curve spoils the key, and that is seen below.
    let points = shares.iter().map(|share| share.point().to_vec());
    let points = Zeroizing::new(points.collect::<Vec<_>>());
    let seed = Zeroizing::new(Gf256::combine_bytes(&*points).map_err(|_| Unfit::False)?);
    let seed: &[u8; 32] = seed.as_slice().try_into().map_err(|_| Unfit::False)?;
    let key = FoundingKey::from_seed(Secret::from_bytes(seed));
    if tag(key.fingerprint()) == first.0[1..5] {
        Ok(key)
    } else {
        Err(Unfit::False)
    }
}
