use keys::shares::{Share, combine};
use keys::words::{List, parse};
use keys::{FoundingKey, Refused};

use crate::support::case::Case;
use crate::support::{fixed, flipped, raw};

/// `card-1` … are as they were typed in; `words` are the first one's.
pub(super) fn check(case: &Case) -> Result<(), Refused> {
    let cards = (1..).map_while(|number| case.find(&format!("card-{number}")));
    let shares: Result<Vec<Share>, Refused> = cards.map(Share::from_bytes).collect();
    let shares = shares?;
    let words = core::str::from_utf8(case.get("words")).unwrap();
    let phrase = parse(words, 32).map_err(|_| Refused)?;
    assert_eq!(shares[0].words(List::Belarusian).join(" "), words);
    assert_eq!(Share::from_words(&phrase)?.expose(), shares[0].expose());
    let key: FoundingKey = combine(&shares).map_err(|_| Refused)?;
    assert_eq!(key.expose_seed().expose(), case.get("seed"));
    assert_eq!(key.root_space().0, case.array("root"));
    Ok(())
}

/// Multiplication modulo x⁸ + x⁴ + x³ + x + 1, a bit at a time.
fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a = a << 1 ^ if a & 0x80 == 0 { 0 } else { 0x1b };
        b >>= 1;
    }
    product
}

struct Cards {
    seed: [u8; 32],
    tag: [u8; 4],
    set: [u8; 2],
    k: u8,
    version: u8,
}

impl Cards {
    fn new(k: u8) -> Self {
        let seed = fixed("founding seed");
        let public = raw::public(&raw::expand(&seed, b"skrynia/1/founding-key", &[]));
        let fingerprint = raw::hash(&[b"skrynia/1/founding-fingerprint", &public]);
        Self {
            seed,
            tag: fingerprint[..4].try_into().unwrap(),
            set: [0x5e, 0x70],
            k,
            version: 1,
        }
    }

    /// The value at x of the polynomials whose first coefficients are the seed's bytes.
    fn card(&self, x: u8) -> Vec<u8> {
        let coefficients: Vec<[u8; 32]> = (1..self.k)
            .map(|degree| fixed(&format!("coefficient {degree}")))
            .collect();
        let y = (0..32).map(|at| {
            let high = coefficients.iter().rev();
            high.fold(0, |sum, coefficient| times(sum ^ coefficient[at], x)) ^ self.seed[at]
        });
        let head = [&[self.version], &self.tag[..], &self.set, &[self.k, x]].concat();
        checked([head, y.collect()].concat())
    }

    fn case(&self, case: Case, cards: &[Vec<u8>]) -> Case {
        let first = parsed(&cards[0]);
        let root: [u8; 32] = raw::expand(&self.seed, b"skrynia/1/root-space", &[]);
        let case = case
            .with("words", first)
            .with("seed", self.seed)
            .with("root", root);
        cards.iter().zip(1..).fold(case, |case, (card, number)| {
            case.with(&format!("card-{number}"), card)
        })
    }
}

/// With its checksum.
fn checked(card: Vec<u8>) -> Vec<u8> {
    let sum = raw::hash(&[b"skrynia/1/share", &card]);
    [card.as_slice(), &sum[..3]].concat()
}

/// The words of a card, from its bits.
fn parsed(card: &[u8]) -> String {
    let bits: Vec<u8> = card
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    let list = List::Belarusian.words();
    let words = bits
        .chunks(11)
        .map(|word| list[word.iter().fold(0, |n, bit| n << 1 | usize::from(*bit))]);
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn cases() -> Vec<Case> {
    let cards = Cards::new(3);
    let of = |numbers: &[u8]| -> Vec<Vec<u8>> {
        numbers.iter().map(|number| cards.card(*number)).collect()
    };
    let refused =
        |name: &str, note: &str, given: &[Vec<u8>]| cards.case(Case::refused(name, note), given);
    let with = |card: Vec<u8>| [of(&[1, 2]), vec![card]].concat();
    let mut off_the_curve = cards.card(3)[..41].to_vec();
    off_the_curve[20] ^= 1;
    let other_set = Cards {
        set: [0x5e, 0x71],
        ..Cards::new(3)
    };
    let other_organisation = Cards {
        tag: [1, 2, 3, 4],
        ..Cards::new(3)
    };
    let version_2 = Cards {
        version: 2,
        ..Cards::new(3)
    };
    vec![
        cards.case(
            Case::ok("three-of-five", "Any three cards."),
            &of(&[5, 1, 4]),
        ),
        cards.case(
            Case::ok("one-too-many", "Four where three do."),
            &of(&[1, 2, 3, 5]),
        ),
        Cards::new(2).case(
            Case::ok("two", "Two of two."),
            &[Cards::new(2).card(1), Cards::new(2).card(2)],
        ),
        refused("too-few", "Two where it takes three.", &of(&[1, 2])),
        refused("twice", "One card twice.", &of(&[1, 2, 2])),
        refused(
            "damaged",
            "One bit of a card.",
            &with(flipped(&cards.card(3), 20)),
        ),
        refused(
            "checksum",
            "One bit of a card's checksum.",
            &with(flipped(&cards.card(3), -1)),
        ),
        refused(
            "false",
            "A card with a checksum that holds, and another value.",
            &with(checked(off_the_curve)),
        ),
        refused(
            "other-set",
            "A card of another printing.",
            &with(other_set.card(3)),
        ),
        refused(
            "other-organisation",
            "A card of another organisation.",
            &with(other_organisation.card(3)),
        ),
        refused("version-2", "Version 2.", &with(version_2.card(3))),
        refused("number-0", "A card whose x is 0.", &with(cards.card(0))),
        refused(
            "too-short",
            "A card without its last byte.",
            &with(cards.card(3)[..43].to_vec()),
        ),
    ]
}
