//! An acknowledged write is there after a crash.

use std::collections::BTreeMap;
use std::sync::Arc;

use keys::{SignKey, SpaceId, derive_token};
use storage_server::store::{Asker, Read, SqliteStore, Store};
use tokio::sync::mpsc;

use crate::program::{Client, Serving, entry, mint, succeed};

const ROUNDS: usize = 20;
const CLIENTS: usize = 8;

#[tokio::test]
async fn every_acknowledged_entry_survives_kill_9() {
    let directory = tempfile::tempdir().unwrap();
    let seed = mint(directory.path(), 1);
    let space = SpaceId([1; 32]);
    let lead = Arc::new(SignKey::from_seed(&[1; 32]));
    // What was acknowledged: seq and name.
    let mut acknowledged = BTreeMap::new();
    for round in 0..ROUNDS {
        let serving = Serving::start(directory.path());
        let client = Arc::new(Client::to(&serving).await);
        if round == 0 {
            client
                .create(derive_token(&seed, 0), space, &lead)
                .await
                .unwrap();
        }
        let (sender, mut receiver) = mpsc::unbounded_channel();
        for number in 0..CLIENTS {
            let (client, lead, sender) = (Arc::clone(&client), Arc::clone(&lead), sender.clone());
            tokio::spawn(async move {
                for n in 0.. {
                    let name = format!("{round} {number} {n}");
                    let Some(seq) = client.append(space, &lead, entry(&name, 4177)).await else {
                        break;
                    };
                    if sender.send((seq, name)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        // Killed in the middle: after so many acknowledgements, while others are under way.
        for _ in 0..10 + 7 * round {
            let (seq, name) = receiver.recv().await.unwrap();
            assert_eq!(acknowledged.insert(seq, name), None);
        }
        serving.kill();
        while let Some((seq, name)) = receiver.recv().await {
            assert_eq!(acknowledged.insert(seq, name), None);
        }
    }
    succeed(&["check", "--data", directory.path().to_str().unwrap()]);
    let store = SqliteStore::open(directory.path()).unwrap();
    let read = Read {
        asker: Asker {
            space,
            capability: lead.public(),
        },
        since: 0,
        inbox: None,
    };
    let items = store.read(vec![read], usize::MAX).await.unwrap();
    let stored = &items[0].as_ref().unwrap().entries;
    assert!(acknowledged.len() >= ROUNDS * 10);
    for (seq, name) in acknowledged {
        let index = usize::try_from(seq - 1).unwrap();
        assert_eq!(
            (stored[index].seq, &stored[index].entry),
            (seq, &entry(&name, 4177)),
            "{name}"
        );
    }
}
