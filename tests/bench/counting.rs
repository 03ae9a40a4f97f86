//! A relay between a browser and the server that counts what passes.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// So long without a byte, and nothing more is on its way.
const QUIET: Duration = Duration::from_secs(1);

/// What has passed.
#[derive(Debug, Default)]
struct Passed {
    bytes: AtomicU64,
    uploaded: AtomicU64,
    requests: Mutex<Vec<Request>>,
    more: Notify,
}

/// What was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Its path, as it was asked for.
    pub(crate) path: String,
    /// Bytes that came back, the answer's head included.
    pub(crate) bytes: u64,
}

impl Passed {
    fn requests(&self) -> MutexGuard<'_, Vec<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running relay; it ends with this value.
#[derive(Debug)]
pub(crate) struct Counting {
    address: String,
    passed: Arc<Passed>,
    task: JoinHandle<()>,
}

impl Counting {
    /// Listens on a free port and passes everything on to `server` (host and port).
    pub(crate) async fn start(server: &str) -> Result<Self> {
        let server: SocketAddr = server.parse()?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://{}/", listener.local_addr()?);
        let passed = Arc::new(Passed::default());
        let counted = Arc::clone(&passed);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let passed = Arc::clone(&counted);
                tokio::spawn(async move {
                    let far = TcpStream::connect(server).await?;
                    // Passed on as it comes: what waits here isn't the server's doing.
                    near.set_nodelay(true)?;
                    far.set_nodelay(true)?;
                    let ((from_near, to_near), (from_far, to_far)) =
                        (near.into_split(), far.into_split());
                    let asked = Arc::new(AtomicUsize::new(usize::MAX));
                    let up = upwards(from_near, to_far, Arc::clone(&passed), Arc::clone(&asked));
                    let up = tokio::spawn(up);
                    downwards(from_far, to_near, &passed, &asked).await?;
                    up.abort();
                    std::io::Result::Ok(())
                });
            }
        });
        Ok(Self {
            address,
            passed,
            task,
        })
    }

    /// Where the server is reached through this relay.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Until nothing has passed for a second.
    pub(crate) async fn quiet(&self) {
        while timeout(QUIET, self.passed.more.notified()).await.is_ok() {}
    }

    /// Bytes that the server has sent, heads of answers included.
    pub(crate) fn bytes(&self) -> u64 {
        self.passed.bytes.load(Ordering::Relaxed)
    }

    /// Bytes of all request bodies so far, without their heads.
    pub(crate) fn uploaded(&self) -> u64 {
        self.passed.uploaded.load(Ordering::Relaxed)
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.passed.requests().clone()
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn upwards(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    passed: Arc<Passed>,
    asked: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer).await?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return to.shutdown().await;
        }
        // Nobody sends a request before the last one is answered, so each begins what is read.
        let mut body = bytes.len();
        if bytes.starts_with(b"GET ") || bytes.starts_with(b"POST ") {
            // The client writes a head in one piece.
            let head = bytes.windows(4).position(|four| four == b"\r\n\r\n");
            body = head.map_or(0, |head| bytes.len() - head - 4);
            let path = bytes.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
            let mut requests = passed.requests();
            asked.store(requests.len(), Ordering::Relaxed);
            requests.push(Request {
                path: String::from_utf8_lossy(path).into_owned(),
                bytes: 0,
            });
        }
        passed.uploaded.fetch_add(body as u64, Ordering::Relaxed);
        passed.more.notify_one();
        to.write_all(bytes).await?;
    }
}

async fn downwards(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    passed: &Passed,
    asked: &AtomicUsize,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer).await?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return to.shutdown().await;
        }
        passed.bytes.fetch_add(read as u64, Ordering::Relaxed);
        if let Some(request) = passed.requests().get_mut(asked.load(Ordering::Relaxed)) {
            request.bytes += read as u64;
        }
        passed.more.notify_one();
        to.write_all(bytes).await?;
    }
}
