use super::*;
use crate::encode::{decode, encode};
use crate::statement::{Change, Restate, Seen, SignedStatement};
use crate::{Epoch, OrgId, Secret, SignKey, SpaceId};

const LEAF: Hash = Hash([1; 32]);

fn signed(space: SpaceId, body: Body) -> SignedStatement {
    let author = SignKey::from_seed(&[1; 32]);
    let seen = Seen {
        seq: 0,
        head: Hash([0; 32]),
    };
    let rng = &mut rand_core::UnwrapErr(getrandom::SysRng);
    let epoch = Epoch { space, number: 1 };
    SignedStatement::sign(&author, OrgId([3; 32]), epoch, seen, 1, body, rng)
}

/// What is left of a change here, at a place of [`LEAF`].
fn rest(space: SpaceId, body: Body) -> Rest {
    let statement = signed(space, body).said();
    Rest {
        id: LEAF,
        statement: statement.unwrap_or_else(|_| unreachable!("it was just made")),
        stood: None,
    }
}

#[test]
fn only_what_is_about_records_here_is_left_in_part() {
    let (here, elsewhere) = (SpaceId([7; 32]), SpaceId([8; 32]));
    let epoch = Epoch {
        space: here,
        number: 1,
    };
    let log = Log::new(epoch, Secret::from_bytes(&[2; 32]), Hash([3; 32]));
    let change = || Body::Change(Change::default());
    let may = |rest: &Rest| log.may_be_left(LEAF, rest);
    assert!(may(&rest(here, change())));
    assert!(!may(&rest(elsewhere, change())));
    assert!(!may(&rest(here, Body::Beacon)));
    let restated = Body::Restate(Restate {
        seq: 1,
        statement: signed(here, change()),
    });
    assert!(!may(&rest(here, restated)));
    // Of another suite: its first element says so.
    let mut bytes = encode(&rest(here, change()).statement);
    assert_eq!(bytes.get(1), Some(&1));
    if let Some(version) = bytes.get_mut(1) {
        *version = 2;
    }
    let newer: Option<Statement> = decode(&bytes).ok();
    let newer = newer.map(|statement| Rest {
        statement,
        ..rest(here, change())
    });
    assert_eq!(newer.as_ref().map(may), Some(false));
    // Under another id only if it says where it stood before.
    let other = Rest {
        id: Hash([9; 32]),
        ..rest(here, change())
    };
    assert!(!may(&other));
    assert!(may(&Rest {
        stood: Some(4),
        ..other
    }));
}
