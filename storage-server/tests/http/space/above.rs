//! `space/above`

use keys::SpaceId;
use wire::above::{AboveAnswer, AboveRequest, Asked, Slot};
use wire::limits::{SLOT_LEN, SYNC_READS};
use wire::{Blob, Done, ProblemKind};

use crate::app::App;
use crate::region::{EPOCH, Region};

fn asked(slots: Vec<Asked>) -> AboveRequest {
    let mut n = 100;
    let invent = || {
        n += 1;
        SpaceId([n; 32])
    };
    AboveRequest::padded(slots, invent).unwrap()
}

#[tokio::test]
async fn one_slot_of_each_space_and_nothing_of_others() {
    let app = App::start().await;
    let region = Region::new(1);
    let mut request = region.request();
    let slots = (0..12).flat_map(|slot| vec![slot; SLOT_LEN]);
    request.block = Blob([0x83; 9].into_iter().chain(slots).collect());
    app.ask(wire::space::CREATE, &request).await.ok::<Done>();
    let own = Asked {
        space: region.id,
        slot: 2,
    };
    let answer = app.ask(wire::above::PATH, &asked(vec![own])).await;
    let answer: AboveAnswer = answer.ok();
    assert_eq!(answer.slots.len(), SYNC_READS[0]);
    let slot = Slot {
        epoch: EPOCH,
        slot: Blob(vec![2; SLOT_LEN]),
    };
    assert_eq!(answer.slots[0], slot);
    assert!(answer.slots[1..].iter().all(|slot| *slot == Slot::none()));
}

#[tokio::test]
async fn as_many_as_a_class_has_and_only_fixed_slots() {
    let app = App::start().await;
    let space = SpaceId([9; 32]);
    let slots = |count, slot| AboveRequest {
        slots: vec![Asked { space, slot }; count],
    };
    for request in [slots(7, 0), slots(0, 0), slots(257, 0), slots(8, 4)] {
        app.ask(wire::above::PATH, &request)
            .await
            .refused(ProblemKind::Malformed);
    }
    let answer: AboveAnswer = app.ask(wire::above::PATH, &slots(256, 3)).await.ok();
    assert_eq!(answer.slots, vec![Slot::none(); 256]);
}
