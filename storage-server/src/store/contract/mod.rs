//! What every backend does, whatever it is made of. Each rule runs on each of them.

use std::sync::Arc;

use keys::{Hash, PublicKey, SpaceId, Token};
use wire::space::{AppendParams, CreateSpace};
use wire::sync::SyncItem;
use wire::{Blob, Capability, Rights};

use super::{Asker, MemoryStore, Read, SqliteStore, Store, sqlite as database};

macro_rules! on_every_backend {
    ($($rule:ident),+ $(,)?) => {
        mod on_memory { $( #[tokio::test] async fn $rule() {
            let backend = $crate::store::contract::memory();
            super::$rule(&*backend.store).await;
        } )+ }
        mod on_sqlite { $( #[tokio::test] async fn $rule() {
            let backend = $crate::store::contract::sqlite();
            super::$rule(&*backend.store).await;
            backend.check();
        } )+ }
    };
}

macro_rules! refused {
    ($result:expr, $kind:ident) => {
        match $result {
            Err(StoreError::$kind) => {}
            other => panic!("expected {}, got {other:?}", stringify!($kind)),
        }
    };
}

mod above;
mod appends;
mod inbox;
mod keyrings;
mod mailboxes;
mod manage;
mod moves;
mod packets;
mod pages;
mod reads;
mod rotation;
mod spaces;
mod stagings;

const EPOCH: u32 = 3;
const LEAD: PublicKey = PublicKey([1; 32]);
const VIEWER: PublicKey = PublicKey([2; 32]);
const COLLECTOR: PublicKey = PublicKey([3; 32]);

/// A backend, and what must outlive it.
struct Backend {
    store: Arc<dyn Store>,
    directory: Option<tempfile::TempDir>,
}

impl Backend {
    /// Whatever was asked of it, it is whole.
    fn check(&self) {
        if let Some(directory) = &self.directory {
            database::check(directory.path()).unwrap();
        }
    }
}

fn memory() -> Backend {
    Backend {
        store: Arc::new(MemoryStore::new(&[9; 32])),
        directory: None,
    }
}

fn sqlite() -> Backend {
    let directory = tempfile::tempdir().unwrap();
    Backend {
        store: Arc::new(SqliteStore::open(directory.path()).unwrap()),
        directory: Some(directory),
    }
}

fn token(n: u8) -> Token {
    Token([n; 32])
}

fn digest(n: u8) -> Hash {
    Hash([n; 32])
}

fn entry(n: u8, len: usize) -> Blob {
    let mut bytes = vec![n; len];
    bytes[0] = 1;
    Blob(bytes)
}

fn asker(n: u8, capability: PublicKey) -> Asker {
    Asker {
        space: SpaceId([n; 32]),
        capability,
    }
}

fn capabilities() -> Vec<Capability> {
    vec![
        Capability {
            rights: Rights::LEAD,
            key: LEAD,
        },
        Capability {
            rights: Rights::VIEWER,
            key: VIEWER,
        },
        Capability {
            rights: Rights::COLLECTOR,
            key: COLLECTOR,
        },
    ]
}

fn space(n: u8, entries: Vec<Blob>) -> CreateSpace {
    CreateSpace {
        token: token(n),
        space: SpaceId([n; 32]),
        capabilities: capabilities(),
        epoch: EPOCH,
        card: Blob(vec![4; 50]),
        block: Blob(vec![5; 60]),
        entries,
    }
}

/// A space `n` with entries 1 and 2.
async fn make(store: &dyn Store, n: u8) {
    store.add_tokens(vec![token(n).hash()]).await.unwrap();
    store
        .create_space(space(n, vec![entry(1, 100), entry(2, 100)]), digest(n))
        .await
        .unwrap();
}

fn appending(entries: &[Blob]) -> AppendParams {
    AppendParams {
        epoch: EPOCH,
        entries: entries.to_vec(),
    }
}

/// What one asker is told; `None` if it may not know.
async fn read(store: &dyn Store, asker: Asker) -> Option<SyncItem> {
    let read = Read {
        asker,
        since: 0,
        inbox: None,
    };
    store.read(vec![read], usize::MAX).await.unwrap().remove(0)
}

async fn last_seq(store: &dyn Store, n: u8) -> u64 {
    read(store, asker(n, VIEWER)).await.unwrap().last_seq
}

async fn make_empty(store: &dyn Store, n: u8) {
    store.add_tokens(vec![token(n).hash()]).await.unwrap();
    store
        .create_space(space(n, vec![]), digest(n))
        .await
        .unwrap();
}
