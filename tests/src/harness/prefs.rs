//! Firefox's settings, read from a `user_pref` file.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;

/// Tor Browser's settings at its level 'Standard'.
pub(super) fn tor_browser() -> Result<FirefoxPreferences> {
    let mut preferences = FirefoxPreferences::new();
    for (name, value) in parse(include_str!("../../prefs/tor-browser.js"))? {
        preferences.set(&name, value)?;
    }
    Ok(preferences)
}

/// What Tor Browser sets so that everything goes through tor, names included.
pub(super) fn through(preferences: &mut FirefoxPreferences, socks: SocketAddr) -> Result<()> {
    preferences.set("network.proxy.socks", socks.ip().to_string())?;
    preferences.set("network.proxy.socks_port", socks.port())?;
    for (name, value) in parse(include_str!("../../prefs/socks.js"))? {
        preferences.set(&name, value)?;
    }
    Ok(())
}

fn parse(file: &str) -> Result<Vec<(String, Value)>> {
    let lines = file
        .lines()
        .filter_map(|line| line.strip_prefix("user_pref(")?.strip_suffix(");"));
    lines
        .map(|pair| {
            serde_json::from_str(&format!("[{pair}]"))
                .with_context(|| format!("not a setting: {pair}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn settings_are_read() {
        let read =
            parse("// why\nuser_pref(\"a.b\", true);\nuser_pref(\"c\", \"x, y\");\n").unwrap();
        assert_eq!(
            read,
            [
                ("a.b".to_owned(), true.into()),
                ("c".to_owned(), "x, y".into())
            ]
        );
    }
}
