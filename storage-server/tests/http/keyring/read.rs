//! `keyring/read`

use keys::LookupId;
use wire::keyring::{KeyringAnswer, ReadKeyring};
use wire::{Done, limits};

use super::{blob, write};
use crate::app::{App, Reply, token};

async fn read(app: &App, n: u8) -> Reply {
    app.ask(
        wire::keyring::READ,
        &ReadKeyring {
            lookup: LookupId([n; 32]),
        },
    )
    .await
}

#[tokio::test]
async fn known_and_unknown_look_alike() {
    let app = App::start().await;
    write(&app, 1, None, Some(token(1)), blob(7))
        .await
        .ok::<Done>();
    let (mut known, mut unknown, again) = (
        read(&app, 1).await,
        read(&app, 2).await,
        read(&app, 2).await,
    );
    assert_eq!(known.ok::<KeyringAnswer>().keyring.0, blob(7));
    let fake = unknown.ok::<KeyringAnswer>().keyring.0;
    assert_eq!((fake.len(), fake[0]), (limits::KEYRING_LEN, 1));
    assert_eq!(unknown.body, again.body);
    assert_eq!(known.body.len(), unknown.body.len());
    for reply in [&mut known, &mut unknown] {
        reply.headers.remove("date");
        reply.body.clear();
    }
    assert_eq!(known, unknown);
}

#[tokio::test]
async fn a_made_up_keyring_survives_a_restart() {
    let app = App::start().await;
    let before = read(&app, 2).await.body;
    let App {
        running, directory, ..
    } = app;
    tokio::task::spawn_blocking(move || running.stop())
        .await
        .unwrap()
        .unwrap();
    use storage_server::store::Store;
    let store = storage_server::store::SqliteStore::open(directory.path()).unwrap();
    assert!(before.ends_with(&store.keyring(LookupId([2; 32])).await.unwrap()));
}
