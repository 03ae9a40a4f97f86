//! Who somebody is, whatever is written of them.

use crate::birth::Day;
use crate::contact::{DoNot, Language, Sex};
use crate::draw::{Draw, Purpose};
use crate::home::Home;
use crate::household::{self, Origin};
use crate::lists::{Given, GivenNames, LISTS};
use crate::phone::Number;
use crate::reach;
use crate::spelled::Spelled;
use crate::surnames::Surname;

/// Somebody, and their household.
pub(crate) struct Person {
    pub(crate) sex: Sex,
    pub(crate) family: &'static Surname,
    pub(crate) given: &'static Given,
    pub(crate) patronymic: Spelled,
    pub(crate) born: Day,
    pub(crate) home: Home,
    /// What they are called by, the most used first: one mobile, often another, often the household's landline.
    pub(crate) phones: Vec<Number>,
    pub(crate) email: String,
    pub(crate) handle: String,
    pub(crate) speaks: Language,
    pub(crate) support: u8,
    pub(crate) do_not: DoNot,
}

impl Sex {
    fn names(self) -> &'static GivenNames {
        match self {
            Self::Male => &LISTS.men,
            Self::Female => &LISTS.women,
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Male => Self::Female,
            Self::Female => Self::Male,
        }
    }
}

pub(crate) fn one_of(names: &'static GivenNames, draw: &mut Draw) -> &'static Given {
    &names.names[names.weights.draw(draw)]
}

impl Person {
    /// Who stands in this row for the first time.
    pub(crate) fn new(seed: u64, row: usize) -> Self {
        let mut draw = Draw::new(seed, Purpose::Person, row);
        let lead = household::lead(seed, &mut draw, row);
        let (home, origin) = if lead == row {
            let home = Home::new(seed, row);
            let origin = Origin::new(&mut draw, home.family);
            (home, origin)
        } else {
            let lead = Self::new(seed, lead);
            let origin = Origin::beside(&mut draw, &lead);
            (lead.home, origin)
        };
        let Origin {
            sex,
            family,
            father,
            born,
        } = origin;
        let given = one_of(sex.names(), &mut draw);
        let mut phones = vec![Number::mobile(&mut draw)];
        if draw.percent(12) {
            phones.push(Number::mobile(&mut draw));
        }
        if draw.percent(20) {
            // Who is old is called at home.
            let at = if born.year < 1960 { 0 } else { phones.len() };
            phones.insert(at, home.landline.clone());
        }
        Self {
            sex,
            family,
            given,
            patronymic: father.patronymics[sex as usize],
            born,
            email: reach::email(&mut draw, &family[sex as usize], given, born.year),
            handle: reach::handle(&mut draw, &family[sex as usize], given),
            speaks: if draw.percent(42) {
                Language::Belarusian
            } else {
                Language::Russian
            },
            support: draw.weighed(&[(45, 1), (23, 2), (18, 3), (8, 4), (6, 5)]),
            do_not: DoNot {
                call: draw.permille(30),
                write: draw.permille(15),
                visit: draw.permille(20),
            },
            home,
            phones,
        }
    }

    pub(crate) fn surname(&self) -> &'static Spelled<String> {
        &self.family[self.sex as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_fit_the_person() {
        for row in 0..300 {
            let person = Person::new(5, row);
            let ends: &[&str] = match person.sex {
                Sex::Male => &["іч"],
                Sex::Female => &["на"],
            };
            let name = person.patronymic.be;
            assert!(ends.iter().any(|end| name.ends_with(end)), "{name}");
        }
    }
}
