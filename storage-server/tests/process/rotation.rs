//! A rotation that is cut off leaves one epoch whole; a backup knows what is staged.

use std::path::Path;
use std::pin::pin;

use futures::future::{Either, select};
use keys::request::Operation;
use keys::{LOG_PAGE, Nonce, SignKey, SpaceId, derive_token, sha256};
use wire::inbox::PostParams;
use wire::space::{AppendParams, Appended, CommitParams, ResumeParams, StageParams, StagedPage};
use wire::{Blob, Capability, Done, Rights, limits};

use crate::common::on_disk;
use crate::program::{Client, Serving, entry, mint, stored, succeed};

const SPACE: SpaceId = SpaceId([1; 32]);
const ENTRIES: u64 = 40;
const PART: usize = 8;
const LEN: usize = 64 * 1024;
const ROUNDS: u32 = 12;

fn lead() -> SignKey {
    SignKey::from_seed(&[1; 32])
}

fn collector() -> SignKey {
    SignKey::from_seed(&[2; 32])
}

/// What fills all entries of one epoch.
fn fill(epoch: u32) -> u8 {
    0x60 + u8::try_from(epoch).unwrap()
}

/// The entry at this seq, as it is sealed in this epoch.
fn sealed(epoch: u32, seq: u64) -> Blob {
    let mut entry = entry(&format!("{epoch} {seq}"), LEN);
    entry.0[33..].fill(fill(epoch));
    entry
}

fn sealed_from(epoch: u32, seqs: std::ops::RangeInclusive<u64>) -> Vec<Blob> {
    seqs.map(|seq| sealed(epoch, seq)).collect()
}

/// An entry in a page of its own.
fn paged(seq: u64, Blob(entry): &Blob) -> StagedPage {
    let page = Blob([&[LOG_PAGE], &entry[..]].concat());
    StagedPage { seq, page }
}

/// All that an epoch's end takes.
struct Rotation {
    parts: Vec<StageParams>,
    commit: CommitParams,
}

impl Rotation {
    /// Of an epoch with so many entries; the next one has one more.
    fn of(epoch: u32, count: u64) -> Self {
        let staging = Nonce([u8::try_from(epoch).unwrap(); 16]);
        let next = sealed_from(epoch + 1, 1..=count + 1);
        let (staged, entries) = next.split_at(usize::try_from(count).unwrap());
        let block = |epoch| Blob(vec![2; 99 + epoch as usize]);
        let parts = staged.chunks(PART).zip(0u64..);
        Self {
            parts: parts
                .map(|(entries, part)| StageParams {
                    epoch,
                    staging,
                    after: part * PART as u64,
                    pages: (part * PART as u64 + 1..)
                        .zip(entries)
                        .map(|(seq, entry)| paged(seq, entry))
                        .collect(),
                })
                .collect(),
            commit: CommitParams {
                epoch,
                staging,
                previous: sha256(&[&block(epoch).0]),
                next_seq: count + 1,
                card: Blob(vec![1; 100]),
                block: block(epoch + 1),
                capabilities: vec![Capability {
                    rights: Rights::LEAD,
                    key: lead().public(),
                }],
                entries: entries.to_vec(),
            },
        }
    }
}

async fn stage(client: &Client, part: &StageParams) -> Option<Done> {
    let (name, operation) = (wire::space::STAGE, Operation::Stage);
    client.signed(name, &lead(), operation, SPACE, part).await
}

async fn commit(client: &Client, params: &CommitParams) -> Option<u64> {
    let (name, operation) = (wire::space::COMMIT, Operation::Commit);
    let answer: Option<Appended> = client.signed(name, &lead(), operation, SPACE, params).await;
    answer.map(|answer| answer.first_seq)
}

async fn resume(client: &Client, commit: &CommitParams) -> Option<u64> {
    let (name, operation) = (wire::space::RESUME, Operation::Resume);
    let params = ResumeParams {
        commit: commit.clone(),
        next_epoch: commit.epoch + 7,
    };
    let answer: Option<Appended> = client
        .signed(name, &lead(), operation, SPACE, &params)
        .await;
    answer.map(|answer| answer.first_seq)
}

