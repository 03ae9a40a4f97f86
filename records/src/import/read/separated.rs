//! Text with separators, as spreadsheets and people write it.

use super::{MOST_CELLS, ReadError, Rows};

/// A quoted cell longer than this, or without an end, was never meant to be one.
const LONGEST_QUOTED: usize = 64 << 10;

/// The separator (none: one column) and the rows. Lines with nothing in them count but aren't kept.
pub(super) fn read(text: &str) -> Result<(Option<char>, Rows), ReadError> {
    // Excel's own hint.
    let mut lines_before = 0;
    let mut body = text;
    let mut separator = None;
    if let Some(hint) = text.strip_prefix("sep=") {
        let mut chars = hint.chars();
        separator = chars.next();
        body = chars.as_str().trim_start_matches(['\r', '\n']);
        lines_before = 1;
    }
    let separator = separator.or_else(|| sniff(body));
    let mut rows = Rows::default();
    let mut cells = 0;
    let mut number = lines_before;
    let mut reader = Reader {
        rest: body,
        separator,
    };
    while let Some(row) = reader.row() {
        number += 1;
        cells += row.len();
        if cells > MOST_CELLS {
            return Err(ReadError::TooBig {
                limit: MOST_CELLS as u64,
            });
        }
        if row.len() > 1 || row.first().is_some_and(|cell| !cell.trim().is_empty()) {
            rows.push(number, row)?;
        }
    }
    Ok((separator, rows))
}

/// The separator that cuts the first rows into the same number of cells most often.
fn sniff(text: &str) -> Option<char> {
    let mut best = (0, None);
    for separator in ['\t', ';', ',', '|'] {
        let mut reader = Reader {
            rest: text,
            separator: Some(separator),
        };
        let mut counts = Vec::new();
        while let Some(row) = reader.row().filter(|_| counts.len() < 60) {
            if row.len() > 1 || !row[0].is_empty() {
                counts.push(row.len());
            }
        }
        let times = |count: &usize| counts.iter().filter(|other| *other == count).count();
        let usual = counts
            .iter()
            .copied()
            .filter(|&count| count > 1)
            .max_by_key(|count| (times(count), *count));
        // A comma in every third line is a comma.
        let cut = counts.iter().filter(|&&count| count > 1).count();
        if let Some(usual) = usual.filter(|_| cut * 2 >= counts.len()) {
            let same = times(&usual);
            // Agreement first, then more columns.
            let score = same * 100 / counts.len() * 10 + usual.min(9);
            if score > best.0 {
                best = (score, Some(separator));
            }
        }
    }
    best.1
}

struct Reader<'a> {
    rest: &'a str,
    separator: Option<char>,
}

impl Reader<'_> {
    fn row(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            row.push(self.cell());
            let mut chars = self.rest.chars();
            match chars.next() {
                Some(c) if Some(c) == self.separator => self.rest = chars.as_str(),
                Some('\r') => {
                    self.rest = chars.as_str().strip_prefix('\n').unwrap_or(chars.as_str());
                    return Some(row);
                }
                Some(_) => {
                    self.rest = chars.as_str();
                    return Some(row);
                }
                None => return Some(row),
            }
        }
    }

    /// The next cell; what follows it is a separator, the end of a line or of the text.
    fn cell(&mut self) -> String {
        let mut cell = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"')
            && let Some((inside, rest)) = unquote(quoted)
        {
            cell = inside;
            self.rest = rest;
        }
        let end = self
            .rest
            .find(|c: char| matches!(c, '\r' | '\n') || Some(c) == self.separator)
            .unwrap_or(self.rest.len());
        cell.push_str(&self.rest[..end]);
        self.rest = &self.rest[end..];
        cell
    }
}

/// The text up to the closing quote, and what follows it.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut rest = quoted;
    loop {
        let at = rest
            .find('"')
            .filter(|at| inside.len() + at <= LONGEST_QUOTED)?;
        inside.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                inside.push('"');
                rest = after;
            }
            None => return Some((inside, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn rows(text: &str) -> Vec<Vec<String>> {
        read(text).unwrap().1.rows
    }

    #[test]
    fn quotes_lines_and_ragged_rows() {
        assert_eq!(
            rows("a;\"b;\"\"c\"\"\nd\";e\r\n\r\nf;g\rh"),
            [vec!["a", "b;\"c\"\nd", "e"], vec!["f", "g"], vec!["h"]]
        );
        assert_eq!(read("a;b\n\n\nc;d").unwrap().1.numbers, [1, 4]);
    }

    #[test]
    fn a_quote_that_never_ends_is_a_letter() {
        assert_eq!(rows("a;\"b\nc;d\n"), [["a", "\"b"], ["c", "d"]]);
        assert_eq!(rows("a;\"ААТ\" Завод\n"), [["a", "ААТ Завод"]]);
    }

    #[test]
    fn separators() {
        assert_eq!(read("a,b;c,d;e\n1;2;3\n4;5;6").unwrap().0, Some(';'));
        assert_eq!(read("sep=|\na|b").unwrap().1.rows, [["a", "b"]]);
        assert_eq!(read("just\nlines").unwrap().0, None);
    }
}
