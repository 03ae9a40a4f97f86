//! An onion address as a port of one's own, for clients that speak no SOCKS.

use std::net::SocketAddr;

use anyhow::Result;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::socks::connect;

/// A running door; it ends with this value.
#[derive(Debug)]
pub struct Door {
    address: String,
    task: JoinHandle<()>,
}

impl Door {
    /// A port from which every connection goes through this SOCKS port to this host.
    pub(super) async fn open(socks: SocketAddr, host: String) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://{}/", listener.local_addr()?);
        let task = tokio::spawn(async move {
            // All of them end with the task.
            let mut connections = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                connections.spawn(pass(near, socks, host.clone()));
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, task })
    }

    /// Where the server is behind it, with a slash at its end.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(mut near: TcpStream, socks: SocketAddr, host: String) -> Result<()> {
    near.set_nodelay(true)?;
    let mut far = connect(TcpStream::connect(socks).await?, &host, 80).await?;
    far.set_nodelay(true)?;
    copy_bidirectional(&mut near, &mut far).await?;
    Ok(())
}
