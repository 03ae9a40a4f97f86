//! A region with contacts in it, founded natively at a real server.

use anyhow::{Result, anyhow};
use tests::native::{Person, import};

use crate::corpus;

/// Founds an organisation and brings so many contacts in; gives the founder's eight words.
pub(crate) async fn found(address: &str, link: &str, contacts: usize) -> Result<String> {
    let anna = Person::at(address);
    let words = anna
        .found(link, "Народная скрыня", "Барысаў", "Ганна Каваль")
        .await
        .map_err(|failure| anyhow!("founding: {failure:?}"))?;
    if contacts > 0 {
        bring_in(&anna, contacts).await?;
    }
    Ok(words)
}

/// Brings so many contacts into the first region.
pub(crate) async fn bring_in(person: &Person, contacts: usize) -> Result<()> {
    import(person, 0, corpus::csv(contacts)).await
}
