//! How often both spellings of a name have one key. `cargo run --release -p records --example bilingual_rates -- PAIRS.csv`
//! (columns kind, be, ru; pairs under other licences stay out of the repository).

use std::collections::BTreeMap;

fn key(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !(c.is_alphanumeric() || "'’ʼ`".contains(c)))
        .filter(|word| !word.is_empty())
        .map(records::search::bilingual_key)
        .collect();
    words.join(" ")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name a file of pairs")?;
    let show = std::env::args().nth(2);
    let mut rates: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for row in csv::Reader::from_path(path)?.records() {
        let row = row?;
        let (kind, be, ru) = (&row[0], &row[1], &row[2]);
        let rate = rates.entry(kind.to_owned()).or_default();
        rate.1 += 1;
        if key(be) == key(ru) {
            rate.0 += 1;
        } else if show.as_deref() == Some(kind) {
            println!("{be} {} / {ru} {} (expected {})", key(be), key(ru), &row[3]);
        }
    }
    for (kind, (same, all)) in rates {
        println!(
            "{kind:12} {same:5} of {all:5}  {:.1} %",
            100.0 * f64::from(same) / f64::from(all)
        );
    }
    Ok(())
}
