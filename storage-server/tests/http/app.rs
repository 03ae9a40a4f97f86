//! A server of its own for each test, and a client that speaks its types.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use keys::encode::{decode, encode};
use keys::request::{Operation, SignedRequest};
use keys::{Day, Refused, SignKey, SpaceId, Token, derive_token};
use minicbor::{Decode, Encode};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use storage_server::store::{SqliteStore, Store};
use storage_server::{Clock, Config, Running, start};
use wire::{CBOR, CBOR_SEQUENCE, PROBLEM, Problem, ProblemKind};

use crate::common::on_disk;

pub(crate) const TODAY: Day = 20_779;

pub(crate) struct App {
    pub(crate) running: Running,
    pub(crate) http: reqwest::Client,
    pub(crate) day: Arc<AtomicU16>,
    pub(crate) directory: tempfile::TempDir,
}

impl App {
    pub(crate) async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(directory.path()).unwrap();
        store
            .add_tokens((0..40).map(|n| token(n).hash()).collect())
            .await
            .unwrap();
        let day = Arc::new(AtomicU16::new(TODAY));
        let bundle = directory.path().join("bundle");
        std::fs::create_dir(&bundle).unwrap();
        std::fs::write(
            bundle.join("index.html"),
            "<!doctype html><title>Skrynia</title>",
        )
        .unwrap();
        std::fs::write(bundle.join("app.wasm"), [0; 64]).unwrap();
        std::fs::write(bundle.join("app.wasm.br"), [1; 8]).unwrap();
        std::fs::write(bundle.join("app.wasm.gz"), [2; 16]).unwrap();
        std::fs::write(directory.path().join("secret.txt"), "outside").unwrap();
        std::os::unix::fs::symlink("../secret.txt", bundle.join("link.txt")).unwrap();
        let config = Config {
            store: Arc::new(store),
            bundle: Some(bundle),
            listen: ([127, 0, 0, 1], 0).into(),
            clock: Clock::Fixed(Arc::clone(&day)),
        };
        Self {
            running: start(config).unwrap(),
            http: reqwest::Client::new(),
            day,
            directory,
        }
    }

    /// The same data, another day.
    pub(crate) async fn restart(self, day: Day) -> Self {
        let Self {
            running,
            http,
            directory,
            ..
        } = self;
        tokio::task::spawn_blocking(move || running.stop())
            .await
            .unwrap()
            .unwrap();
        let store = SqliteStore::open(directory.path()).unwrap();
        let day = Arc::new(AtomicU16::new(day));
        let clock = Clock::Fixed(Arc::clone(&day));
        let config = Config {
            store: Arc::new(store),
            bundle: None,
            listen: ([127, 0, 0, 1], 0).into(),
            clock,
        };
        Self {
            running: start(config).unwrap(),
            http,
            day,
            directory,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.running.address)
    }

    pub(crate) fn today(&self) -> Day {
        self.day.load(Ordering::Relaxed)
    }

    pub(crate) async fn send(&self, name: &str, body: Vec<u8>) -> Reply {
        let request = self
            .http
            .post(self.url(&wire::path(name)))
            .header(CONTENT_TYPE, CBOR)
            .body(body);
        Reply::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn ask<T: Encode<()>>(&self, name: &str, request: &T) -> Reply {
        self.send(name, encode(request)).await
    }

    /// A request signed today.
    pub(crate) fn sign<T: Encode<()>>(
        &self,
        key: &SignKey,
        operation: Operation,
        space: SpaceId,
        params: &T,
    ) -> SignedRequest {
        SignedRequest::sign(key, operation, space, self.today(), encode(params))
    }

    /// Size of all there is on disk, to see that a refusal stored nothing.
    pub(crate) fn stored(&self) -> String {
        let counts = storage_server::store::sqlite::check(self.directory.path()).unwrap();
        format!("{counts:?}")
    }

    /// Whether any file of the data directory holds these bytes.
    pub(crate) fn on_disk(&self, needle: &[u8]) -> bool {
        on_disk(self.directory.path(), needle)
    }
}

pub(crate) fn token(n: u32) -> Token {
    derive_token(&[7; 32], n)
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) media: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let media = headers
            .get(CONTENT_TYPE)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned();
        Self {
            status,
            media,
            headers,
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    #[track_caller]
    pub(crate) fn ok<T: for<'b> Decode<'b, ()> + Encode<()>>(&self) -> T {
        assert_eq!(
            (self.status, self.media.as_str()),
            (200, CBOR),
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        decode(&self.body).unwrap()
    }

    /// An answer with padding.
    #[track_caller]
    pub(crate) fn padded<T>(&self, read: impl Fn(&[u8]) -> Result<T, Refused>) -> T {
        assert_eq!((self.status, self.media.as_str()), (200, CBOR_SEQUENCE));
        read(&self.body).unwrap()
    }

    #[track_caller]
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(self.media, PROBLEM, "status {}", self.status);
        let problem = Problem::from_json(&self.body).unwrap();
        assert_eq!(self.status, problem.kind.status());
        problem
    }

    #[track_caller]
    pub(crate) fn refused(&self, kind: ProblemKind) {
        assert_eq!(self.problem(), kind.into());
    }
}
