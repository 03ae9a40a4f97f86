//! Clients that cost next to nothing: bytes made beforehand over connections that stay open.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Requests a second.
    pub(super) rate: f64,
    /// Seconds of processor time for one, client and server together.
    pub(super) cost: f64,
}

impl Pace {
    /// The better of two runs, each in its own.
    pub(super) fn or(self, other: Option<Self>) -> Self {
        other.map_or(self, |other| Self {
            rate: self.rate.max(other.rate),
            cost: self.cost.min(other.cost),
        })
    }
}

/// Sends every client's requests one after the other, all clients at once.
pub(super) async fn send(to: SocketAddr, clients: Vec<Vec<Vec<u8>>>) -> Result<Pace> {
    let count: usize = clients.iter().map(Vec::len).sum();
    let mut connected = Vec::new();
    for requests in clients {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        connected.push((stream, requests));
    }
    let (start, worked) = (Instant::now(), processor_seconds()?);
    let tasks: Vec<_> = connected
        .into_iter()
        .map(|(stream, requests)| tokio::spawn(send_all(stream, requests)))
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(Pace {
        rate: count as f64 / start.elapsed().as_secs_f64(),
        cost: (processor_seconds()? - worked) / count as f64,
    })
}

/// Processor time of this process so far: user and system, which Linux counts in hundredths of a second.
fn processor_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in brackets, may hold anything.
    let numbers = stat.rsplit_once(')').context("no numbers")?.1;
    let times = numbers.split_whitespace().skip(11).take(2);
    let hundredths: Result<Vec<f64>, _> = times.map(str::parse).collect();
    Ok(hundredths?.iter().sum::<f64>() / 100.0)
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
