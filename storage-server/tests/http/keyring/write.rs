//! `keyring/write`

use keys::{LookupId, Token};
use wire::keyring::{KeyringAnswer, ReadKeyring};
use wire::{Done, ProblemKind};

use super::{blob, hash, write};
use crate::app::{App, token};
use crate::region::Region;

#[tokio::test]
async fn the_first_write_pays_and_pins_and_later_ones_swap() {
    let app = App::start().await;
    for _ in 0..2 {
        write(&app, 1, None, Some(token(1)), blob(7))
            .await
            .ok::<Done>();
    }
    for _ in 0..2 {
        write(&app, 1, Some(hash(7)), None, blob(8))
            .await
            .ok::<Done>();
    }
    let lookup = ReadKeyring {
        lookup: LookupId([1; 32]),
    };
    let stored = app
        .ask(wire::keyring::READ, &lookup)
        .await
        .ok::<KeyringAnswer>()
        .keyring
        .0;
    assert_eq!(stored, blob(8));
}

#[tokio::test]
async fn refusals_do_not_tell_whether_it_exists() {
    let app = App::start().await;
    let missing = [
        write(&app, 1, None, None, blob(7)).await,
        write(&app, 1, Some(hash(6)), None, blob(7)).await,
        write(&app, 1, None, Some(Token([9; 32])), blob(7)).await,
    ];
    write(&app, 1, None, Some(token(1)), blob(5))
        .await
        .ok::<Done>();
    let present = [
        write(&app, 2, None, None, blob(7)).await,
        write(&app, 2, Some(hash(6)), None, blob(7)).await,
        write(&app, 2, None, Some(Token([9; 32])), blob(7)).await,
    ];
    for (missing, present) in missing.iter().zip(&present) {
        assert_eq!(
            (missing.status, &missing.body),
            (present.status, &present.body)
        );
    }
    // Its own key with a stale hash, and another key with the right one.
    write(&app, 1, Some(hash(6)), None, blob(7))
        .await
        .refused(ProblemKind::Changed);
    write(&app, 2, Some(hash(5)), None, blob(7))
        .await
        .refused(ProblemKind::Changed);
}

#[tokio::test]
async fn a_token_pays_for_one_thing() {
    let app = App::start().await;
    Region::made(&app, 1).await;
    write(&app, 1, None, Some(token(1)), blob(7))
        .await
        .refused(ProblemKind::Token);
    write(&app, 1, None, Some(token(2)), blob(7))
        .await
        .ok::<Done>();
    app.ask(wire::space::CREATE, &Region::new(2).request())
        .await
        .refused(ProblemKind::Token);
}

#[tokio::test]
async fn there_is_one_size_and_one_beginning() {
    let app = App::start().await;
    let mut long = blob(7);
    long.push(0);
    write(&app, 1, None, Some(token(1)), long)
        .await
        .refused(ProblemKind::TooLarge);
    write(&app, 1, None, Some(token(1)), blob(7)[1..].to_vec())
        .await
        .refused(ProblemKind::Malformed);
    let mut other = blob(7);
    other[0] = 2;
    write(&app, 1, None, Some(token(1)), other)
        .await
        .refused(ProblemKind::Malformed);
    write(&app, 1, None, Some(token(1)), blob(7))
        .await
        .ok::<Done>();
}
