//! How long the commit of a rotation takes, and how long an append in another space waits meanwhile: SQLite on the disk of
//! the temporary directory.
//!
//! `cargo run --release -p storage-server --example rotation [entries] [entry bytes]`

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use keys::{Hash, Nonce, PublicKey, SpaceId, Token, sha256};
use storage_server::store::{Asker, SqliteStore, Store};
use wire::space::{AppendParams, CommitParams, CreateSpace, StageParams, StagedPage};
use wire::{Blob, Capability, Rights};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const LEAD: Capability = Capability {
    rights: Rights::LEAD,
    key: PublicKey([1; 32]),
};
const BLOCK: [u8; 100] = [2; 100];
/// Entries in one request, so that it stays below the largest body.
const PART: usize = 7;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args()
        .skip(1)
        .map_while(|text| text.parse::<u64>().ok());
    let entries = arguments.next().unwrap_or(126);
    let bytes = usize::try_from(arguments.next().unwrap_or(256 * 1024))?;

    let directory = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::open(directory.path())?);
    let (rotated, other) = (make(&store, 1).await?, make(&store, 2).await?);
    let seqs: Vec<u64> = (1..=entries).collect();
    for part in seqs.chunks(PART) {
        let entries = part.iter().map(|seq| entry("old", *seq, bytes)).collect();
        let params = AppendParams { epoch: 1, entries };
        store.append(rotated, params).await?;
    }
    let began = Instant::now();
    for part in seqs.chunks(PART) {
        let page = |seq: &u64| StagedPage {
            seq: *seq,
            page: entry("new", *seq, bytes),
        };
        let params = StageParams {
            epoch: 1,
            staging: Nonce([1; 16]),
            after: part[0] - 1,
            pages: part.iter().map(page).collect(),
        };
        store.stage(rotated, params, 1).await?;
    }
    let staged = began.elapsed();

    let done = Arc::new(AtomicBool::new(false));
    let appending = tokio::spawn(append_until(Arc::clone(&store), other, Arc::clone(&done)));
    let began = Instant::now();
    let params = CommitParams {
        epoch: 1,
        staging: Nonce([1; 16]),
        previous: sha256(&[&BLOCK]),
        next_seq: entries + 1,
        card: Blob(vec![3; 100]),
        block: Blob(BLOCK.to_vec()),
        capabilities: vec![LEAD],
        entries: vec![entry("rotate", 1, 1105)],
    };
    store.commit(rotated, params, Hash([1; 32])).await?;
    let committed = began.elapsed();
    done.store(true, Ordering::Relaxed);
    let slowest = appending.await??;
    println!(
        "{entries} entries of {bytes} bytes: staged in {} ms, committed in {} ms; the slowest append elsewhere took {} ms",
        staged.as_millis(),
        committed.as_millis(),
        slowest.as_millis()
    );
    store.close();
    Ok(())
}

async fn append_until(
    store: Arc<SqliteStore>,
    asker: Asker,
    done: Arc<AtomicBool>,
) -> Outcome<Duration> {
    let mut slowest = Duration::ZERO;
    for n in 0.. {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let entries = vec![entry("other", n, 4177)];
        let began = Instant::now();
        store
            .append(asker, AppendParams { epoch: 1, entries })
            .await?;
        slowest = slowest.max(began.elapsed());
    }
    Ok(slowest)
}

async fn make(store: &SqliteStore, n: u8) -> Outcome<Asker> {
    let (token, space) = (Token([n; 32]), SpaceId([n; 32]));
    store.add_tokens(vec![token.hash()]).await?;
    let request = CreateSpace {
        token,
        space,
        capabilities: vec![LEAD],
        epoch: 1,
        card: Blob(vec![1; 100]),
        block: Blob(BLOCK.to_vec()),
        entries: vec![],
    };
    store.create_space(request, Hash([n; 32])).await?;
    Ok(Asker {
        space,
        capability: LEAD.key,
    })
}

fn entry(name: &str, n: u64, bytes: usize) -> Blob {
    let mut entry = vec![1];
    entry.extend(sha256(&[name.as_bytes(), &n.to_be_bytes()]).0);
    entry.resize(bytes, 0x5a);
    Blob(entry)
}
