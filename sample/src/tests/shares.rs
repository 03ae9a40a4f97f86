//! Shares that make a list like one of people's own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::{Address, AddressKind, Contact, Language, contacts, tree};

const COUNT: usize = 12_000;

static ALL: LazyLock<Vec<Contact>> = LazyLock::new(|| contacts(11, COUNT).collect());

/// Tenths of a percent.
fn share(all: &[Contact], of: impl Fn(&Contact) -> bool) -> usize {
    all.iter().filter(|contact| of(contact)).count() * 1000 / all.len()
}

fn home(contact: &Contact) -> Option<&Address> {
    contact
        .addresses
        .iter()
        .find(|address| address.kind == AddressKind::Home)
}

fn at_home(contact: &Contact, part: impl Fn(&Address) -> &str) -> bool {
    home(contact).is_some_and(|address| !part(address).is_empty())
}

#[test]
fn about_one_of_twelve_repeats_somebody() {
    let repeated = share(&ALL, |contact| contact.person != contact.row);
    assert!((70..90).contains(&repeated), "{repeated}");
}

#[test]
fn fields_are_missing_as_often_as_in_lists() {
    let filled = |of: &dyn Fn(&Contact) -> bool| share(&ALL, of);
    for (name, filled, expected) in [
        ("surname", filled(&|it| !it.family.written.is_empty()), 994),
        (
            "patronymic",
            filled(&|it| !it.patronymic.written.is_empty()),
            660,
        ),
        ("sex", filled(&|it| it.sex.is_some()), 300),
        ("birth", filled(&|it| it.birth.is_some()), 600),
        ("phone", filled(&|it| !it.phones.is_empty()), 920),
        ("e-mail", filled(&|it| !it.emails.is_empty()), 450),
        (
            "town",
            filled(&|it| at_home(it, |home| &home.town.written)),
            800,
        ),
        (
            "street",
            filled(&|it| at_home(it, |home| &home.street.written)),
            584,
        ),
        (
            "postcode",
            filled(&|it| at_home(it, |home| &home.postcode)),
            363,
        ),
        ("language", filled(&|it| it.language.is_some()), 480),
        ("tags", filled(&|it| !it.tags.is_empty()), 760),
        ("support", filled(&|it| it.support.is_some()), 580),
        ("precinct", filled(&|it| it.precinct.is_some()), 350),
        ("notes", filled(&|it| !it.notes.is_empty()), 150),
    ] {
        assert!(filled.abs_diff(expected) < 20, "{name}: {filled}");
    }
}

#[test]
fn both_languages_and_latin_letters_are_met() {
    let belarusian = share(&ALL, |contact| contact.written_in == Language::Belarusian);
    assert!((400..470).contains(&belarusian), "{belarusian}");
    let latin = share(&ALL, |contact| {
        contact
            .given
            .written
            .starts_with(|c: char| c.is_ascii_alphabetic())
    });
    assert!((10..40).contains(&latin), "{latin}");
}

#[test]
fn a_fifth_is_in_minsk_and_districts_differ_widely() {
    let mut districts = BTreeMap::new();
    for contact in &*ALL {
        *districts.entry(contact.region).or_insert(0) += 1;
    }
    let minsk = districts.remove(&(tree().len() - 1)).unwrap_or(0) * 100 / COUNT;
    assert!((18..24).contains(&minsk), "{minsk}");
    assert_eq!(districts.len(), 118);
    let mut sizes: Vec<usize> = districts.into_values().collect();
    sizes.sort_unstable();
    assert!(sizes[117] > 10 * sizes[59], "{sizes:?}");
}

#[test]
fn people_share_homes_and_surnames() {
    let mut homes: BTreeMap<_, BTreeSet<(usize, &str)>> = BTreeMap::new();
    for contact in &*ALL {
        let Some(home) = home(contact).filter(|home| !home.flat.is_empty()) else {
            continue;
        };
        // One language is enough to see it.
        if contact.written_in == Language::Russian {
            let place = (contact.region, home.house.as_str(), home.flat.as_str());
            homes
                .entry(place)
                .or_default()
                .insert((contact.person, &contact.family.written));
        }
    }
    let shared = homes.values().filter(|people| people.len() > 1).count();
    assert!(
        shared * 100 / homes.len() > 5,
        "{shared} of {}",
        homes.len()
    );
}

#[test]
fn values_are_what_their_fields_hold() {
    for contact in &*ALL {
        assert!(
            contact
                .support
                .is_none_or(|support| (1..=5).contains(&support))
        );
        assert!(contact.precinct.is_none_or(|precinct| precinct > 0));
        assert!(
            contact
                .emails
                .iter()
                .all(|email| email.ends_with(".example"))
        );
        for address in &contact.addresses {
            assert!(address.postcode.is_empty() || address.postcode.len() == 6);
            assert_eq!(address.street.written.is_empty(), address.house.is_empty());
        }
        for name in [&contact.family, &contact.given, &contact.patronymic] {
            assert_eq!(name.written.is_empty(), name.other.is_empty());
        }
    }
}
