//! As many journeys at once as the test runner starts, one a core; but one run of them on a machine.

use std::fs::File;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use super::{Browser, Kind, Server, paths};

/// What a journey needs: browsers and a fresh server.
#[derive(Debug)]
pub struct Stage {
    /// The server of this journey.
    pub server: Server,
}

impl Stage {
    /// Waits for other runs of the journeys to end, then starts a server.
    pub fn new() -> Result<Self> {
        // Held until this run ends.
        static TURN: Mutex<Option<File>> = Mutex::new(None);
        let mut turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.is_none() {
            std::fs::create_dir_all(paths::target())?;
            let lock = File::create(paths::target().join("browsers.lock"))?;
            lock.lock()?;
            *turn = Some(lock);
        }
        drop(turn);
        Ok(Self {
            server: Server::start()?,
        })
    }

    /// Opens a browser with a blank profile.
    pub async fn open(&self, kind: Kind) -> Result<Browser> {
        Browser::open(kind).await
    }

    /// Opens a browser whose pages have no WebAssembly.
    pub async fn open_without_wasm(&self, kind: Kind) -> Result<Browser> {
        Browser::open_without_wasm(kind).await
    }
}
