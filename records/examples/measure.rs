//! Reads a file, makes contacts, indexes them, searches. `cargo run --release -p records --example measure -- FILE`

use std::time::Instant;

use records::fields::{FieldId, Values};
use records::import::{convert, guess, read_table};
use records::search::Index;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name a file")?;
    let bytes = std::fs::read(&path)?;
    let start = Instant::now();
    let table = read_table(&path, &bytes)?;
    let read = start.elapsed();
    let mapping = guess(&table);
    let start = Instant::now();
    let report = convert(&table, &mapping);
    let converted = start.elapsed();
    println!("{:?}", table.format);
    println!(
        "read {read:?}, converted {converted:?}, {} contacts, {} refused",
        report.records.len(),
        report.refused.len()
    );
    println!(
        "{:.0} rows/s",
        table.rows.len() as f64 / (read + converted).as_secs_f64()
    );
    for (name, field) in table.header.iter().flatten().zip(&mapping) {
        print!("{name}={:?} ", field.map(|field| field.0));
    }
    println!();
    for note in &report.notes {
        println!(
            "{:?} {} e.g. {:?}",
            note.kind,
            note.count,
            note.samples
                .first()
                .map(|sample| (&sample.before, &sample.after))
        );
    }
    let contacts: Vec<Values> = report
        .records
        .into_iter()
        .map(|record| record.into_iter().collect())
        .collect();
    let start = Instant::now();
    let mut index = Index::new();
    for (row, values) in (0..).zip(&contacts) {
        index.insert(row, values);
    }
    println!("indexed {:?}", start.elapsed());
    let start = Instant::now();
    let _ = index.search("", 0, 50);
    println!("first sorting {:?}", start.elapsed());
    let start = Instant::now();
    let _ = index.search("x", 0, 50);
    println!("first posting {:?}", start.elapsed());

    // Names, towns, phones, beginnings of all of them, and two words at once, from contacts spread over the file.
    let mut queries = Vec::new();
    for at in 0..40 {
        let values = &contacts[at * contacts.len() / 40];
        let get = |id| values.get(&id).cloned().unwrap_or_default();
        let family = get(FieldId::FAMILY);
        queries.push(family.chars().take(3).collect());
        queries.push(format!("{} {}", get(FieldId::GIVEN), family));
        queries.push(family);
        queries.push(get(FieldId::STREET));
        queries.push(
            get(FieldId::PHONE)
                .chars()
                .take(9)
                .collect::<String>()
                .replace("+375", "8 0"),
        );
    }
    let mut times = Vec::new();
    let mut hits = 0;
    for query in &queries {
        let start = Instant::now();
        hits += index.search(query, 0, 50).total as usize;
        times.push(start.elapsed());
    }
    times.sort();
    let mean = times.iter().sum::<std::time::Duration>() / u32::try_from(times.len())?;
    println!(
        "{} searches: mean {mean:?}, median {:?}, 95 % {:?}, worst {:?}",
        queries.len(),
        times[times.len() / 2],
        times[times.len() * 95 / 100],
        times[times.len() - 1]
    );
    println!("{} hits a search", hits / queries.len());
    let mut edited = contacts[77].clone();
    edited.insert(FieldId::FAMILY, "Абрамовіч".to_owned());
    let start = Instant::now();
    index.insert(77, &edited);
    let _ = index.search("", 0, 50);
    println!("one edit and the list anew {:?}", start.elapsed());
    Ok(())
}
