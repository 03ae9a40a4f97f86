//! Clients that cost next to nothing: bytes made beforehand over connections that stay open.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends every client's requests one after the other, all clients at once; gives requests a second.
pub(super) async fn rate(to: SocketAddr, clients: Vec<Vec<Vec<u8>>>) -> Result<f64> {
    let count: usize = clients.iter().map(Vec::len).sum();
    let mut connected = Vec::new();
    for requests in clients {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        connected.push((stream, requests));
    }
    let start = Instant::now();
    let tasks: Vec<_> = connected
        .into_iter()
        .map(|(stream, requests)| tokio::spawn(send_all(stream, requests)))
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

async fn send_all(mut stream: TcpStream, requests: Vec<Vec<u8>>) -> Result<()> {
    let mut answer = Vec::with_capacity(4096);
    for request in requests {
        stream.write_all(&request).await?;
        answer.clear();
        while !is_whole(&answer)? {
            ensure!(
                stream.read_buf(&mut answer).await? > 0,
                "the server hung up"
            );
        }
    }
    Ok(())
}

/// Whether an answer has come to its end. Anything but 200 is an error.
fn is_whole(answer: &[u8]) -> Result<bool> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(false);
    };
    let head = String::from_utf8_lossy(answer.get(..end).unwrap_or_default()).to_lowercase();
    ensure!(
        head.starts_with("http/1.1 200"),
        "the server answered {head}"
    );
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .context("an answer without a length")?;
    Ok(answer.len() >= end + 4 + length.trim().parse::<usize>()?)
}
