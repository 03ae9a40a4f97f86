//! Where a block's slots lie, and that nothing else moves when one is put there.

use std::collections::BTreeMap;

use keys::envelope::{Block, FIXED_SLOTS, MEMBER_SLOTS, RECOVERY_SLOT, SLOT_LEN};
use keys::{Epoch, SpaceId};

use crate::support::rng::Seeded;

const EPOCH: Epoch = Epoch {
    space: SpaceId([1; 32]),
    number: 7,
};

fn slot(byte: u8) -> Vec<u8> {
    vec![byte; SLOT_LEN]
}

/// Every slot, the fixed ones first.
fn slots(block: &Block) -> Vec<Vec<u8>> {
    let fixed = (0..FIXED_SLOTS).map(|index| block.fixed(index));
    let members = (0..block.capacity()).map(|index| block.slot(index));
    let all: Vec<Vec<u8>> = fixed
        .chain(members)
        .map(|slot| slot.unwrap().to_vec())
        .collect();
    assert!(block.fixed(FIXED_SLOTS).is_none() && block.slot(block.capacity()).is_none());
    all
}

/// The places where two blocks differ.
fn changed(before: &Block, after: &Block) -> Vec<usize> {
    let (before, after) = (slots(before), slots(after));
    assert_eq!(before.len(), after.len());
    let places = before.iter().zip(&after).enumerate();
    let differ = places.filter(|(_, (one, other))| one != other);
    differ.map(|(place, _)| place).collect()
}

#[test]
fn a_block_has_the_smallest_size_that_holds_its_members() {
    let rng = &mut Seeded::new(1);
    let sizes = [(0, 8), (8, 8), (9, 32), (32, 32), (33, 128), (128, 128)];
    for (members, size) in sizes.into_iter().chain([(129, 512), (512, 512)]) {
        let slots: Vec<u16> = (0..size).collect();
        assert_eq!(Block::slots_for(members), Some(slots), "{members}");
        if size < 512 {
            assert_eq!(Block::make(EPOCH, members, rng).unwrap().capacity(), size);
        }
    }
    assert_eq!(Block::slots_for(513), None);
    assert!(Block::make(EPOCH, 513, rng).is_err());
    // It grows through all of them, keeps what it had, and ends at the largest.
    let mut block = Block::make(EPOCH, 1, rng).unwrap();
    for pair in MEMBER_SLOTS.windows(2) {
        let before = slots(&block);
        assert_eq!(usize::from(block.capacity()), pair[0]);
        block.grow(EPOCH, rng).unwrap();
        assert_eq!(usize::from(block.capacity()), pair[1]);
        assert!(slots(&block).starts_with(&before));
    }
    assert!(block.grow(EPOCH, rng).is_err());
    let all = slots(&block);
    let mut distinct = all.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), all.len(), "no dummy twice");
}

#[test]
fn a_slot_is_put_in_its_place_and_nowhere_else() {
    let rng = &mut Seeded::new(2);
    let block = Block::make(EPOCH, 8, rng).unwrap();
    for index in [0, 3, 7] {
        let mut after = block.clone();
        after.replace(index, &slot(9)).unwrap();
        assert_eq!(changed(&block, &after), [FIXED_SLOTS + usize::from(index)]);
        assert_eq!(after.slot(index), Some(slot(9).as_slice()));
        after.clear(EPOCH, index, rng).unwrap();
        assert_ne!(after.slot(index), Some(slot(9).as_slice()));
        assert_eq!(changed(&block, &after), [FIXED_SLOTS + usize::from(index)]);
    }
    for index in 0..FIXED_SLOTS {
        let mut after = block.clone();
        after.set_fixed(index, &slot(9)).unwrap();
        assert_eq!(changed(&block, &after), [index]);
        assert_eq!(after.fixed(index), Some(slot(9).as_slice()));
    }
    assert_eq!(RECOVERY_SLOT, FIXED_SLOTS - 1);
    let mut after = block.clone();
    for wrong in [&slot(9)[1..], &[slot(9), slot(9)].concat(), &[]] {
        assert!(after.replace(0, wrong).is_err());
        assert!(after.set_fixed(0, wrong).is_err());
    }
    for index in [8, 9, u16::MAX] {
        assert!(after.replace(index, &slot(9)).is_err());
        assert!(after.clear(EPOCH, index, rng).is_err());
    }
    assert!(after.set_fixed(FIXED_SLOTS, &slot(9)).is_err());
    assert_eq!(after, block);
}

#[test]
fn a_block_is_made_around_the_slots_it_is_given() {
    let rng = &mut Seeded::new(3);
    let mut taken: BTreeMap<u16, Vec<u8>> = [(0, slot(1)), (7, slot(2))].into();
    let block = Block::with(EPOCH, 8, &taken, rng).unwrap();
    assert_eq!((block.epoch(), block.capacity()), (7, 8));
    assert_eq!(block.slot(0), Some(slot(1).as_slice()));
    assert_eq!(block.slot(7), Some(slot(2).as_slice()));
    let distinct: std::collections::BTreeSet<Vec<u8>> = slots(&block).into_iter().collect();
    assert_eq!(distinct.len(), FIXED_SLOTS + 8);
    // What is no slot leaves a dummy; what has no place is a mistake.
    taken.insert(3, vec![3; SLOT_LEN - 1]);
    let block = Block::with(EPOCH, 8, &taken, rng).unwrap();
    assert_eq!(slots(&block).len(), FIXED_SLOTS + 8);
    assert_eq!(block.slot(7), Some(slot(2).as_slice()));
    taken.insert(8, slot(3));
    assert!(Block::with(EPOCH, 8, &taken, rng).is_err());
    assert!(Block::with(EPOCH, 9, &taken, rng).is_ok());
}