/// The first epoch, of [`ENTRIES`].
async fn begin(directory: &Path) {
    let seed = mint(directory, 1);
    let serving = Serving::start(directory);
    let client = Client::to(&serving).await;
    let keys = [(Rights::LEAD, &lead()), (Rights::COLLECTOR, &collector())];
    let token = derive_token(&seed, 0);
    client.create_for(token, SPACE, &keys).await.unwrap();
    for part in sealed_from(1, 1..=ENTRIES).chunks(PART) {
        let params = AppendParams {
            epoch: 1,
            entries: part.to_vec(),
        };
        let (name, operation) = (wire::space::APPEND, Operation::Append);
        client
            .signed::<Appended>(name, &lead(), operation, SPACE, &params)
            .await
            .unwrap();
    }
    assert_eq!(serving.stop(), "");
}

fn log_size(directory: &Path) -> u64 {
    std::fs::metadata(directory.join("storage.sqlite-wal")).map_or(0, |file| file.len())
}

/// Returns when the database's log has grown by so much: what writes is in the middle of its work.
async fn grown(directory: &Path, bytes: u64) {
    let before = log_size(directory);
    while log_size(directory) < before + bytes {
        tokio::task::yield_now().await;
    }
}

/// Which epoch is there. All of its entries are, and nothing else is.
async fn whole_epoch(directory: &Path, epochs: [(u32, u64); 2]) -> u32 {
    let item = stored(directory, SPACE, &lead()).await;
    let (epoch, count) = epochs
        .into_iter()
        .find(|(epoch, _)| *epoch == item.epoch)
        .unwrap();
    let stored: Vec<Blob> = item.entries.into_iter().map(|entry| entry.entry).collect();
    let sealed = sealed_from(epoch, 1..=count);
    // All but the last lie in the pages that the epoch began with.
    let as_it_lies = |(seq, entry): (u64, Blob)| match epoch {
        2.. if seq < count => paged(seq, &entry).page,
        _ => entry,
    };
    let expected: Vec<Blob> = (1..).zip(sealed).map(as_it_lies).collect();
    assert!(stored == expected, "a mixture");
    epoch
}

#[tokio::test]
async fn kill_9_in_a_rotation_leaves_one_epoch_whole() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path();
    begin(data).await;
    let (mut cut_stagings, mut cut_commits) = (0, 0);
    for epoch in 1..=ROUNDS {
        let count = ENTRIES - 1 + u64::from(epoch);
        let rotation = Rotation::of(epoch, count);
        let serving = Serving::start(data);
        let client = Client::to(&serving).await;
        // Every third time in the middle of a part, else of the commit: later in each round.
        let cut_at = epoch as usize / 3;
        let in_staging = epoch % 3 == 0;
        let parts = rotation.parts.len();
        for part in &rotation.parts[..if in_staging { cut_at } else { parts }] {
            stage(&client, part).await.unwrap();
        }
        let growth = if in_staging {
            1
        } else {
            1 + u64::from(epoch - 1) * 300_000
        };
        let next = async {
            if in_staging {
                stage(&client, &rotation.parts[cut_at]).await.map(|_| ())
            } else {
                commit(&client, &rotation.commit).await.map(|_| ())
            }
        };
        let acknowledged = match select(pin!(next), pin!(grown(data, growth))).await {
            Either::Left((answer, _)) => answer.is_some(),
            Either::Right(_) => false,
        };
        serving.kill();
        if !acknowledged {
            *(if in_staging {
                &mut cut_stagings
            } else {
                &mut cut_commits
            }) += 1;
        }
        let found = whole_epoch(data, [(epoch, count), (epoch + 1, count + 1)]).await;
        if in_staging {
            assert_eq!(found, epoch);
        } else if acknowledged {
            assert_eq!(found, epoch + 1);
        }

        once_more(data, &rotation, found).await;
    }
    assert!(cut_stagings > 0 && cut_commits > 0);
}

