//! Who lives together, and what they are to each other.

use crate::birth::Day;
use crate::contact::Sex;
use crate::draw::{Draw, Purpose};
use crate::lists::{Given, LISTS};
use crate::person::{Person, one_of};
use crate::repeat;
use crate::surnames::{SURNAMES, Surname};

/// How far above in a list the others of a household stand at most: lists are written house by house, office by office.
const NEAR: usize = 300;
/// The first and the last year anybody is born in.
pub(crate) const BORN: [usize; 2] = [1932, 2007];

/// The row somebody may share a home with.
fn beside(draw: &mut Draw, row: usize) -> Option<usize> {
    let joins = draw.percent(26);
    let back = 1 + draw.below(NEAR);
    row.checked_sub(back).filter(|_| joins)
}

/// The row whose home this one shares: often its own. Who lives with somebody isn't joined by others, or some homes would
/// hold a whole list.
pub(crate) fn lead(seed: u64, draw: &mut Draw, row: usize) -> usize {
    let Some(other) = beside(draw, row).map(|other| repeat::first_row(seed, other)) else {
        return row;
    };
    match beside(&mut Draw::new(seed, Purpose::Person, other), other) {
        Some(_) => row,
        None => other,
    }
}

/// What somebody has from their family.
pub(crate) struct Origin {
    pub(crate) sex: Sex,
    pub(crate) family: &'static Surname,
    pub(crate) father: &'static Given,
    pub(crate) born: Day,
}

impl Origin {
    /// Of somebody with a home of their own.
    pub(crate) fn new(draw: &mut Draw, family: &'static Surname) -> Self {
        Self {
            sex: draw.weighed(&[(54, Sex::Female), (46, Sex::Male)]),
            family,
            father: one_of(&LISTS.men, draw),
            born: Day::of_birth(draw),
        }
    }

    /// Of somebody who lives with this one: husband or wife, child or parent, or of another family.
    pub(crate) fn beside(draw: &mut Draw, lead: &Person) -> Self {
        let alone = Self::new(draw, lead.family);
        let own = lead.born.year;
        match draw.below(100) {
            0..45 => Self {
                sex: lead.sex.other(),
                born: near(draw, own - 6, own + 6),
                ..alone
            },
            45..85 if own + 20 < BORN[1] => Self {
                father: match lead.sex {
                    Sex::Male => lead.given,
                    Sex::Female => alone.father,
                },
                born: near(draw, own + 20, own + 38),
                ..alone
            },
            45..85 => Self {
                born: near(draw, own - 38, own - 20),
                ..alone
            },
            _ => Self {
                family: SURNAMES.draw(draw),
                ..alone
            },
        }
    }
}

/// A day between two years, as far as anybody is born then.
fn near(draw: &mut Draw, first: usize, last: usize) -> Day {
    let year = draw.between(first, last).clamp(BORN[0], BORN[1]);
    Day::of_year(draw, year)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 3;

    /// People who live with another one of the list, and who that is.
    fn joined() -> Vec<(Person, Person)> {
        let pairs = (0..3000).filter_map(|row| {
            let lead = lead(SEED, &mut Draw::new(SEED, Purpose::Person, row), row);
            (lead != row).then(|| (Person::new(SEED, row), Person::new(SEED, lead)))
        });
        pairs.collect()
    }

    #[test]
    fn a_sixth_shares_a_home_and_mostly_the_name() {
        let joined = joined();
        assert!((400..650).contains(&joined.len()), "{}", joined.len());
        assert!(joined.iter().all(|(one, other)| one.home == other.home));
        let namesakes = joined
            .iter()
            .filter(|(one, other)| one.family == other.family)
            .count();
        assert!(namesakes * 100 / joined.len() > 75, "{namesakes}");
    }

    #[test]
    fn children_have_their_fathers_patronymic() {
        let children = joined().into_iter().filter(|(one, other)| {
            other.sex == Sex::Male
                && one.family == other.family
                && one.born.year >= other.born.year + 20
        });
        let children: Vec<_> = children.collect();
        let named = children
            .iter()
            .filter(|(one, other)| one.patronymic == other.given.patronymics[one.sex as usize]);
        assert!(named.count() * 100 / children.len() > 90);
    }
}
