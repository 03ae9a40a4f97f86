//! Where the app can't run, a plain page says what to do, and nothing is sent.

use anyhow::{Result, ensure};
use tests::harness::{Kind, Stage, Viewport};

use crate::steps::named;

#[tokio::test]
async fn attack_51_without_webassembly_a_plain_page_and_no_request() -> Result<()> {
    for kind in Kind::ALL {
        let stage = Stage::new()?;
        let browser = stage.open_without_wasm(kind).await?;
        let address = stage.server.address().to_owned();
        browser.goto(&address).await?;
        browser.find(&named("plain")).await?;
        for said in [
            "Tor Browser",
            "Standard",
            "Safer",
            "Safest",
            "Обычный",
            "Звычайны",
        ] {
            browser.wait_text(&named("plain"), said).await?;
        }
        for viewport in Viewport::ALL {
            browser.resize(viewport).await?;
            browser
                .screenshot(&format!("plain-{viewport:?}").to_lowercase())
                .await?;
        }
        browser.expect_accessible("the plain page").await?;
        let seen = browser.close().await?;
        let asked: Vec<&String> = seen
            .requests
            .iter()
            .filter(|request| request.contains("/v1/") || request.contains(".wasm"))
            .collect();
        ensure!(asked.is_empty(), "asked though nothing can run: {asked:?}");
        seen.expect_clean(&address)?;
    }
    Ok(())
}
