//! New keys for a whole organisation of 126 regions, 500 members and 113,220 contacts: how long, how much is uploaded, and what a
//! device that knows nothing downloads then.

use std::io::Write;
use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use tests::native::alone;

use crate::corpus;
use crate::counting::Counting;
use crate::figure::{Figure, Target};
use crate::stored::stored;
use crate::timing::least;
use crate::tree::{Tree, belarus};

/// The first rotation wraps the keys to members who had none before.
const RUNS: usize = 3;

/// Seconds and bytes of a rotation from the root down.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    alone(natively())
}

async fn natively() -> Result<Vec<Figure>> {
    let shape = belarus();
    let tree = Tree::found(shape).await?;
    let contacts = shape.contacts;
    let (mut opened, mut rotated, mut uploaded) = (Vec::new(), Vec::new(), Vec::new());
    let mut kept = 0.0;
    for _ in 0..RUNS {
        let relay = Counting::start(tree.server.listen()).await?;
        let start = Instant::now();
        let lead = tree.open(relay.address()).await?;
        opened.push(start.elapsed().as_secs_f64());
        let before = relay.uploaded();
        let start = Instant::now();
        let done = lead.rotate().await;
        let done = done.map_err(|failure| anyhow!("rotating: {failure:?}"))?;
        rotated.push(start.elapsed().as_secs_f64());
        uploaded.push((relay.uploaded() - before) as f64);
        ensure!(
            done.below as usize == shape.regions - 1 && done.left == 0,
            "{done:?}"
        );
        let seen = tree.contacts(&lead).await?;
        ensure!(seen == contacts, "{seen} contacts after a rotation");
        kept = stored(&tree.server)? as f64;
    }
    let relay = Counting::start(tree.server.listen()).await?;
    drop(tree.open(relay.address()).await?);
    let downloaded = relay.bytes() as f64 / contacts as f64;
    Ok(vec![
        Figure::new(
            format!(
                "rotation of {} regions, {} members, {} contacts / cold open of all",
                shape.regions,
                shape.members,
                corpus::written(contacts)
            ),
            least(&rotated)?,
            "s",
        )
        .against(least(&opened)?)
        .promised(Target::RatioAtMost(3.0)),
        Figure::new(
            "  uploaded for it / logs, pages and blocks stored after it",
            least(&uploaded)? / 1e6,
            "MB",
        )
        .against(kept / 1e6)
        .promised(Target::RatioAtMost(1.1)),
        Figure::new(
            "bytes a contact of a cold open, 126 regions / gzip -9 of the CSV",
            downloaded,
            "bytes",
        )
        .against(zipped(contacts)? / contacts as f64),
    ])
}

/// Bytes of these contacts as CSV, as gzip leaves it.
pub(crate) fn zipped(contacts: usize) -> Result<f64> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(corpus::csv(contacts).as_bytes())?;
    Ok(gzip.finish()?.len() as f64)
}
