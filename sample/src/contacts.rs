//! Rows, one after the other.

use crate::address::address;
use crate::contact::{AddressKind, Contact};
use crate::draw::{Draw, Purpose};
use crate::home::Home;
use crate::manner::{Manner, other};
use crate::name::names;
use crate::notes::note;
use crate::person::Person;
use crate::phone::Number;
use crate::repeat::{Other, first_row};
use crate::surnames::SURNAMES;
use crate::tree::TREE;
use crate::work;

/// Contacts of a seed; see [`contacts`].
#[derive(Clone, Debug)]
pub struct Contacts {
    seed: u64,
    rows: std::ops::Range<usize>,
}

/// So many contacts, the same for a seed on every machine. Fewer of the same seed are the first of more.
#[must_use]
pub fn contacts(seed: u64, count: usize) -> Contacts {
    Contacts {
        seed,
        rows: 0..count,
    }
}

impl Iterator for Contacts {
    type Item = Contact;

    fn next(&mut self) -> Option<Contact> {
        self.rows.next().map(|row| contact(self.seed, row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl ExactSizeIterator for Contacts {}

fn contact(seed: u64, row: usize) -> Contact {
    let first = first_row(seed, row);
    let mut person = Person::new(seed, first);
    let mut manner = Manner::draw(&mut Draw::new(seed, Purpose::Manner, first));
    let mut draw = Draw::new(seed, Purpose::Manner, row);
    let mut changed = Other::default();
    let mut surname = person.surname();
    if first == row {
        // The same numbers as the manner was drawn from.
        Manner::draw(&mut draw);
    } else {
        changed = Other::draw(&mut draw);
        let names = manner.names;
        manner = Manner::draw(&mut draw);
        manner.names = if changed.language {
            other(names)
        } else {
            names
        };
        manner.rest = manner.names;
        manner.nickname |= changed.nickname;
        if changed.phone {
            person.phones[0] = Number::mobile(&mut draw);
        }
        if changed.moved {
            // Nobody's first home is that of a row which repeats somebody.
            person.home = Home::new(seed, row);
        }
        if changed.surname {
            surname = &SURNAMES.draw(&mut draw)[person.sex as usize];
        }
    }
    let names = names(&mut draw, &manner, &person, surname, changed.typo);
    let phones: Vec<_> = match draw.percent(92) {
        true => person
            .phones
            .iter()
            .map(|number| number.write(&mut draw))
            .collect(),
        false => Vec::new(),
    };
    let messengers = work::messengers(&mut draw, &person, &phones);
    let (source, added) = work::source(&mut draw);
    let place = &TREE.places[person.home.place];
    Contact {
        row,
        person: first,
        region: place.region,
        written_in: manner.names,
        family: names.family,
        given: names.given,
        patronymic: names.patronymic,
        nickname: names.nickname,
        sex: draw.percent(30).then_some(person.sex),
        birth: draw.percent(60).then(|| person.born.write(&mut draw)),
        phones,
        emails: draw
            .percent(45)
            .then_some(person.email)
            .into_iter()
            .collect(),
        messengers,
        addresses: addresses(&mut draw, &manner, &person.home),
        language: draw.percent(48).then_some(person.speaks),
        tags: work::tags(&mut draw, manner.rest),
        support: draw.percent(58).then_some(person.support),
        do_not: person.do_not,
        precinct: draw.percent(35).then(|| work::precinct(&person.home)),
        source,
        added,
        notes: match draw.percent(15) {
            true => note(&mut draw, manner.rest, place),
            false => String::new(),
        },
    }
}

fn addresses(draw: &mut Draw, manner: &Manner, home: &Home) -> Vec<crate::Address> {
    let mut addresses: Vec<_> = address(draw, manner, AddressKind::Home, home)
        .into_iter()
        .collect();
    for (kind, often) in [(AddressKind::Registered, 9), (AddressKind::Work, 5)] {
        if draw.percent(often) {
            let elsewhere = Home::within(draw, home.place);
            addresses.extend(address(draw, manner, kind, &elsewhere));
        }
    }
    addresses
}
