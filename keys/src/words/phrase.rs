//! A phrase: a list and places in it.

use core::fmt;

use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::list::{BITS, List};

/// Words of one list. Wiped when dropped, and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Phrase {
    #[zeroize(skip)]
    list: List,
    indices: Vec<u16>,
}

impl Phrase {
    pub(super) fn new(list: List, indices: Vec<u16>) -> Phrase {
        Phrase { list, indices }
    }

    /// The list the words are from.
    pub fn list(&self) -> List {
        self.list
    }

    /// The words' places in the list.
    pub fn indices(&self) -> &[u16] {
        &self.indices
    }

    /// The words, to be shown.
    pub fn words(&self) -> Vec<&'static str> {
        encode(self.list, &self.indices)
    }

    /// The words as the list spells them, joined by one space: the same however the phrase was typed.
    pub fn canonical(&self) -> Zeroizing<String> {
        let words = self.words();
        // Made in full at once: a string that grows leaves copies behind.
        let len = words.iter().map(|word| word.len() + 1).sum();
        let mut out = Zeroizing::new(String::with_capacity(len));
        for word in words {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        out
    }
}

impl fmt::Debug for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phrase(..)")
    }
}

/// The words at these places; only the low eleven bits of each count.
pub fn encode(list: List, indices: &[u16]) -> Vec<&'static str> {
    indices.iter().map(|index| list.word(*index)).collect()
}

/// `count` words by chance, each of the 2,048 as likely.
pub fn make_phrase(list: List, count: usize, rng: &mut impl CryptoRng) -> Phrase {
    let mut indices = Vec::with_capacity(count);
    for _ in 0..count {
        indices.push((rng.next_u32() % (1 << BITS)) as u16);
    }
    Phrase::new(list, indices)
}

/// The words that the first `count` × 11 bits spell, most significant bit first; `None` if there are not so many.
pub fn from_bits(list: List, bits: &[u8], count: usize) -> Option<Phrase> {
    if count.checked_mul(BITS)? > bits.len().checked_mul(8)? {
        return None;
    }
    let mut indices = Vec::with_capacity(count);
    for word in 0..count {
        let places = word * BITS..(word + 1) * BITS;
        indices.push(places.fold(0u16, |index, at| {
            index << 1 | u16::from(bits[at / 8] >> (7 - at % 8) & 1)
        }));
    }
    Some(Phrase::new(list, indices))
}
