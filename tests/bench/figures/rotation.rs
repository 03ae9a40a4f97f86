//! New keys for a region of 113,220 contacts, against opening it on a device that knows nothing.

use std::time::Instant;

use anyhow::{Result, anyhow};
use tests::harness::Server;
use tests::native::{Person, alone};

use crate::figure::{Figure, Target};
use crate::timing::{RUNS, least};
use crate::{corpus, office};

/// Seconds for a rotation, and for a cold open in the same epoch.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    alone(natively())
}

async fn natively() -> Result<Vec<Figure>> {
    let server = Server::start()?;
    let link = server.founding_link()?;
    let words = office::found(server.address(), &link, corpus::large()).await?;
    let (mut opened, mut rotated) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let lead = Person::at(server.address());
        let start = Instant::now();
        let session = lead.sign_in(&words).await;
        session.map_err(|failure| anyhow!("signing in: {failure:?}"))?;
        opened.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let done = lead.rotate().await;
        done.map_err(|failure| anyhow!("rotating: {failure:?}"))?;
        rotated.push(start.elapsed().as_secs_f64());
    }
    let figure = Figure::new(
        format!(
            "rotation of a region of {} contacts / its cold open",
            corpus::written(corpus::large())
        ),
        least(&rotated)?,
        "s",
    );
    Ok(vec![
        figure
            .against(least(&opened)?)
            .promised(Target::RatioAtMost(3.0)),
    ])
}