/// All of a rotation once more: what is there isn't done twice, and nothing of any epoch before is left.
async fn once_more(data: &Path, rotation: &Rotation, found: u32) {
    let CommitParams {
        epoch, next_seq, ..
    } = rotation.commit;
    let serving = Serving::start(data);
    let client = Client::to(&serving).await;
    for part in &rotation.parts {
        assert_eq!(stage(&client, part).await.is_some(), found == epoch);
    }
    let first = commit(&client, &rotation.commit).await;
    assert_eq!(first, Some(next_seq));
    // While the server runs.
    for old in 1..=epoch {
        assert!(!on_disk(data, &[fill(old); 64]), "{old} in {epoch}");
    }
    assert!(on_disk(data, &[fill(epoch + 1); 64]));
    serving.kill();
    let next = (epoch + 1, next_seq);
    whole_epoch(data, [next, next]).await;
}

/// A place where the program ends.
enum At {
    /// Come to with each write.
    EachWrite(&'static str),
    /// Come to once, when what was is erased.
    Erasing(&'static str),
}

/// Places on the way of a commit.
const PLACES: [At; 7] = [
    At::EachWrite("job-done"),
    At::EachWrite("committing"),
    At::EachWrite("committed"),
    At::Erasing("folding"),
    At::Erasing("folded"),
    At::Erasing("erased-part"),
    At::Erasing("erased"),
];

#[tokio::test]
async fn attack_55_a_rotation_that_ends_at_any_place_leaves_one_epoch_whole() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path();
    begin(data).await;
    for (epoch, at) in (1..).zip(PLACES) {
        let count = ENTRIES - 1 + u64::from(epoch);
        let rotation = Rotation::of(epoch, count);
        let parts = u32::try_from(rotation.parts.len()).unwrap();
        let (place, times) = match at {
            At::EachWrite(place) => (place, parts + 1),
            At::Erasing(place) => (place, 1),
        };
        let serving = Serving::start_to_end_at(data, place, times);
        let client = Client::to(&serving).await;
        for part in &rotation.parts {
            stage(&client, part).await;
        }
        // Nobody is told that keys are new before what was is erased.
        assert_eq!(commit(&client, &rotation.commit).await, None, "{place}");
        serving.has_ended();
        let found = whole_epoch(data, [(epoch, count), (epoch + 1, count + 1)]).await;
        once_more(data, &rotation, found).await;
    }
}

#[tokio::test]
async fn a_backup_holds_what_is_staged_and_a_lead_can_go_on_from_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (data, to, restored) = (path("data"), path("one.sqlite"), path("restored"));
    begin(data.as_ref()).await;
    let serving = Serving::start(data.as_ref());
    let client = Client::to(&serving).await;
    let rotation = Rotation::of(1, ENTRIES);
    for part in &rotation.parts {
        stage(&client, part).await.unwrap();
    }
    let params = PostParams {
        epoch: 1,
        blobs: vec![entry("waits", limits::INBOX_BLOB_MIN)],
    };
    let (name, operation) = (wire::inbox::POST, Operation::Post);
    let posted: Option<Done> = client
        .signed(name, &collector(), operation, SPACE, &params)
        .await;
    assert!(posted.is_some());
    assert_eq!(
        succeed(&["backup", "--data", &data, "--to", &to]),
        "backed up 1 spaces, 40 entries, 0 keyrings\n"
    );
    assert_eq!(serving.stop(), "");
    succeed(&["restore", "--from", &to, "--data", &restored]);
    assert_eq!(
        succeed(&["check", "--data", &restored]),
        "whole: 1 spaces, 40 entries, 40 staged, 1 waiting, 0 keyrings, 0 mailboxes, 8 tokens left\n"
    );
    let serving = Serving::start(restored.as_ref());
    let client = Client::to(&serving).await;
    assert_eq!(commit(&client, &rotation.commit).await, None, "frozen");
    // What it says on lies beyond all that was ever said.
    let beyond = StageParams {
        after: ENTRIES,
        pages: vec![paged(1000, &entry("resume", 1105))],
        ..rotation.parts[0].clone()
    };
    stage(&client, &beyond).await.unwrap();
    assert_eq!(resume(&client, &rotation.commit).await, Some(1001));
    // What waited was sealed to keys that are gone, and went with them.
    assert_eq!(serving.stop(), "");
    assert_eq!(
        succeed(&["check", "--data", &restored]),
        "whole: 1 spaces, 42 entries, 0 staged, 0 waiting, 0 keyrings, 0 mailboxes, 8 tokens left\n"
    );
}
