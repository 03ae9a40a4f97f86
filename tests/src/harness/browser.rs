//! A browser with a blank profile, and what it saw.

use std::fmt;

use anyhow::{Context, Result};
use tempfile::TempDir;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

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

/// An open browser. End it with [`Browser::close`], which tells what it saw.
#[derive(Debug)]
pub struct Browser {
    /// Which browser this is.
    pub kind: Kind,
    /// The WebDriver session, for what [`Browser`] has no word for.
    pub driver: WebDriver,
    // Dropped after the session, in this order.
    _process: Running,
    scratch: TempDir,
}

impl Browser {
    /// Opens a browser with a blank profile, 1280 by 800.
    pub async fn open(kind: Kind) -> Result<Self> {
        let scratch = tempfile::Builder::new().prefix("browser-").tempdir()?;
        let (process, address) = driver::start(kind, scratch.path())?;
        let capabilities = match kind {
            Kind::Firefox => firefox()?,
            Kind::Chromium => chromium(&scratch)?,
        };
        let driver = WebDriver::new(&address, capabilities).await.with_context(|| {
            format!("{kind} did not open a session; its driver said:\n{}", String::from_utf8_lossy(&process.output()))
        })?;
        let browser = Self { kind, driver, _process: process, scratch };
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

    /// Closes the browser and gives what its console said and whom it asked.
    pub async fn close(self) -> Result<Seen> {
        match self.kind {
            Kind::Firefox => {
                let seen = watch::seen_by_firefox(&self.driver).await?;
                self.driver.clone().quit().await?;
                Ok(seen)
            }
            Kind::Chromium => {
                let console = watch::chromium_console(&self.driver).await?;
                self.driver.clone().quit().await?;
                let requests = watch::chromium_requests(&self.scratch.path().join("net.json"))?;
                Ok(Seen { console, requests })
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that failed half way: the browser goes with its driver. Asking it to quit would block the runtime.
        let _ = self.driver.clone().leak();
    }
}

fn firefox() -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.set_headless()?;
    capabilities.set_firefox_binary(&driver::find(&["firefox-esr", "firefox"])?.to_string_lossy())?;
    capabilities.set_preferences(prefs::tor_browser()?)?;
    Ok(capabilities.into())
}

fn chromium(scratch: &TempDir) -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&driver::find(&["chromium", "chromium-browser", "google-chrome"])?.to_string_lossy())?;
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
    capabilities.add_arg(&format!("--user-data-dir={}", scratch.path().join("profile").display()))?;
    capabilities.add_arg(&format!("--log-net-log={}", scratch.path().join("net.json").display()))?;
    capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
    Ok(capabilities.into())
}
