//! One journey at a time: a browser takes a core, and two journeys at once would wait for each other.

use std::fs::File;

use anyhow::Result;

use super::{Browser, Kind, Server, paths};

/// A turn on this machine's browsers, with a fresh server.
#[derive(Debug)]
pub struct Stage {
    /// The server of this journey.
    pub server: Server,
    _turn: File,
}

impl Stage {
    /// Waits for a turn, then starts a server.
    pub fn new() -> Result<Self> {
        std::fs::create_dir_all(paths::target())?;
        let turn = File::create(paths::target().join("browsers.lock"))?;
        turn.lock()?;
        Ok(Self {
            server: Server::start()?,
            _turn: turn,
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
