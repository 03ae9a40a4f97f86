//! What a first visit to the sign-in screen downloads, in a browser that has seen nothing.

use anyhow::Result;
use tests::harness::{Kind, Stage};
use tests::native::alone;

use crate::counting::Counting;
use crate::figure::{Figure, Target};

/// Bytes and requests of both browsers. They don't differ from run to run, so one visit is enough.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for kind in Kind::ALL {
        let (bytes, requests) = alone(visit(kind))?;
        figures.push(
            Figure::new(
                format!("first visit, {kind}: on the wire"),
                bytes / 1000.0,
                "KB",
            )
            .promised(Target::AtMost(300.0)),
        );
        figures.push(
            Figure::new(
                format!("first visit, {kind}: asked for"),
                requests,
                "requests",
            )
            .promised(Target::AtMost(8.0)),
        );
    }
    Ok(figures)
}

async fn visit(kind: Kind) -> Result<(f64, f64)> {
    let stage = Stage::new()?;
    let relay = Counting::start(stage.server.listen()).await?;
    let browser = stage.open(kind).await?;
    browser.goto(relay.address()).await?;
    browser.find("[data-test=sign-in-words]").await?;
    // The workers start behind the screen, and ask for their scripts too.
    relay.quiet().await;
    let (bytes, requests) = (relay.bytes(), relay.requests().len());
    browser.close().await?.expect_clean(relay.address())?;
    Ok((bytes as f64, requests as f64))
}
