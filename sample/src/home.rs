//! Where a household lives.

use crate::draw::{Draw, Purpose, Weights};
use crate::lists::LISTS;
use crate::phone::Number;
use crate::spelled::Spelled;
use crate::surnames::{SURNAMES, Surname};
use crate::tree::{Kind, Place, TREE};
use std::sync::LazyLock;

/// A home, and what all who live there share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    /// Where in the places of the tree.
    pub(crate) place: usize,
    pub(crate) kind: Kind,
    pub(crate) town: Spelled,
    /// Where in the list of streets.
    pub(crate) street: usize,
    pub(crate) house: usize,
    /// A letter, a block or a fraction of the house number, if it has one.
    pub(crate) part: Option<Part>,
    pub(crate) flat: Option<usize>,
    pub(crate) postcode: usize,
    pub(crate) landline: Number,
    pub(crate) family: &'static Surname,
}

/// What stands behind a house number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Letter(char),
    Block(usize),
    Fraction(usize),
}

static PLACES: LazyLock<Weights> =
    LazyLock::new(|| Weights::new(TREE.places.iter().map(people_of)));
/// Where streets that aren't a вуліца begin in the list.
static OTHER_STREETS: LazyLock<usize> = LazyLock::new(|| {
    let first = LISTS.streets[0].kind;
    LISTS.streets.partition_point(|street| street.kind == first)
});

/// Villages of one district.
const VILLAGES: usize = 60;

fn people_of(place: &Place) -> usize {
    place.rural + place.towns.iter().map(|town| town.people).sum::<usize>()
}

/// A place within a district.
struct Spot {
    kind: Kind,
    name: Spelled,
    /// Thousands who live there.
    people: usize,
    /// Its number in the district.
    at: usize,
}

fn spot(draw: &mut Draw, at: usize) -> Spot {
    let place = &TREE.places[at];
    let mut person = draw.below(people_of(place));
    for (at, town) in place.towns.iter().enumerate() {
        if person < town.people {
            return Spot {
                kind: town.kind,
                name: town.name,
                people: town.people,
                at,
            };
        }
        person -= town.people;
    }
    let nth = draw.below(VILLAGES).min(draw.below(VILLAGES));
    Spot {
        kind: draw.weighed(&[(35, Kind::Agrotown), (65, Kind::Village)]),
        name: LISTS.villages[(at * 37 + nth) % LISTS.villages.len()],
        people: 0,
        at: place.towns.len() + nth,
    }
}

/// A street: large towns have more of them, and those everybody has are the first of the list.
fn street(draw: &mut Draw, people: usize) -> usize {
    let plain = *OTHER_STREETS;
    let other = LISTS.streets.len() - plain;
    if people >= 20 && draw.percent(12) {
        return plain + draw.below(other);
    }
    let known = match people {
        100.. => plain,
        20.. => 180,
        3.. => 100,
        _ => 40,
    };
    match people {
        100.. => draw.below(known),
        _ => draw.below(known).min(draw.below(known)),
    }
}

impl Home {
    /// The home of the household that this row is the first of.
    pub(crate) fn new(seed: u64, row: usize) -> Self {
        let mut draw = Draw::new(seed, Purpose::Home, row);
        let at = PLACES.draw(&mut draw);
        Self::within(&mut draw, at)
    }

    /// One in this place.
    pub(crate) fn within(draw: &mut Draw, at: usize) -> Self {
        let place = &TREE.places[at];
        let spot = spot(draw, at);
        let street = street(draw, spot.people);
        // How many of a hundred live in blocks of flats, and how long streets are.
        let (blocks, longest) = match spot.people {
            1000.. => (88, 130),
            100.. => (78, 140),
            20.. => (65, 110),
            3.. => (38, 80),
            _ => (10, 60),
        };
        let in_block = draw.percent(blocks);
        let part = draw.weighed(&[(72, 0), (13, 1), (9, 2), (6, 3)]);
        Self {
            place: at,
            kind: spot.kind,
            town: spot.name,
            street,
            house: 1 + draw.below(longest).min(draw.below(longest)),
            part: match part {
                1 => Some(Part::Letter(
                    *draw.one(&['А', 'А', 'А', 'Б', 'Б', 'В', 'Г']),
                )),
                2 => Some(Part::Fraction(1 + draw.below(9).min(draw.below(9)))),
                3 => Some(Part::Block(1 + draw.below(5).min(draw.below(5)))),
                _ => None,
            },
            flat: in_block.then(|| 1 + draw.below(180).min(draw.below(240))),
            postcode: postcode(place, at, &spot, street),
            landline: Number::landline(draw, place.area_code),
            family: SURNAMES.draw(draw),
        }
    }
}

/// Post offices: some in every city, one for every few villages. Not the true ones.
fn postcode(place: &Place, at: usize, spot: &Spot, street: usize) -> usize {
    let office = match spot.people {
        1000.. => street * 11 % 141,
        300.. => street * 7 % 45,
        _ => return place.postcodes[1] * 1000 + at % 24 * 40 + (spot.at + street / 50) % 40,
    };
    place.postcodes[0] * 1000 + office
}
