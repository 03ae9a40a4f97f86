//! A watch that hears nothing proves nothing: what a loud page and its worker do on purpose is heard.

use std::path::Path;

use anyhow::Result;
use tests::harness::{Kind, Server, Stage};

const LOUD: [&str; 7] = [
    "said by the page",
    "said by the worker",
    "thrown by the page",
    "thrown by the worker",
    "asked-by-the-page",
    "asked-by-the-worker",
    "style",
];

#[tokio::test]
async fn what_pages_and_workers_say_and_ask_is_heard() -> Result<()> {
    let stage = Stage::new()?;
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/loud");
    let server = Server::start_with(&fixture)?;
    for kind in Kind::ALL {
        let browser = stage.open(kind).await?;
        browser.goto(server.address()).await?;
        browser.wait_text("body", "done").await?;
        let seen = browser.close().await?;
        for sign in LOUD {
            let heard = seen.console.iter().any(|said| said.contains(sign));
            assert!(heard, "{kind} did not hear '{sign}': {:#?}", seen.console);
        }
        let asked = format!("{}seen-from-the-worker", server.address());
        assert!(
            seen.requests.contains(&asked),
            "{kind} did not see {asked}: {:#?}",
            seen.requests
        );
        assert!(seen.expect_clean(server.address()).is_err());
    }
    Ok(())
}
