//! A region with contacts in it, founded natively at a real server.

use anyhow::{Result, anyhow, bail};
use tests::native::Person;
use vault::api::{Command, Reply};

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

/// Brings a file of contacts into a region.
pub(crate) async fn import(person: &Person, region: u16, csv: String) -> Result<()> {
    let contacts = csv.lines().count() - 1;
    let file = Command::ReadFile {
        name: "contacts.csv".to_owned(),
        bytes: csv.into_bytes(),
    };
    let read = person
        .send(file)
        .await
        .map_err(|failure| anyhow!("reading: {failure:?}"))?;
    let Reply::Preview(preview) = read else {
        bail!("reading answered something else")
    };
    let mapping = preview.columns.iter().map(|column| column.guess).collect();
    let run = Command::RunImport { region, mapping };
    match person.send(run).await {
        Ok(Reply::Report(report)) if report.records as usize == contacts => Ok(()),
        other => bail!(
            "the import did not bring everybody in: {:?}",
            other.map(|_| ())
        ),
    }
}
