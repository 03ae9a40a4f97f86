//! What a browser that has seen nothing downloads: up to the sign-in screen, behind it, and when there is a file to read.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use tests::harness::{Kind, Stage};
use tests::native::alone;

use crate::counting::{Counting, Request};
use crate::figure::{Figure, Target};

/// What the workers behind the sign-in screen run.
const VAULT: [&str; 3] = ["/worker.js", "/vault.js", "/vault_bg.wasm"];
/// What reads files.
const READER: &str = "/reader_bg.wasm";

/// What passed, in a visit.
struct Visit {
    /// Up to the sign-in screen.
    sign_in: Vec<Request>,
    /// All that is needed as long as nobody reads a file.
    everyday: Vec<Request>,
    /// For a file that is read.
    reading: Vec<Request>,
}

/// Bytes and requests of both browsers. They don't differ from run to run, so one visit is enough.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for kind in Kind::ALL {
        let visit = alone(visit(kind))?;
        let kilobytes = |what: &str, requests: &[Request], most: f64| {
            let bytes: u64 = requests.iter().map(|request| request.bytes).sum();
            Figure::new(format!("{what}, {kind}"), bytes as f64 / 1000.0, "KB")
                .promised(Target::AtMost(most))
        };
        figures.extend([
            kilobytes("bundle to sign-in", &visit.sign_in, 300.0),
            Figure::new(
                format!("  in, {kind}"),
                visit.sign_in.len() as f64,
                "requests",
            )
            .promised(Target::AtMost(8.0)),
            kilobytes("everyday core", &visit.everyday, 600.0),
            kilobytes("import module", &visit.reading, 450.0),
        ]);
    }
    Ok(figures)
}

async fn visit(kind: Kind) -> Result<Visit> {
    let stage = Stage::new()?;
    let relay = Counting::start(stage.server.listen()).await?;
    let browser = stage.open(kind).await?;
    browser.goto(relay.address()).await?;
    browser.find("[data-test=sign-in-words]").await?;
    // The workers start behind the screen, and ask for their scripts too.
    relay.quiet().await;
    let everyday = relay.requests();
    let first = everyday
        .iter()
        .position(|request| VAULT.contains(&request.path.as_str()))
        .context("no worker was started")?;
    let (sign_in, behind) = everyday.split_at(first);
    // Nothing that the screen needs waits for what comes behind it.
    ensure!(
        behind
            .iter()
            .all(|request| VAULT.contains(&request.path.as_str())),
        "asked for behind the sign-in screen: {behind:?}"
    );
    ensure!(
        !everyday.iter().any(|request| request.path == READER),
        "the reader was fetched for nothing"
    );
    let sign_in = sign_in.to_vec();

    // A picture that is none is read by the same module as a list, and needs no organisation.
    browser.click("[data-test=have-link-open]").await?;
    let none = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/loud/page.js");
    browser
        .choose_file("[data-test=link-picture]", &none)
        .await?;
    browser.find("[data-test=link-problem]").await?;
    relay.quiet().await;
    let reading = relay.requests().split_off(everyday.len());
    browser.close().await?.expect_clean(relay.address())?;
    Ok(Visit {
        sign_in,
        everyday,
        reading,
    })
}
