//! Another origin: it keeps the address of whatever it is asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(30);
const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 37\r\nconnection: close\r\n\r\n<!doctype html><title>Another</title>";

/// A running listener; it ends with this value.
#[derive(Debug)]
pub struct Listener {
    address: String,
    heard: watch::Receiver<BTreeSet<String>>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Listens on a free port.
    pub fn start() -> Result<Self> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let address = format!("http://{}/", listener.local_addr()?);
        let listener = TcpListener::from_std(listener)?;
        let (keep, heard) = watch::channel(BTreeSet::new());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, keep.clone()));
            }
        });
        Ok(Self {
            address,
            heard,
            task,
        })
    }

    /// Where it is, with a slash at its end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it has been asked for: paths, and a connection that asked for nothing as an empty one.
    #[must_use]
    pub fn heard(&self) -> BTreeSet<String> {
        self.heard.borrow().clone()
    }

    /// Until it has been asked for all of these.
    pub async fn until_heard(&self, paths: &BTreeSet<String>) -> Result<()> {
        let mut heard = self.heard.clone();
        let all = heard.wait_for(|heard| heard.is_superset(paths));
        tokio::time::timeout(PATIENCE, all)
            .await
            .with_context(|| format!("heard only {:?}", self.heard()))??;
        Ok(())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, keep: watch::Sender<BTreeSet<String>>) -> Result<()> {
    let mut request = [0; 8192];
    let read = stream.read(&mut request).await.unwrap_or(0);
    let text = String::from_utf8_lossy(request.get(..read).unwrap_or_default()).into_owned();
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    keep.send_modify(|heard| {
        heard.insert(path);
    });
    stream.write_all(PAGE).await?;
    Ok(())
}
