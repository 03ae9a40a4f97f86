//! An acknowledged write is there after a crash, and none is there twice, however often it was sent again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use keys::{SignKey, SpaceId, derive_token, sha256};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::program::{Client, Serving, entry, mint, stored};

const KILLS: u32 = 100;
const CLIENTS: usize = 8;
const SPACE: SpaceId = SpaceId([1; 32]);
const LEN: usize = 4177;

fn lead() -> SignKey {
    SignKey::from_seed(&[1; 32])
}

/// What a client has sent: the answer, or that it got none.
struct Sent {
    name: String,
    seq: Option<u64>,
}

/// Appends under names of its own until the server is gone, those first that got no answer before. Told of each.
async fn writes(
    client: Arc<Client>,
    unanswered: Vec<String>,
    prefix: String,
    told: mpsc::UnboundedSender<Sent>,
) {
    let fresh = (0..).map(|n| format!("{prefix} {n}"));
    for name in unanswered.into_iter().chain(fresh) {
        let seq = client.append(SPACE, &lead(), entry(&name, LEN)).await;
        let gone = seq.is_none();
        if told.send(Sent { name, seq }).is_err() || gone {
            return;
        }
    }
}

/// Acknowledged so far, and sent without an answer.
#[derive(Default)]
struct Ledger {
    acknowledged: BTreeMap<u64, String>,
    unanswered: BTreeSet<String>,
}

impl Ledger {
    fn note(&mut self, sent: Sent) {
        match sent.seq {
            Some(seq) => {
                self.unanswered.remove(&sent.name);
                assert_eq!(self.acknowledged.insert(seq, sent.name), None);
            }
            None => drop(self.unanswered.insert(sent.name)),
        }
    }
}

/// All that is in the space, in order.
async fn entries(directory: &Path) -> Vec<Vec<u8>> {
    let entries = stored(directory, SPACE, &lead()).await.entries;
    assert!(entries.iter().zip(1..).all(|(entry, seq)| entry.seq == seq));
    entries.into_iter().map(|entry| entry.entry.0).collect()
}

/// Everything acknowledged lies where it was said to lie, and nothing lies there twice.
async fn holds(directory: &Path, ledger: &Ledger) {
    let stored = entries(directory).await;
    for (seq, name) in &ledger.acknowledged {
        let index = usize::try_from(seq - 1).unwrap();
        assert_eq!(stored[index], entry(name, LEN).0, "{name}");
    }
    let names: BTreeSet<&Vec<u8>> = stored.iter().collect();
    assert_eq!(names.len(), stored.len());
    // What got no answer may have been written or not, and nothing else is there.
    assert!(stored.len() <= ledger.acknowledged.len() + ledger.unanswered.len());
}

/// All clients write until the server is gone, those first whose entries got no answer before. What ends it is told of each.
async fn round(
    serving: Serving,
    ledger: &mut Ledger,
    prefix: &str,
    until: impl AsyncFnOnce(Serving, &mut UnboundedReceiver<Sent>, &mut Ledger),
) {
    let client = Arc::new(Client::to(&serving).await);
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut again: Vec<Vec<String>> = vec![Vec::new(); CLIENTS];
    for (name, number) in ledger.unanswered.iter().zip((0..CLIENTS).cycle()) {
        again[number].push(name.clone());
    }
    for (again, number) in again.into_iter().zip(0..CLIENTS) {
        let prefix = format!("{prefix} {number}");
        tokio::spawn(writes(client.clone(), again, prefix, sender.clone()));
    }
    drop(sender);
    until(serving, &mut receiver, ledger).await;
    while let Some(sent) = receiver.recv().await {
        ledger.note(sent);
    }
}

/// A space with nothing in it; gives the seed of its token, which is random.
async fn create(directory: &Path) -> [u8; 32] {
    let seed = mint(directory, 1);
    let serving = Serving::start(directory);
    let client = Client::to(&serving).await;
    let token = derive_token(&seed, 0);
    client.create(token, SPACE, &lead()).await.unwrap();
    serving.kill();
    seed
}

#[tokio::test]
async fn attack_55_a_hundred_kills_lose_nothing_and_double_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let seed = create(directory.path()).await;
    let mut ledger = Ledger::default();
    for kill in 0..KILLS {
        let serving = Serving::start(directory.path());
        // After some acknowledgements, another number each time, while other writes are under way.
        let drawn = sha256(&[&seed, &kill.to_be_bytes()]).0[0];
        let killed =
            async |serving: Serving, told: &mut UnboundedReceiver<Sent>, ledger: &mut Ledger| {
                for _ in 0..drawn % 40 {
                    ledger.note(told.recv().await.unwrap());
                }
                serving.kill();
            };
        round(serving, &mut ledger, &kill.to_string(), killed).await;
    }
    assert!(ledger.acknowledged.len() > 1_000);
    holds(directory.path(), &ledger).await;
}

/// Places on the way of a write where the program may end, and what is between them.
const PLACES: [&str; 4] = ["job-done", "committing", "committed", "acknowledged"];

#[tokio::test]
async fn attack_55_an_end_at_any_place_loses_nothing_and_doubles_nothing() {
    let directory = tempfile::tempdir().unwrap();
    create(directory.path()).await;
    let mut ledger = Ledger::default();
    for place in PLACES {
        for times in [1, 2, 9, 50] {
            let serving = Serving::start_to_end_at(directory.path(), place, times);
            let before = ledger.acknowledged.len();
            let ended = async |serving: Serving,
                               told: &mut UnboundedReceiver<Sent>,
                               ledger: &mut Ledger| {
                while let Some(sent) = told.recv().await {
                    ledger.note(sent);
                }
                serving.has_ended();
            };
            round(serving, &mut ledger, &format!("{place} {times}"), ended).await;
            if times == 50 {
                assert!(ledger.acknowledged.len() > before, "{place}");
            }
            holds(directory.path(), &ledger).await;
        }
    }
}

#[tokio::test]
async fn attack_55_a_disk_that_takes_no_more() {
    let directory = tempfile::tempdir().unwrap();
    create(directory.path()).await;
    let mut ledger = Ledger::default();
    // No file may grow beyond 2 MiB.
    let serving = Serving::start_with_files_up_to(directory.path(), 2 << 20);
    let client = Client::to(&serving).await;
    for n in 0.. {
        let name = format!("{n}");
        let seq = client.append(SPACE, &lead(), entry(&name, LEN)).await;
        let full = seq.is_none();
        ledger.note(Sent { name, seq });
        if full {
            break;
        }
    }
    assert!(ledger.acknowledged.len() > 20);
    // It still answers, and refuses again instead of claiming what it can't keep.
    assert!(Client::to(&serving).await.day > 0);
    let more = client.append(SPACE, &lead(), entry("more", LEN)).await;
    ledger.note(Sent {
        name: "more".into(),
        seq: more,
    });
    serving.kill();
    holds(directory.path(), &ledger).await;
    // With room again, what was refused is taken, once.
    let serving = Serving::start(directory.path());
    let client = Client::to(&serving).await;
    for name in ledger.unanswered.clone() {
        for _ in 0..2 {
            let seq = client.append(SPACE, &lead(), entry(&name, LEN)).await;
            ledger.unanswered.remove(&name);
            ledger.acknowledged.insert(seq.unwrap(), name.clone());
        }
    }
    serving.kill();
    holds(directory.path(), &ledger).await;
    assert_eq!(
        entries(directory.path()).await.len(),
        ledger.acknowledged.len()
    );
}
