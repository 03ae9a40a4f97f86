//! What lies where. Names are random ids, as the server knows them, and numbers: none says what it stands for.

use core::ops::Range;

use keys::{LookupId, SpaceId};

const PERSON: u8 = 1;
const FRONT: u8 = 2;
const DOOR: u8 = 3;
const SLOT: u8 = 4;
const PAGE: u8 = 5;
const ENTRY: u8 = 6;

/// More than any number that follows a space.
const LAST: [u8; 9] = [0xff; 9];

fn name(kind: u8, id: &[u8; 32], number: &[u8]) -> Vec<u8> {
    [&[kind], id.as_slice(), number].concat()
}

/// A keyring, or a head list.
pub(super) fn person(lookup: &LookupId) -> Vec<u8> {
    name(PERSON, &lookup.0, &[])
}

/// How far a space is kept.
pub(super) fn front(space: &SpaceId) -> Vec<u8> {
    name(FRONT, &space.0, &[])
}

/// Its card and envelopes.
pub(super) fn door(space: &SpaceId) -> Vec<u8> {
    name(DOOR, &space.0, &[])
}

/// One slot for those above.
pub(super) fn slot(space: &SpaceId, slot: u8) -> Vec<u8> {
    name(SLOT, &space.0, &[slot])
}

/// A page of its state, from 1.
pub(super) fn page(space: &SpaceId, number: u32) -> Vec<u8> {
    name(PAGE, &space.0, &number.to_be_bytes())
}

/// An entry of its log.
pub(super) fn entry(space: &SpaceId, seq: u64) -> Vec<u8> {
    name(ENTRY, &space.0, &seq.to_be_bytes())
}

/// The seq in the name of an entry.
pub(super) fn seq(name: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(*name.last_chunk()?))
}

/// This name alone.
pub(super) fn only(name: Vec<u8>) -> Range<Vec<u8>> {
    let end = [name.as_slice(), &[0]].concat();
    name..end
}

/// All pages of a space.
pub(super) fn pages(space: &SpaceId) -> Range<Vec<u8>> {
    name(PAGE, &space.0, &[])..name(PAGE, &space.0, &LAST)
}

/// All entries of a space.
pub(super) fn entries(space: &SpaceId) -> Range<Vec<u8>> {
    name(ENTRY, &space.0, &[])..name(ENTRY, &space.0, &LAST)
}
