//! The bones: one module, compiled once, runs in the page and in the worker under the strict policy.

use anyhow::Result;
use tests::harness::{Kind, Stage};

#[tokio::test]
async fn the_page_opens_and_nothing_else_is_asked() -> Result<()> {
    for kind in Kind::ALL {
        let stage = Stage::new()?;
        let browser = stage.open(kind).await?;
        browser.goto(stage.server.address()).await?;
        browser.wait_text("#worker", ".").await?;
        browser.screenshot("one-module").await?;
        let seen = browser.close().await?;
        seen.expect_clean(stage.server.address())?;
    }
    Ok(())
}
