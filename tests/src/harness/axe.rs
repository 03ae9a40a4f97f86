//! Looking for accessibility faults with axe-core.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Browser;

const AXE: &str = include_str!("../../vendor/axe/axe.min.js");

impl Browser {
    /// Fails if axe finds a fault on the page as it is now.
    pub async fn expect_accessible(&self, screen: &str) -> Result<()> {
        let found = self.axe().await?;
        if !found.is_empty() {
            bail!("axe finds on {screen}: {found:#?}");
        }
        Ok(())
    }

    /// The faults axe finds on the page: rule, help and the elements.
    pub async fn axe(&self) -> Result<Vec<String>> {
        self.keep_console().await?;
        // Half a megabyte: once for each document.
        let there = self.script("return 'axe' in window", Vec::new()).await?;
        if there != true {
            self.script(AXE, Vec::new()).await?;
        }
        let run = r#"
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ['violations'] }).then(
                (result) => done(result.violations.map((fault) =>
                    `${fault.id}: ${fault.help} — ${fault.nodes.map((node) => node.target.join(' ')).join(', ')}`)),
                (error) => done([`axe failed: ${error}`]),
            );
        "#;
        let result = self.driver.execute_async(run, Vec::new()).await?;
        // What axe itself sets off, such as a refused look at a canvas, isn't the page's doing.
        self.take_console().await?;
        let faults = result.json().as_array().context("axe gave no list")?;
        Ok(faults
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect())
    }
}
