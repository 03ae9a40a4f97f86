//! The contacts that figures are measured on: generated ones, the same on every machine, or those of a file.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};

/// Contacts of the largest region the project measures itself on.
const LARGE: usize = 113_220;
/// Contacts of an ordinary region.
const ORDINARY: usize = 3_000;

static CONTACTS: OnceLock<Contacts> = OnceLock::new();

/// Lines of a CSV file, each with its end.
struct Contacts {
    header: String,
    rows: Vec<String>,
}

/// Measures on this file's contacts from now on: CSV in UTF-8, its first line a header.
pub(crate) fn take(file: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} can't be read as UTF-8", file.display()))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = lines(text).into_iter();
    let header = lines.next().context("the file is empty")?;
    let rows: Vec<String> = lines.collect();
    ensure!(!rows.is_empty(), "{} has no contacts", file.display());
    println!("{} contacts of {}", rows.len(), file.display());
    let taken = CONTACTS.set(Contacts { header, rows });
    taken.ok().context("contacts were chosen already")
}

/// What lies between line ends outside of quotes, empty lines left out.
fn lines(text: &str) -> Vec<String> {
    let (mut lines, mut line, mut quoted) = (Vec::new(), String::new(), false);
    for piece in text.split_inclusive('\n') {
        quoted ^= piece.matches('"').count() % 2 == 1;
        line.push_str(piece);
        if !quoted {
            let whole = std::mem::take(&mut line);
            let bare = whole.trim_end_matches(['\r', '\n']);
            if !bare.is_empty() {
                lines.push(format!("{bare}\n"));
            }
        }
    }
    if !line.trim().is_empty() {
        lines.push(format!("{line}\n"));
    }
    lines
}

fn all() -> &'static Contacts {
    CONTACTS.get_or_init(|| {
        let mut lines = sample::csv(sample::contacts(113_220, LARGE));
        Contacts {
            header: lines.next().unwrap_or_default(),
            rows: lines.collect(),
        }
    })
}

/// How many contacts the largest region has: all of them.
pub(crate) fn large() -> usize {
    all().rows.len()
}

/// How many an ordinary region has.
pub(crate) fn ordinary() -> usize {
    ORDINARY.min(large())
}

/// A number as it is written in a table: 113,220.
pub(crate) fn written(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", written(number / 1_000), number % 1_000),
    }
}

/// So many contacts as a CSV file; from the first one again where there are fewer.
pub(crate) fn csv(contacts: usize) -> String {
    csv_of_each(&[contacts]).concat()
}

/// The same contacts as [`csv`] has of all of these together, in a file each.
pub(crate) fn csv_of_each(contacts: &[usize]) -> Vec<String> {
    let all = all();
    let mut rows = all.rows.iter().cycle();
    let file = |contacts: &usize| {
        let mut file = all.header.clone();
        rows.by_ref()
            .take(*contacts)
            .for_each(|row| file.push_str(row));
        file
    };
    contacts.iter().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_hold_line_ends_in_quotes() {
        let file = "a,b\r\n1,\"x\ny\"\n\n2,\"say \"\"no\"\"\"\n3,z";
        let taken = lines(file);
        assert_eq!(
            taken,
            ["a,b\n", "1,\"x\ny\"\n", "2,\"say \"\"no\"\"\"\n", "3,z\n"]
        );
    }

    #[test]
    fn numbers_are_grouped() {
        let written: Vec<String> = [7, 1_000, 113_220, 1_000_042].map(written).into();
        assert_eq!(written, ["7", "1,000", "113,220", "1,000,042"]);
    }
}
