//! What grows with an organisation, and how: nothing is promised of it.

use std::time::Instant;

use anyhow::Result;
use tests::native::alone;

use super::envelopes;
use super::replay::History;
use crate::counting::Counting;
use crate::figure::Figure;
use crate::tree::{Shape, Tree};

const MEMBERS: [usize; 3] = [10, 100, 512];
const STATEMENTS: [usize; 3] = [1_000, 10_000, 100_000];
/// Offices; with districts; ten countries of that size.
const REGIONS: [usize; 3] = [7, 126, 1_300];

/// Seconds, and bytes of what is downloaded.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for members in MEMBERS {
        let seconds = envelopes::of_members(members)?;
        let name = format!("block and envelopes of {members} members");
        figures.push(Figure::new(name, seconds * 1e3, "ms"));
    }
    for statements in STATEMENTS {
        let seconds = History::make(statements)?.replay()?;
        let name = format!("replay of {statements} statements");
        figures.push(Figure::new(name, seconds, "s"));
    }
    for regions in REGIONS {
        figures.extend(alone(opened(regions))?);
    }
    Ok(figures)
}

/// So many regions with nothing in them but one member each.
async fn opened(regions: usize) -> Result<Vec<Figure>> {
    let shape = Shape {
        regions,
        members: regions + 1,
        contacts: 0,
    };
    let tree = Tree::found(shape).await?;
    let relay = Counting::start(tree.server.listen()).await?;
    let start = Instant::now();
    drop(tree.open(relay.address()).await?);
    let seconds = start.elapsed().as_secs_f64();
    let name = format!("cold open of {regions} empty regions");
    Ok(vec![
        Figure::new(name.clone(), seconds, "s"),
        Figure::new(name, relay.bytes() as f64 / 1e3, "KB"),
    ])
}
