//! A file of contacts, brought in as somebody would who takes every guess as it is.

use anyhow::{Result, anyhow, bail};
use vault::api::{Command, Failure, Reply};

use super::Person;

/// Brings a CSV file into a region; every row must become a contact.
///
/// # Errors
/// If the file isn't read, or not all of it comes in.
pub async fn import(person: &Person, region: u16, csv: String) -> Result<()> {
    let contacts = csv.lines().count().saturating_sub(1);
    let file = Command::ReadFile {
        name: "contacts.csv".to_owned(),
        bytes: csv.into_bytes(),
    };
    let failed = |failure: Failure| anyhow!("reading: {failure:?}");
    let Reply::Preview(preview) = person.send(file).await.map_err(failed)? else {
        bail!("reading answered something else")
    };
    let mapping = preview.columns.iter().map(|column| column.guess).collect();
    let run = Command::RunImport { region, mapping };
    match person.send(run).await {
        Ok(Reply::Report(report)) if report.records as usize == contacts => Ok(()),
        Ok(Reply::Report(report)) => bail!("{} of {contacts} contacts came in", report.records),
        other => bail!("the import failed: {:?}", other.map(|_| ())),
    }
}
