//! Searching 113,220 contacts, against looking for the typed letters in whole rows.

use std::hint::black_box;

use anyhow::{Context, Result};
use records::fields::{FieldId, Values};
use records::import::{convert, guess, read_table};
use records::search::Index;

use crate::corpus;
use crate::draw::Draw;
use crate::figure::Figure;
use crate::timing::best_of_both;

const QUERIES: usize = 200;
/// Rows a screen asks for.
const PAGE: usize = 50;

/// Mean milliseconds of a query, and of the plain way: which finds a name in one spelling alone, and sorts nothing.
pub(crate) fn measure() -> Result<Vec<Figure>> {
    let table = read_table("contacts.csv", corpus::csv(corpus::large()).as_bytes())?;
    let report = convert(&table, &guess(&table));
    let contacts: Vec<Values> = report
        .records
        .into_iter()
        .map(|record| record.into_iter().collect())
        .collect();
    let rows: Vec<String> = contacts.iter().map(lowered).collect();
    let mut index = Index::new();
    for (row, values) in (0..).zip(&contacts) {
        index.insert(row, values);
    }
    let queries = queries(&contacts)?;
    let (ours, reference) = best_of_both(
        QUERIES,
        |at| {
            let query = queries.get(at).context("a query")?;
            black_box(index.search(query, 0, PAGE).total);
            Ok(())
        },
        |at| {
            let query = queries.get(at).context("a query")?.to_lowercase();
            black_box(rows.iter().filter(|row| row.contains(&query)).count());
            Ok(())
        },
    )?;
    let mean = |seconds: f64| seconds * 1e3 / QUERIES as f64;
    Ok(vec![
        Figure::new(
            format!(
                "search of {} contacts / contains over whole rows",
                corpus::written(contacts.len())
            ),
            mean(ours),
            "ms",
        )
        .against(mean(reference)),
    ])
}

fn lowered(values: &Values) -> String {
    let values: Vec<&str> = values.values().map(String::as_str).collect();
    values.join(" ").to_lowercase()
}

/// Names, beginnings of names, whole names, streets and phone digits of contacts drawn from everywhere.
fn queries(contacts: &[Values]) -> Result<Vec<String>> {
    let mut draw = Draw::new(200);
    let mut queries = Vec::with_capacity(QUERIES);
    while queries.len() < QUERIES {
        let values = contacts
            .get(draw.below(contacts.len()))
            .context("a contact")?;
        let get = |field| values.get(&field).cloned().unwrap_or_default();
        let (family, phone) = (get(FieldId::FAMILY), get(FieldId::PHONE));
        queries.push(match queries.len() % 5 {
            0 => family.chars().take(3).collect(),
            1 => format!("{} {family}", get(FieldId::GIVEN)),
            2 => family,
            3 => get(FieldId::STREET),
            _ => phone
                .chars()
                .rev()
                .take(6)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect(),
        });
    }
    Ok(queries)
}
