//! What is told of regions below, one slot of each block.

use keys::SpaceId;
use wire::Blob;
use wire::above::{Asked, Slot};
use wire::limits::SLOT_LEN;

use super::{EPOCH, digest, make, space, token};
use crate::store::Store;

on_every_backend![one_slot_of_each_block, a_block_without_slots];

fn asked(n: u8, slot: u8) -> Asked {
    Asked {
        space: SpaceId([n; 32]),
        slot,
    }
}

async fn one_slot_of_each_block(store: &dyn Store) {
    // Heads of different lengths, as different epochs and sizes have them.
    for (n, head) in [(1, 7), (2, 12)] {
        store.add_tokens(vec![token(n).hash()]).await.unwrap();
        let slots = (0..12).flat_map(|slot| vec![n * 16 + slot; SLOT_LEN]);
        let mut request = space(n, Vec::new());
        request.block = Blob([0xff].repeat(head).into_iter().chain(slots).collect());
        store.create_space(request, digest(n)).await.unwrap();
    }
    let wanted = vec![asked(2, 1), asked(9, 0), asked(1, 0), asked(1, 3)];
    let found = store.above(wanted).await.unwrap();
    let slot = |byte| {
        Some(Slot {
            epoch: EPOCH,
            slot: Blob(vec![byte; SLOT_LEN]),
        })
    };
    assert_eq!(found, [slot(33), None, slot(16), slot(19)]);
}

async fn a_block_without_slots(store: &dyn Store) {
    make(store, 1).await;
    let found = store.above(vec![asked(1, 0), asked(1, 3)]).await.unwrap();
    assert_eq!(found, [None, None]);
}
