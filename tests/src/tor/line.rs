//! A person's line to tor: as slow as a bad day, and dead or silent when a test says so.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::door::Door;
use super::network::Onion;
use super::shape::{Lane, pass};
use super::wait::PATIENCE;

/// What becomes of whatever is on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Well,
    /// Connections end, and nobody gets another.
    Dead,
    /// Connections stay, and carry nothing.
    Silent,
}

#[derive(Clone, Copy, Debug)]
struct Now {
    mood: Mood,
    /// How often it broke, and how it did last: what was open then never comes back.
    breaks: (u64, Mood),
}

/// A running line, a SOCKS port before tor's own; it ends with this value.
#[derive(Debug)]
pub struct Line {
    socks: SocketAddr,
    now: watch::Sender<Now>,
    lanes: Arc<Lanes>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Lanes {
    up: Lane,
    down: Lane,
}

impl Line {
    /// A line to tor's SOCKS port: 600 ms there and back, 2 Mbit/s each way for all its connections together.
    pub async fn slow(tor: SocketAddr) -> Result<Self> {
        Self::start(tor, Lane::slow).await
    }

    /// A line that holds up nothing.
    pub async fn fast(tor: SocketAddr) -> Result<Self> {
        Self::start(tor, Lane::fast).await
    }

    async fn start(tor: SocketAddr, lane: impl Fn() -> Lane) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let socks = listener.local_addr()?;
        let (now, hears) = watch::channel(Now {
            mood: Mood::Well,
            breaks: (0, Mood::Well),
        });
        let (up, down) = (lane(), lane());
        let lanes = Arc::new(Lanes { up, down });
        let passing = lanes.clone();
        let task = tokio::spawn(async move {
            // All of them end with the task.
            let mut connections = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                connections.spawn(connection(near, tor, hears.clone(), passing.clone()));
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self {
            socks,
            now,
            lanes,
            task,
        })
    }

    /// The port to give to a browser.
    #[must_use]
    pub fn socks(&self) -> SocketAddr {
        self.socks
    }

    /// The same line for a [`Person`](crate::native::Person) without a browser.
    pub async fn door(&self, onion: &Onion) -> Result<Door> {
        Door::open(self.socks, onion.host()).await
    }

    /// Every connection ends, and nobody gets another.
    pub fn cut(&self) {
        self.turn(Mood::Dead);
    }

    /// Every connection stays open and carries nothing, new ones too.
    pub fn fall_silent(&self) {
        self.turn(Mood::Silent);
    }

    /// New connections get through again. Those that were silent stay so.
    pub fn come_back(&self) {
        self.turn(Mood::Well);
    }

    /// Until so many more bytes than by now have come down it.
    pub async fn until_received(&self, bytes: u64) -> Result<()> {
        more(&self.lanes.down, bytes).await
    }

    /// Until so many more bytes than by now have gone up it, all the way to tor.
    pub async fn until_sent(&self, bytes: u64) -> Result<()> {
        more(&self.lanes.up, bytes).await
    }

    fn turn(&self, mood: Mood) {
        self.now.send_modify(|now| {
            now.mood = mood;
            if mood != Mood::Well {
                now.breaks = (now.breaks.0 + 1, mood);
            }
        });
    }
}

async fn more(lane: &Lane, bytes: u64) -> Result<()> {
    let mut carried = lane.carried();
    let enough = *carried.borrow() + bytes;
    let enough = carried.wait_for(|carried| *carried >= enough);
    let waited = tokio::time::timeout(PATIENCE, enough).await;
    waited.with_context(|| format!("the line did not carry {bytes} bytes more"))??;
    Ok(())
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection, from the moment it was asked for to its end.
async fn connection(
    mut near: TcpStream,
    tor: SocketAddr,
    mut hears: watch::Receiver<Now>,
    lanes: Arc<Lanes>,
) -> Result<()> {
    let began = *hears.borrow();
    let ends = async {
        if began.mood != Mood::Well {
            return began.mood;
        }
        let broken = hears.wait_for(|now| now.breaks.0 > began.breaks.0);
        broken.await.map_or(Mood::Dead, |now| now.breaks.1)
    };
    let passes = async {
        let mut far = TcpStream::connect(tor).await?;
        pass(&mut near, &mut far, &lanes.up, &lanes.down).await?;
        Ok::<_, anyhow::Error>(())
    };
    tokio::select! {
        biased;
        mood = ends => {
            if mood == Mood::Silent {
                // Neither a word nor an end, for as long as the line is there.
                std::future::pending::<()>().await;
            }
            Ok(())
        }
        passed = passes => passed,
    }
}
