//! Head lists: what is kept of which region, and how many fit.

use keys::heads::{HEAD_LIST_ROWS, HeadList, HeadLists, Row};
use keys::keyring::Remembered;
use keys::statement::Seen;
use keys::{Hash, SpaceId, Token};

use crate::support::rng::Seeded;

fn space(number: u16) -> SpaceId {
    let mut id = [0; 32];
    id[..2].copy_from_slice(&number.to_be_bytes());
    SpaceId(id)
}

fn row(lists: &HeadLists, number: u16, epoch: u32, seq: u64) -> Row {
    let head = Hash([7; 32]);
    let seen = Seen { seq, head };
    lists.row(space(number), &Remembered { epoch, seen })
}

#[test]
fn the_later_of_two_places_is_kept() {
    let lists = HeadLists::make(&Token([1; 32]), &mut Seeded::new(1));
    let mut list = HeadList::default();
    assert!(list.rows().is_empty());
    let kept = row(&lists, 1, 3, 10);
    assert!(list.put(kept));
    for (epoch, seq, stays) in [(3, 9, true), (2, 11, true), (3, 10, true), (3, 11, false)] {
        let mut other = list.clone();
        let row = row(&lists, 1, epoch, seq);
        assert!(other.put(row));
        assert_eq!(other.find(&kept.region) == Some(&kept), stays);
        assert_eq!(
            other.find(&kept.region) == Some(&row),
            row == kept || !stays
        );
        assert_eq!(other.rows().len(), 1);
    }
    assert!(list.put(row(&lists, 1, 4, 1)));
    assert_eq!(list.find(&kept.region).unwrap().epoch, 4);
}

#[test]
fn a_full_list_takes_no_other_region_and_forgets_none() {
    let lists = HeadLists::make(&Token([1; 32]), &mut Seeded::new(1));
    let mut list = HeadList::default();
    let most = u16::try_from(HEAD_LIST_ROWS).unwrap();
    for number in 0..most {
        assert!(list.put(row(&lists, number, 1, u64::MAX)));
    }
    let full = list.clone();
    assert!(!list.put(row(&lists, most, 1, 1)));
    assert_eq!(list, full);
    // One that is there goes on.
    assert!(list.put(row(&lists, 0, 2, 1)));
    assert_eq!(list.rows().len(), HEAD_LIST_ROWS);
    assert!(
        list.rows()
            .is_sorted_by(|one, next| one.region < next.region)
    );
    for number in 0..most {
        assert!(list.find(&lists.region(space(number))).is_some());
    }
}
