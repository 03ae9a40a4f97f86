//! As much of SOCKS 5 as a client speaks.

use anyhow::{Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Asks for a connection to a name; gives it once it is there.
pub(super) async fn connect(mut stream: TcpStream, host: &str, port: u16) -> Result<TcpStream> {
    stream.write_all(&[5, 1, 0]).await?;
    let mut chosen = [0; 2];
    stream.read_exact(&mut chosen).await?;
    let mut request = vec![5, 1, 0, 3, u8::try_from(host.len())?];
    request.extend_from_slice(host.as_bytes());
    request.extend_from_slice(&port.to_be_bytes());
    stream.write_all(&request).await?;
    // Tor always names an IPv4 address.
    let mut reply = [0; 10];
    stream.read_exact(&mut reply).await?;
    if reply[1] != 0 {
        bail!("tor reaches no {host}: SOCKS error {}", reply[1]);
    }
    Ok(stream)
}
