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
        let foreign: Vec<_> = self.requests.iter().filter(|request| !request.starts_with(address)).collect();
        if !foreign.is_empty() {
            bail!("requests to others: {foreign:#?}");
        }
        if !self.requests.iter().any(|request| request.starts_with(address)) {
            bail!("no request to {address} was seen: the watch itself is broken");
        }
        if !self.console.is_empty() {
            bail!("the console said: {:#?}", self.console);
        }
        Ok(())
    }
}

/// Has Firefox remember every request that comes from a page or worker.
pub(super) async fn watch_firefox(driver: &WebDriver) -> Result<()> {
    let script = r#"
        const window = Services.wm.getMostRecentWindow('navigator:browser');
        window.seenRequests = [];
        window.requestWatch = {
            observe(subject) {
                const channel = subject.QueryInterface(Ci.nsIHttpChannel);
                const by = channel.loadInfo.triggeringPrincipal;
                const system = by && by.isSystemPrincipal && channel.loadInfo.externalContentPolicyType !== 6;
                if (!system) window.seenRequests.push(channel.URI.spec);
            },
        };
        Services.obs.addObserver(window.requestWatch, 'http-on-modify-request');
        Services.console.reset();
    "#;
    in_firefox(driver, script, Vec::new()).await?;
    Ok(())
}

/// Reads Firefox's own console, which hears of workers and of the security policy too.
pub(super) async fn seen_by_firefox(driver: &WebDriver) -> Result<Seen> {
    let script = r#"
        const window = Services.wm.getMostRecentWindow('navigator:browser');
        const said = [];
        const fromPage = (address) => /^(https?|blob|data):/.test(address || '');
        for (const message of Services.console.getMessageArray() || []) {
            if (!(message instanceof Ci.nsIScriptError)) continue;
            if (!fromPage(message.sourceName) && !message.innerWindowID) continue;
            said.push(`${message.category}: ${message.errorMessage} (${message.sourceName}:${message.lineNumber})`);
        }
        const storage = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage);
        for (const event of storage.getEvents()) {
            if (!['error', 'warn', 'assert'].includes(event.level) || !fromPage(event.filename)) continue;
            said.push(`console.${event.level}: ${event.arguments.map(String).join(' ')} (${event.filename})`);
        }
        return { console: said, requests: window.seenRequests };
    "#;
    let seen = in_firefox(driver, script, Vec::new()).await?;
    Ok(Seen { console: strings(&seen, "console")?, requests: strings(&seen, "requests")? })
}

/// Chromium's console, as its driver kept it.
pub(super) async fn chromium_console(driver: &WebDriver) -> Result<Vec<String>> {
    let entries = driver.browser_log().await?;
    let loud = entries.into_iter().filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING");
    Ok(loud.map(|entry| format!("{}: {}", entry.level, entry.message)).collect())
}

/// The requests in Chromium's network log: it hears of workers, which the page's own log doesn't.
pub(super) fn chromium_requests(log: &Path) -> Result<Vec<String>> {
    let log = fs::read_to_string(log).context("Chromium left no network log")?;
    let mut requests = Vec::new();
    // One event a line; the file's head and tail are no events.
    for line in log.lines() {
        let Ok(event) = serde_json::from_str::<Value>(line.trim_end_matches(&[',', ']', '}'][..])) else {
            let Ok(event) = serde_json::from_str::<Value>(line.trim_end_matches(',')) else { continue };
            requests.extend(request(&event));
            continue;
        };
        requests.extend(request(&event));
    }
    Ok(requests)
}

/// The address in an event that starts a page's request; the browser's own have no initiator.
fn request(event: &Value) -> Option<String> {
    let parameters = event.get("params")?;
    parameters.get("method")?;
    let url = parameters.get("url")?.as_str()?;
    let initiator = parameters.get("initiator")?.as_str()?;
    (initiator != "not an origin" || url.starts_with("http://127.")).then(|| url.to_owned())
}

fn strings(value: &Value, key: &str) -> Result<Vec<String>> {
    let list = value.get(key).and_then(Value::as_array).with_context(|| format!("Firefox gave no {key}"))?;
    Ok(list.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect())
}
