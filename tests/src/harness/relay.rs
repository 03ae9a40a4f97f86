//! A relay that reaches the server from another address, as a person's own would be.

use std::net::{IpAddr, SocketAddr};

use anyhow::Result;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// A running relay; it ends with this value.
#[derive(Debug)]
pub struct Relay {
    address: String,
    task: JoinHandle<()>,
}

impl Relay {
    /// Listens on a free port and passes everything on to `server` (host and port), bound to `from`.
    pub async fn start(server: &str, from: IpAddr) -> Result<Self> {
        let server: SocketAddr = server.parse()?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://{}/", listener.local_addr()?);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(pass(near, server, from));
            }
        });
        Ok(Self { address, task })
    }

    /// Where browsers reach the server through this relay.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(mut near: TcpStream, server: SocketAddr, from: IpAddr) -> std::io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(from, 0))?;
    let mut far = socket.connect(server).await?;
    copy_bidirectional(&mut near, &mut far).await?;
    Ok(())
}
