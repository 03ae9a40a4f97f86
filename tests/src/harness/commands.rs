//! WebDriver commands that only one of the browsers has.

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{RequestData, SessionId, WebDriver};

#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl FormatRequestData for Post {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(Method::POST, format!("/session/{session}/{}", self.path))
            .add_body(self.body.clone())
    }
}

/// Runs a script in Firefox's own window rather than in the page.
pub(super) async fn in_firefox(
    driver: &WebDriver,
    script: &str,
    arguments: Vec<Value>,
) -> Result<Value> {
    context(driver, "chrome").await?;
    let result = driver.execute(script, arguments).await;
    context(driver, "content").await?;
    Ok(result?.json().clone())
}

async fn context(driver: &WebDriver, name: &str) -> Result<()> {
    driver
        .handle()
        .cmd(Post {
            path: "moz/context",
            body: json!({ "context": name }),
        })
        .await?;
    Ok(())
}

/// Sends Chromium a DevTools command.
pub(super) async fn to_chromium(
    driver: &WebDriver,
    name: &str,
    parameters: Value,
) -> Result<Value> {
    let body = json!({ "cmd": name, "params": parameters });
    Ok(driver
        .handle()
        .cmd(Post {
            path: "goog/cdp/execute",
            body,
        })
        .await?
        .value()?)
}
