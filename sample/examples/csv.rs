//! Writes a CSV file to the standard output: `cargo run --release -p sample --example csv -- 113220 > contacts.csv`.

use std::io::{BufWriter, Write};

fn main() -> std::io::Result<()> {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok());
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in sample::csv(sample::contacts(113_220, count.unwrap_or(113_220))) {
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}
