//! How fast appends are acknowledged: signed requests over HTTP, SQLite on the disk of the temporary directory.
//!
//! `cargo run --release -p storage-server --example appends [clients] [seconds] [entry bytes]`

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use keys::encode::encode;
use keys::request::{Operation, SignedRequest};
use keys::{PublicKey, SignKey, SpaceId, Token};
use storage_server::store::{SqliteStore, Store};
use storage_server::{Clock, Config, start};
use wire::space::{AppendParams, CreateSpace};
use wire::{Blob, CBOR, Capability, Rights};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args()
        .skip(1)
        .map_while(|text| text.parse::<usize>().ok());
    let clients = arguments.next().unwrap_or(64);
    let seconds = arguments.next().unwrap_or(5);
    let bytes = arguments.next().unwrap_or(4177);

    let directory = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::open(directory.path())?);
    let (space, lead) = (SpaceId([1; 32]), Arc::new(SignKey::from_seed(&[1; 32])));
    store.add_tokens(vec![Token([1; 32]).hash()]).await?;
    let request = first(space, lead.public());
    store
        .create_space(request, keys::sha256(&[b"first"]))
        .await?;
    let running = start(Config {
        store,
        bundle: None,
        listen: ([127, 0, 0, 1], 0).into(),
        clock: Clock::System,
    })?;

    let url = format!(
        "http://{}/{}",
        running.address,
        wire::path(wire::space::APPEND)
    );
    let (count, slowest) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let until = Instant::now() + Duration::from_secs(seconds as u64);
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let (url, lead, count, slowest) =
                (url.clone(), lead.clone(), count.clone(), slowest.clone());
            tokio::spawn(async move {
                let http = reqwest::Client::new();
                for n in 0u64.. {
                    let began = Instant::now();
                    if began > until {
                        break;
                    }
                    let body = append(&lead, space, client, n, bytes);
                    let answer = http
                        .post(&url)
                        .header("content-type", CBOR)
                        .body(body)
                        .send()
                        .await?;
                    answer.error_for_status()?.bytes().await?;
                    count.fetch_add(1, Ordering::Relaxed);
                    let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
                    slowest.fetch_max(took, Ordering::Relaxed);
                }
                Outcome::Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    let (count, slowest) = (
        count.load(Ordering::Relaxed),
        slowest.load(Ordering::Relaxed),
    );
    println!(
        "{clients} clients, {bytes} bytes: {} appends a second, slowest {} ms",
        count / seconds as u64,
        slowest / 1000
    );
    tokio::task::spawn_blocking(move || running.stop()).await??;
    Ok(())
}

fn first(space: SpaceId, lead: PublicKey) -> CreateSpace {
    CreateSpace {
        token: Token([1; 32]),
        space,
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: lead,
        }],
        epoch: 1,
        card: Blob(vec![1; 100]),
        block: Blob(vec![2; 100]),
        entries: vec![],
    }
}

fn append(lead: &SignKey, space: SpaceId, client: usize, n: u64, bytes: usize) -> Vec<u8> {
    let mut entry = vec![1];
    entry.extend(keys::sha256(&[&client.to_be_bytes(), &n.to_be_bytes()]).0);
    entry.resize(bytes, 0x5a);
    let params = encode(&AppendParams {
        epoch: 1,
        entries: vec![Blob(entry)],
    });
    encode(&SignedRequest::sign(
        lead,
        Operation::Append,
        space,
        Clock::System.today(),
        params,
    ))
}
