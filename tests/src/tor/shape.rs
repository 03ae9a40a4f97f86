//! What makes a line slow: a delay, and so many bytes a second, in each direction.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

/// One way, half of a round trip.
const DELAY: Duration = Duration::from_millis(300);
/// 2 Mbit/s.
const BYTES_A_SECOND: u32 = 250_000;
/// Read at once: a few milliseconds of the line.
const PIECE: usize = 4096;
/// Pieces under way on one connection: more than the line holds in its delay.
const UNDER_WAY: usize = 64;

/// One direction of a line, of all its connections together.
#[derive(Debug)]
pub(super) struct Lane {
    delay: Duration,
    /// None where there is no limit.
    bytes_a_second: Option<u32>,
    free_from: Mutex<Instant>,
    carried: watch::Sender<u64>,
}

impl Lane {
    pub(super) fn slow() -> Self {
        Self::new(DELAY, Some(BYTES_A_SECOND))
    }

    pub(super) fn fast() -> Self {
        Self::new(Duration::ZERO, None)
    }

    fn new(delay: Duration, bytes_a_second: Option<u32>) -> Self {
        Self {
            delay,
            bytes_a_second,
            free_from: Mutex::new(Instant::now()),
            carried: watch::Sender::new(0),
        }
    }

    /// How many bytes have come out of it.
    pub(super) fn carried(&self) -> watch::Receiver<u64> {
        self.carried.subscribe()
    }

    /// When a piece that goes in now comes out.
    fn due(&self, now: Instant, bytes: usize) -> Instant {
        let Some(rate) = self.bytes_a_second else {
            return now + self.delay;
        };
        let takes = Duration::from_secs(1) * u32::try_from(bytes).unwrap_or(u32::MAX) / rate;
        let mut free_from = self
            .free_from
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *free_from = now.max(*free_from) + takes;
        *free_from + self.delay
    }
}

/// Passes a SOCKS connection on until both sides have ended. The greeting is tor's alone and costs no time; whatever follows does.
pub(super) async fn pass(
    near: &mut TcpStream,
    far: &mut TcpStream,
    up: &Lane,
    down: &Lane,
) -> Result<()> {
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let mut head = [0; 2];
    near.read_exact(&mut head).await?;
    let mut methods = vec![0; usize::from(head[1])];
    near.read_exact(&mut methods).await?;
    far.write_all(&[&head[..], &methods].concat()).await?;
    let mut chosen = [0; 2];
    far.read_exact(&mut chosen).await?;
    if chosen != [5, 0] {
        bail!("only SOCKS 5 without a password is passed on");
    }
    near.write_all(&chosen).await?;
    let (mut from_near, mut to_near) = near.split();
    let (mut from_far, mut to_far) = far.split();
    tokio::try_join!(
        one_way(&mut from_near, &mut to_far, up),
        one_way(&mut from_far, &mut to_near, down)
    )?;
    Ok(())
}

async fn one_way(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    lane: &Lane,
) -> Result<()> {
    let (sender, mut pieces) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let goes_in = async move {
        loop {
            // A line that is full takes nothing more.
            let place = sender.reserve().await?;
            let mut piece = vec![0; PIECE];
            let read = from.read(&mut piece).await?;
            piece.truncate(read);
            place.send((lane.due(Instant::now(), read), piece));
            if read == 0 {
                return Ok::<_, anyhow::Error>(());
            }
        }
    };
    let comes_out = async {
        while let Some((due, piece)) = pieces.recv().await {
            sleep_until(due).await;
            if piece.is_empty() {
                to.shutdown().await?;
            }
            to.write_all(&piece).await?;
            lane.carried
                .send_modify(|carried| *carried += piece.len() as u64);
        }
        Ok(())
    };
    tokio::try_join!(goes_in, comes_out)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_after_the_delay_one_after_another() {
        let lane = Lane::slow();
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        assert_eq!(lane.due(start, 250_000), start + second + DELAY);
        assert_eq!(lane.due(start, 125_000), start + second * 3 / 2 + DELAY);
        let later = start + second * 10;
        assert_eq!(lane.due(later, 0), later + DELAY);
        assert_eq!(Lane::fast().due(later, 250_000), later);
    }
}
