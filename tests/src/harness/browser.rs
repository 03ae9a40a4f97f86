//! A browser with a blank profile, and what it saw.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;
use thirtyfour::{
    Capabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
};

use super::guard::Guard;
use super::process::Running;
use super::{Seen, driver, prefs, watch};

/// Which browser.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Firefox ESR with Tor Browser's settings.
    Firefox,
    /// Chromium as it is.
    Chromium,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Firefox => "firefox",
            Self::Chromium => "chromium",
        })
    }
}

/// What a browser is like.
#[derive(Clone, Copy)]
struct Manner {
    wasm: bool,
    socks: Option<SocketAddr>,
}

/// How long an act waits until it can be done.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same where the line is slow, or dead for a while.
const LONG_PATIENCE: Duration = Duration::from_secs(120);

/// An open browser. End it with [`Browser::close`], which tells what it saw.
#[derive(Debug)]
pub struct Browser {
    /// Which browser this is.
    pub kind: Kind,
    /// The WebDriver session, for what [`Browser`] has no word for.
    pub driver: WebDriver,
    pub(super) patience: Duration,
    console: Mutex<Vec<String>>,
    _process: Running,
    _guard: Guard,
    scratch: TempDir,
}

impl Browser {
    /// Opens a browser with a blank profile, 1280 by 800.
    pub async fn open(kind: Kind) -> Result<Self> {
        let (wasm, socks) = (true, None);
        Self::open_with(kind, Manner { wasm, socks }).await
    }

    /// Opens a browser as Tor Browser is at its level 'Safer'.
    pub async fn open_without_wasm(kind: Kind) -> Result<Self> {
        let (wasm, socks) = (false, None);
        Self::open_with(kind, Manner { wasm, socks }).await
    }

    /// Opens Firefox as Tor Browser is, with everything it asks going through this SOCKS port. Its acts wait longer.
    pub async fn open_through(socks: SocketAddr) -> Result<Self> {
        let (wasm, socks) = (true, Some(socks));
        Self::open_with(Kind::Firefox, Manner { wasm, socks }).await
    }

    async fn open_with(kind: Kind, manner: Manner) -> Result<Self> {
        let scratch = tempfile::Builder::new().prefix("browser-").tempdir()?;
        let (process, address) = driver::start(kind, scratch.path())?;
        // Chromium leaves its driver's process group; its profile says which process it is.
        let lock = scratch.path().join("profile/SingletonLock");
        let owner = "owner=$(readlink \"$1\") && kill \"${owner##*-}\"";
        let guard = Guard::start(owner, &lock.to_string_lossy())?;
        let capabilities = match kind {
            Kind::Firefox => firefox(manner)?,
            Kind::Chromium => chromium(&scratch, manner.wasm)?,
        };
        let driver = WebDriver::new(&address, capabilities)
            .await
            .with_context(|| {
                format!(
                    "{kind} did not open a session; its driver said:\n{}",
                    String::from_utf8_lossy(&process.output())
                )
            })?;
        let browser = Self {
            kind,
            driver,
            patience: manner.socks.map_or(PATIENCE, |_| LONG_PATIENCE),
            console: Mutex::default(),
            _process: process,
            _guard: guard,
            scratch,
        };
        if kind == Kind::Firefox {
            watch::watch_firefox(&browser.driver).await?;
        }
        browser.resize(super::Viewport::Laptop).await?;
        Ok(browser)
    }

    /// Goes to an address.
    pub async fn goto(&self, address: &str) -> Result<()> {
        self.driver.goto(address).await?;
        Ok(())
    }

    /// What the console said since it was last read.
    pub(super) async fn take_console(&self) -> Result<Vec<String>> {
        match self.kind {
            Kind::Firefox => watch::firefox_console(&self.driver).await,
            Kind::Chromium => watch::chromium_console(&self.driver).await,
        }
    }

    /// Keeps what the console said for [`Browser::close`].
    pub(super) async fn keep_console(&self) -> Result<()> {
        let said = self.take_console().await?;
        self.console
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(said);
        Ok(())
    }

    /// Closes the browser and gives what its console said and whom it asked.
    pub async fn close(self) -> Result<Seen> {
        self.keep_console().await?;
        let console = self
            .console
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let requests = match self.kind {
            Kind::Firefox => {
                let requests = watch::firefox_requests(&self.driver).await?;
                self.driver.clone().quit().await?;
                requests
            }
            Kind::Chromium => {
                // Its log is whole only when it has ended.
                self.driver.clone().quit().await?;
                watch::chromium_requests(&self.scratch.path().join("net.json"))?
            }
        };
        Ok(Seen { console, requests })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that failed half way: the browser goes with its driver. Asking it to quit would block the runtime.
        let _ = self.driver.clone().leak();
        // Chromium leaves its driver's process group, so it would stay.
        let lock = self.scratch.path().join("profile/SingletonLock");
        let owner = std::fs::read_link(lock).unwrap_or_default();
        if let Some((_, pid)) = owner.to_string_lossy().rsplit_once('-') {
            let _ = std::process::Command::new("sh")
                .args(["-c", &format!("kill {pid}")])
                .status();
        }
    }
}

fn firefox(manner: Manner) -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.set_headless()?;
    capabilities
        .set_firefox_binary(&driver::find(&["firefox-esr", "firefox"])?.to_string_lossy())?;
    let mut preferences = prefs::tor_browser()?;
    if !manner.wasm {
        preferences.set("javascript.options.wasm", false)?;
    }
    if let Some(socks) = manner.socks {
        prefs::through(&mut preferences, socks)?;
    }
    capabilities.set_preferences(preferences)?;
    Ok(capabilities.into())
}

fn chromium(scratch: &TempDir, wasm: bool) -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(
        &driver::find(&["chromium", "chromium-browser", "google-chrome"])?.to_string_lossy(),
    )?;
    let flags = [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--window-size=1280,800",
    ];
    for flag in flags {
        capabilities.add_arg(flag)?;
    }
    if !wasm {
        // Without its compilers V8 has no WebAssembly either.
        capabilities.add_arg("--js-flags=--jitless")?;
    }
    capabilities.add_arg(&format!(
        "--user-data-dir={}",
        scratch.path().join("profile").display()
    ))?;
    capabilities.add_arg(&format!(
        "--log-net-log={}",
        scratch.path().join("net.json").display()
    ))?;
    capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
    Ok(capabilities.into())
}
