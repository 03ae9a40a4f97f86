//! Reading a CSV file into contacts: encoding, separator, columns, and every value put right.

use anyhow::Result;
use records::import::{convert, guess, read_table};

use crate::corpus;
use crate::figure::Figure;
use crate::timing::best;

/// Rows a second, natively.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let file = corpus::csv(corpus::large());
    let seconds = best(|| {
        let table = read_table("contacts.csv", file.as_bytes())?;
        let report = convert(&table, &guess(&table));
        anyhow::ensure!(
            report.records.len() == corpus::large(),
            "{} contacts",
            report.records.len()
        );
        Ok(())
    })?;
    Ok(vec![Figure::new(
        format!(
            "import of {} rows of CSV, natively",
            corpus::written(corpus::large())
        ),
        corpus::large() as f64 / seconds,
        "rows/s",
    )])
}
