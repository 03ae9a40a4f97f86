//! Sets of pages across crashes: one is handed out, and it is whole.

use std::path::Path;

use keys::request::Operation;
use keys::{Nonce, SignKey, SpaceId, derive_token};
use storage_server::store::{Asker, PageRead, SqliteStore, Store};
use tokio::sync::mpsc;
use wire::pages::{KeepPagesParams, PagesAnswer, PutPagesParams, ReadPagesParams};
use wire::{Blob, Done, Rights};

use crate::program::{Client, Serving, entry, mint, succeed};

const SPACE: SpaceId = SpaceId([1; 32]);
const ROUNDS: u32 = 8;
/// Pages of a set, and in one request.
const COUNT: u32 = 5;
const PART: usize = 2;

fn editor() -> SignKey {
    SignKey::from_seed(&[1; 32])
}

fn set(n: u32) -> Nonce {
    let mut id = Nonce([0; 16]);
    id.0[..4].copy_from_slice(&n.to_be_bytes());
    id
}

fn pages(n: u32) -> Vec<Blob> {
    let page = |number| entry(&format!("{n} {number}"), 6_000);
    (1..=COUNT).map(page).collect()
}

/// Puts the whole of a set aside and has it handed out; nothing when the server is gone.
async fn hand_out(client: &Client, n: u32, previous: Option<Nonce>) -> Option<()> {
    let pages = pages(n);
    for (part, first) in pages.chunks(PART).zip((1..).step_by(PART)) {
        let params = PutPagesParams {
            epoch: 1,
            set: set(n),
            count: COUNT,
            first,
            pages: part.to_vec(),
        };
        let (path, operation) = (wire::pages::PUT, Operation::PagesPut);
        client
            .signed::<Done>(path, &editor(), operation, SPACE, &params)
            .await?;
    }
    let params = KeepPagesParams {
        epoch: 1,
        set: set(n),
        previous,
    };
    let (path, operation) = (wire::pages::KEEP, Operation::PagesKeep);
    client
        .signed::<Done>(path, &editor(), operation, SPACE, &params)
        .await?;
    Some(())
}

/// What is handed out, after everything in the files was found to be in order.
async fn handed_out(directory: &Path) -> PagesAnswer {
    succeed(&["check", "--data", directory.to_str().unwrap()]);
    let store = SqliteStore::open(directory).unwrap();
    let asker = Asker {
        space: SPACE,
        capability: editor().public(),
    };
    let nothing = ReadPagesParams {
        after: 0,
        set: None,
    };
    let read = PageRead {
        asker,
        params: nothing,
    };
    let answer = store.pages(vec![read]).await.unwrap();
    store.close();
    answer[0].clone().unwrap()
}

#[tokio::test]
async fn kill_9_leaves_one_set_of_pages_whole() {
    let directory = tempfile::tempdir().unwrap();
    let seed = mint(directory.path(), 1);
    let (mut kept, mut next) = (None, 0);
    for round in 0..ROUNDS {
        let serving = Serving::start(directory.path());
        let client = Client::to(&serving).await;
        if round == 0 {
            let keys = [(Rights::LEAD, &editor())];
            client
                .create_for(derive_token(&seed, 0), SPACE, &keys)
                .await
                .unwrap();
        }
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let first = next;
        let writing = tokio::spawn(async move {
            let (mut previous, mut n) = (kept, first);
            while hand_out(&client, n, previous.map(set)).await.is_some() {
                previous = Some(n);
                if sender.send(n).is_err() {
                    break;
                }
                n += 1;
            }
            n
        });
        // Killed while another one is on its way.
        let mut acknowledged = None;
        for _ in 0..=round {
            acknowledged = receiver.recv().await;
        }
        serving.kill();
        while let Some(n) = receiver.recv().await {
            acknowledged = Some(n);
        }
        // What was being written then may have been kept, with no answer; its id isn't to be had again in any case.
        let under_way = writing.await.unwrap();
        let answer = handed_out(directory.path()).await;
        let found = [acknowledged, Some(under_way)]
            .into_iter()
            .flatten()
            .find(|n| answer.set == Some(set(*n)))
            .unwrap();
        assert_eq!((answer.count, &answer.pages), (COUNT, &pages(found)));
        (kept, next) = (Some(found), under_way + 1);
    }
    assert!(next > ROUNDS);
}

#[tokio::test]
async fn a_restored_server_hands_pages_out_and_takes_none() {
    let [data, copies] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let seed = mint(data.path(), 1);
    let serving = Serving::start(data.path());
    let client = Client::to(&serving).await;
    let keys = [(Rights::LEAD, &editor())];
    client
        .create_for(derive_token(&seed, 0), SPACE, &keys)
        .await
        .unwrap();
    hand_out(&client, 1, None).await.unwrap();
    serving.kill();
    let [from, to] = ["copy.sqlite", "data"].map(|name| copies.path().join(name));
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let (data, from, to) = (path(data.path()), path(&from), path(&to));
    succeed(&["backup", "--data", &data, "--to", &from]);
    succeed(&["restore", "--from", &from, "--data", &to]);
    let serving = Serving::start(Path::new(&to));
    let client = Client::to(&serving).await;
    assert!(hand_out(&client, 2, Some(set(1))).await.is_none());
    serving.kill();
    let answer = handed_out(Path::new(&to)).await;
    assert_eq!((answer.set, answer.pages), (Some(set(1)), pages(1)));
}
