//! Signing in to a region of 3,000 contacts on a device that knows nothing: natively and in both browsers.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use keys::{Stretch, stretch};
use tests::harness::{Browser, Kind, Server, Stage};
use tests::native::{Person, alone};

use crate::figure::{Figure, Target};
use crate::timing::{RUNS, best, least};
use crate::{corpus, office};

/// Eight words of the list that belong to nobody: what they cost is Argon2, one worker for it, one request.
const NOBODY: &str = "abandon ability able about above absent absorb abstract";
/// Types the words in, presses the button, and waits for what is named. Gives milliseconds by the page's own clock.
const TIMED: &str = include_str!("sign_in.js");

/// Seconds from the button to the rows; Argon2 apart.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let mut figures = alone(natively())?;
    for kind in Kind::ALL {
        figures.extend(alone(in_browser(kind))?);
    }
    Ok(figures)
}

async fn natively() -> Result<Vec<Figure>> {
    let server = Server::start()?;
    let words = office::found(
        server.address(),
        &server.founding_link()?,
        corpus::ordinary(),
    )
    .await?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let taras = Person::at(server.address());
        let start = Instant::now();
        taras
            .sign_in(&words)
            .await
            .map_err(|failure| anyhow!("signing in: {failure:?}"))?;
        let page = taras
            .list("")
            .await
            .map_err(|failure| anyhow!("listing: {failure:?}"))?;
        times.push(start.elapsed().as_secs_f64());
        anyhow::ensure!(
            page.total as usize == corpus::ordinary(),
            "{} rows",
            page.total
        );
    }
    let argon = best(|| {
        black_box(stretch(words.as_bytes(), Stretch::Words));
        Ok(())
    })?;
    Ok(lines("native", least(&times)?, argon, "Argon2id alone"))
}

async fn in_browser(kind: Kind) -> Result<Vec<Figure>> {
    let stage = Stage::new()?;
    let link = stage.server.founding_link()?;
    let words = office::found(stage.server.address(), &link, corpus::ordinary()).await?;
    // However its thousands are set apart.
    let end = format!("{:03}", corpus::ordinary() % 1_000);
    let (mut rows, mut nobody) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let browser = stage.open(kind).await?;
        browser.goto(stage.server.address()).await?;
        // The first may wait for a worker that is still starting.
        for _ in 0..2 {
            nobody.push(timed(&browser, NOBODY, "problem").await?);
        }
        rows.push(timed(&browser, &words, "row").await?);
        browser.wait_text("[data-test=counts]", &end).await?;
        browser.close().await?;
    }
    Ok(lines(
        &kind.to_string(),
        least(&rows)?,
        least(&nobody)?,
        "words of nobody (Argon2id, one request)",
    ))
}

fn lines(place: &str, all: f64, argon: f64, name: &str) -> Vec<Figure> {
    let contacts = corpus::written(corpus::ordinary());
    vec![
        Figure::new(format!("sign-in to {contacts} contacts, {place}"), all, "s")
            .promised(Target::AtMost(1.5)),
        Figure::new(format!("  of which {name}, {place}"), argon, "s"),
    ]
}

async fn timed(browser: &Browser, words: &str, until: &str) -> Result<f64> {
    browser.find("[data-test=sign-in-words]").await?;
    let arguments = vec![words.into(), format!("[data-test='{until}']").into()];
    let took = browser.driver.execute_async(TIMED, arguments).await?;
    let milliseconds = took.json().as_f64().context("the page gave no time")?;
    Ok(milliseconds / 1e3)
}
