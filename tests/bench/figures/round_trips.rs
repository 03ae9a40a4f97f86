//! How often a device that knows nothing asks the server between the eight words and the first rows.

use anyhow::{Result, anyhow};
use tests::harness::Server;
use tests::native::{Person, alone};

use crate::counting::Counting;
use crate::figure::{Figure, Target};
use crate::{corpus, office};

/// Contacts of a small region.
const FEW: usize = 50;

/// Requests sent until the vault can answer with rows.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let few = alone(count(FEW))?;
    let many = alone(count(corpus::ordinary()))?;
    let figure = |contacts: usize, count: f64| {
        let contacts = corpus::written(contacts);
        let name = format!("from words to first rows, {contacts} contacts");
        Figure::new(name, count, "requests").promised(Target::AtMost(4.0))
    };
    Ok(vec![figure(FEW, few), figure(corpus::ordinary(), many)])
}

async fn count(contacts: usize) -> Result<f64> {
    let server = Server::start()?;
    let words = office::found(server.address(), &server.founding_link()?, contacts).await?;
    let relay = Counting::start(server.listen()).await?;
    let taras = Person::at(relay.address());
    taras
        .sign_in(&words)
        .await
        .map_err(|failure| anyhow!("signing in: {failure:?}"))?;
    let requests = relay.requests();
    let page = taras
        .list("")
        .await
        .map_err(|failure| anyhow!("listing: {failure:?}"))?;
    if page.total as usize != contacts {
        anyhow::bail!("{} rows after signing in, not {contacts}", page.total);
    }
    Ok(requests.len() as f64)
}
