//! What is promised of contacts as a whole.

mod importing;
mod shares;
mod size;

use sha2::{Digest, Sha256};

use crate::{Contact, Level, contacts, csv, tree};

/// The CSV of 2,000 contacts of seed 1. It changes with the lists and with every number that is drawn: on purpose or not
/// at all, for other machines and other days must come to the same.
const BYTES: &str = "848a3ff937a951e67c4ddaedd681f1b55e2644d6afa056b78133cca1a5c367e6";

fn file(seed: u64, count: usize) -> String {
    csv(contacts(seed, count)).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_every_machine() {
    assert_eq!(hex::encode(Sha256::digest(file(1, 2000))), BYTES);
}

#[test]
fn other_seeds_give_others() {
    let rows = |seed| contacts(seed, 300).map(|contact| contact.family.written);
    let same = rows(1).zip(rows(2)).filter(|(one, other)| one == other);
    assert!(same.count() < 15);
}

#[test]
fn fewer_are_the_first_of_more() {
    assert!(
        contacts(4, 900)
            .zip(contacts(4, 300))
            .all(|(one, other)| one == other)
    );
    assert_eq!(contacts(4, 300).len(), 300);
    assert_eq!(contacts(4, 300).count(), 300);
    assert_eq!(contacts(4, 0).count(), 0);
}

#[test]
fn every_contact_belongs_to_a_district_or_to_minsk() {
    let last = tree().len() - 1;
    for contact in contacts(2, 3000) {
        let level = tree()[contact.region].level;
        assert!(level == Level::District || contact.region == last);
    }
}

#[test]
fn a_repeated_person_stands_above() {
    let all: Vec<Contact> = contacts(6, 3000).collect();
    for contact in &all {
        let first = &all[contact.person];
        assert_eq!(first.person, first.row);
        assert!(first.row <= contact.row);
    }
}
