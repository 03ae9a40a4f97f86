//! What a browser's console said and whom the browser asked for anything.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use thirtyfour::WebDriver;

use super::commands::in_firefox;

/// What one browser saw from its opening to its end.
#[derive(Debug, Default)]
pub struct Seen {
    /// Warnings and errors of pages and workers: thrown, logged, and what the security policy refused.
    pub console: Vec<String>,
    /// The address of every request that a page or worker made, refused ones and data: excepted.
    pub requests: Vec<String>,
}

impl Seen {
    /// Fails unless the console kept silent and every request went to `address`.
    pub fn expect_clean(&self, address: &str) -> Result<()> {
        let foreign: Vec<_> = self
            .requests
            .iter()
            .filter(|request| !request.starts_with(address))
            .collect();
        if !foreign.is_empty() {
            bail!("requests to others: {foreign:#?}");
        }
        if !self
            .requests
            .iter()
            .any(|request| request.starts_with(address))
        {
            bail!("no request to {address} was seen: the watch itself is broken");
        }
        if !self.console.is_empty() {
            bail!("the console said: {:#?}", self.console);
        }
        Ok(())
    }
}

/// Has Firefox remember every request that comes from a page or worker, and every call of their `console`.
pub(super) async fn watch_firefox(driver: &WebDriver) -> Result<()> {
    in_firefox(driver, include_str!("watch_firefox.js"), Vec::new()).await?;
    Ok(())
}

/// Reads Firefox's own console, which hears of workers and of the security policy too, and empties it.
pub(super) async fn firefox_console(driver: &WebDriver) -> Result<Vec<String>> {
    strings(&in_firefox(driver, "return window.takeConsole()", Vec::new()).await?)
}

/// The requests that Firefox remembers.
pub(super) async fn firefox_requests(driver: &WebDriver) -> Result<Vec<String>> {
    strings(&in_firefox(driver, "return window.seenRequests", Vec::new()).await?)
}

/// Chromium's console, as its driver kept it.
pub(super) async fn chromium_console(driver: &WebDriver) -> Result<Vec<String>> {
    let entries = driver.browser_log().await?;
    let loud = entries
        .into_iter()
        .filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING");
    Ok(loud
        .map(|entry| format!("{}: {}", entry.level, entry.message))
        .collect())
}

/// The requests in Chromium's network log: it hears of workers, which the page's own log doesn't.
pub(super) fn chromium_requests(log: &Path) -> Result<Vec<String>> {
    let log = fs::read_to_string(log).context("Chromium left no network log")?;
    // One event a line; the file's head and tail are no events.
    let events = log.lines().filter_map(|line| {
        serde_json::from_str(line.trim_end_matches(']').trim_end_matches(',')).ok()
    });
    Ok(events.filter_map(|event: Value| request(&event)).collect())
}

/// The address in an event that starts a page's request. The browser's own requests come from no address.
fn request(event: &Value) -> Option<String> {
    let parameters = event.get("params")?;
    parameters.get("method")?;
    let url = parameters.get("url")?.as_str()?;
    let initiator = parameters.get("initiator")?.as_str()?;
    // Typing an address comes from nowhere too.
    (initiator != "not an origin" || url.starts_with("http://127.")).then(|| url.to_owned())
}

fn strings(value: &Value) -> Result<Vec<String>> {
    let list = value.as_array().context("Firefox's watch is gone")?;
    Ok(list
        .iter()
        .filter_map(Value::as_str)
        .map(ToOwned::to_owned)
        .collect())
}
