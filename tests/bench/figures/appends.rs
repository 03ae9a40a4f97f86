//! Signed appends that are on disk when they are answered, against a bare handler that commits the same bytes in groups.

mod bare;
mod load;

use load::Pace;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use keys::encode::{decode, encode};
use keys::request::{Operation, SignedRequest};
use keys::{SignKey, SpaceId, Token, sha256};
use storage_server::store::{SqliteStore, Store};
use storage_server::{Clock, Config, start};
use wire::space::{AppendParams, CreateSpace};
use wire::{Blob, CBOR, Capability, Rights};

use crate::figure::{Figure, Target};
use crate::timing::{RUNS, best};

const CLIENTS: usize = 64;
/// Requests of one client in one run.
const REQUESTS: usize = 250;
/// 4 KiB of statement, and its seal.
const ENTRY: usize = 4096 + wire::limits::SEAL_OVERHEAD;
const SPACE: SpaceId = SpaceId([1; 32]);

/// Appends a second of 64 clients, each waiting for its answer before it sends the next. The requests are signed beforehand.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let lead = SignKey::from_seed(&[1; 32]);
    // Each run begins with an empty database, so the same requests serve every one.
    let bodies: Vec<Vec<Vec<u8>>> = (0..CLIENTS)
        .map(|client| (0..REQUESTS).map(|n| append(&lead, client, n)).collect())
        .collect();
    let (mut ours, mut bare) = (None, None);
    for _ in 0..RUNS {
        ours = Some(runtime.block_on(through_us(&lead, &bodies))?.or(ours));
        bare = Some(runtime.block_on(through_bare(&bodies))?.or(bare));
    }
    let (ours, bare) = ours.zip(bare).context("nothing was measured")?;
    let some: Vec<&Vec<u8>> = bodies.iter().flatten().take(1000).collect();
    let check = best(|| some.iter().try_for_each(|body| check(body)))? / some.len() as f64;
    Ok(vec![
        Figure::new(
            "durable appends of 4 KiB, 64 clients / bare handler",
            ours.rate,
            "1/s",
        )
        .against(bare.rate)
        .promised(Target::RatioAtLeast(0.5)),
        Figure::new(
            "  processor time of one, client and server",
            ours.cost * 1e6,
            "µs",
        )
        .against(bare.cost * 1e6),
        Figure::new("  of which the signature", check * 1e6, "µs"),
    ])
}

async fn through_us(lead: &SignKey, bodies: &[Vec<Vec<u8>>]) -> Result<Pace> {
    let data = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::open(data.path())?);
    store.add_tokens(vec![Token([1; 32]).hash()]).await?;
    let space = CreateSpace {
        token: Token([1; 32]),
        space: SPACE,
        capabilities: vec![Capability {
            rights: Rights::LEAD,
            key: lead.public(),
        }],
        epoch: 1,
        card: Blob(vec![1; 100]),
        block: Blob(vec![2; 100]),
        entries: vec![],
    };
    store.create_space(space, sha256(&[b"first"])).await?;
    let listen = ([127, 0, 0, 1], 0).into();
    let running = start(Config {
        store,
        bundle: None,
        listen,
        clock: Clock::System,
    })?;
    let pace = load::send(running.address, requests(running.address, bodies)).await?;
    tokio::task::spawn_blocking(move || running.stop()).await??;
    Ok(pace)
}

async fn through_bare(bodies: &[Vec<Vec<u8>>]) -> Result<Pace> {
    let data = tempfile::tempdir()?;
    let bare = bare::Bare::start(&data.path().join("bare.sqlite"))?;
    let pace = load::send(bare.address, requests(bare.address, bodies)).await?;
    tokio::task::spawn_blocking(move || bare.stop()).await??;
    Ok(pace)
}

/// Whole HTTP requests, ready to be sent.
fn requests(to: SocketAddr, bodies: &[Vec<Vec<u8>>]) -> Vec<Vec<Vec<u8>>> {
    let of_client = |bodies: &Vec<Vec<u8>>| bodies.iter().map(|body| http(to, body)).collect();
    bodies.iter().map(of_client).collect()
}

fn append(lead: &SignKey, client: usize, n: usize) -> Vec<u8> {
    let mut entry = vec![1];
    entry.extend(sha256(&[&client.to_be_bytes(), &n.to_be_bytes()]).0);
    entry.resize(ENTRY, 0x5a);
    let params = encode(&AppendParams {
        epoch: 1,
        entries: vec![Blob(entry)],
    });
    encode(&SignedRequest::sign(
        lead,
        Operation::Append,
        SPACE,
        Clock::System.today(),
        params,
    ))
}

/// What the server does with the signature of an append.
fn check(body: &[u8]) -> Result<()> {
    let signed: SignedRequest = decode(body).map_err(|_| anyhow!("no request"))?;
    let verified = signed.verify(Operation::Append);
    verified.map(|_| ()).map_err(|_| anyhow!("no signature"))
}

fn http(to: SocketAddr, body: &[u8]) -> Vec<u8> {
    let path = wire::path(wire::space::APPEND);
    let length = body.len();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nhost: {to}\r\ncontent-type: {CBOR}\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
