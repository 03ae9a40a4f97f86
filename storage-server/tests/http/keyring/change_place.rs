//! `keyring/move`

use keys::request::Operation;
use keys::{Hash, LookupId, SpaceId};
use wire::keyring::{KeyringAnswer, MoveKeyringParams, ReadKeyring};
use wire::{Blob, Done, ProblemKind, limits};

use super::{blob, hash, key, write};
use crate::app::{App, Reply, token};

/// From lookup 1 to lookup 2 and key 2, signed by key `n`.
async fn change(app: &App, n: u8, previous: Hash, keyring: Vec<u8>) -> Reply {
    let params = MoveKeyringParams {
        previous,
        lookup: LookupId([2; 32]),
        key: key(2).public(),
        keyring: Blob(keyring),
    };
    let signed = app.sign(&key(n), Operation::KeyringMove, SpaceId([1; 32]), &params);
    app.ask(wire::keyring::MOVE, &signed).await
}

async fn read(app: &App, n: u8) -> Reply {
    let lookup = LookupId([n; 32]);
    app.ask(wire::keyring::READ, &ReadKeyring { lookup }).await
}

#[tokio::test]
async fn afterwards_the_old_words_are_words_nobody_has() {
    let app = App::start().await;
    let unknown = read(&app, 1).await;
    write(&app, 1, None, Some(token(1)), blob(7))
        .await
        .ok::<Done>();
    for _ in 0..2 {
        change(&app, 1, hash(7), blob(8)).await.ok::<Done>();
    }
    let moved = read(&app, 2).await.ok::<KeyringAnswer>();
    assert_eq!(moved.keyring.0, blob(8));
    assert_eq!(read(&app, 1).await.body, unknown.body);
    assert!(!app.on_disk(&[7; 64]));
    write(&app, 1, Some(hash(8)), None, blob(9))
        .await
        .refused(ProblemKind::Changed);
}

#[tokio::test]
async fn refusals_do_not_tell_whether_it_exists() {
    let app = App::start().await;
    let missing = change(&app, 1, hash(7), blob(8)).await;
    write(&app, 1, None, Some(token(1)), blob(7))
        .await
        .ok::<Done>();
    let present = change(&app, 3, hash(7), blob(8)).await;
    assert_eq!(
        (missing.status, &missing.body),
        (present.status, &present.body)
    );
    missing.refused(ProblemKind::Changed);
    change(&app, 1, hash(6), blob(8))
        .await
        .refused(ProblemKind::Changed);
    let read = read(&app, 1).await.ok::<KeyringAnswer>();
    assert_eq!(read.keyring.0, blob(7));
}

#[tokio::test]
async fn the_new_place_must_be_free_and_the_keyring_sound() {
    let app = App::start().await;
    write(&app, 1, None, Some(token(1)), blob(7))
        .await
        .ok::<Done>();
    let long = vec![1; limits::KEYRING_LEN + 1];
    change(&app, 1, hash(7), long)
        .await
        .refused(ProblemKind::TooLarge);
    change(&app, 1, hash(7), vec![7; limits::KEYRING_LEN])
        .await
        .refused(ProblemKind::Malformed);
    change(&app, 1, hash(7), blob(8)).await.ok::<Done>();
    // Somebody begins at the old place again, and wants to follow.
    write(&app, 1, None, Some(token(2)), blob(9))
        .await
        .ok::<Done>();
    change(&app, 1, hash(9), blob(10))
        .await
        .refused(ProblemKind::Taken);
    let stays = read(&app, 2).await.ok::<KeyringAnswer>();
    assert_eq!(stays.keyring.0, blob(8));
}
