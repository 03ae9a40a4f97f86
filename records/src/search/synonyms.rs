//! Words that are one name in two languages though their keys differ: Рыгор and Григорий, вул. and улица.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::fold::{bilingual_key, plain, text};

const GIVEN: &str = include_str!("../../data/given_names.csv");
const STREET_TYPES: &str = include_str!("../../data/street_types.csv");
const STREET_WORDS: &str = include_str!("../../data/street_words.csv");

static OTHERS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(load);

/// The keys of the other names of a word, by its plain form.
pub(crate) fn others(plain: &str) -> &'static [String] {
    OTHERS.get(plain).map_or(&[], Vec::as_slice)
}

fn load() -> HashMap<String, Vec<String>> {
    let mut map = HashMap::new();
    for row in rows(GIVEN) {
        // Russian, Belarusian, then both patronymics of either language.
        for pair in [[1, 2], [6, 8], [7, 9]] {
            group(
                &mut map,
                pair.iter()
                    .filter_map(|&at| row.get(at).map(String::as_str)),
            );
        }
    }
    for row in rows(STREET_TYPES) {
        group(
            &mut map,
            row.iter().take(4).flat_map(|cell| cell.split('|')),
        );
    }
    for row in rows(STREET_WORDS) {
        group(&mut map, row.iter().map(String::as_str));
    }
    map
}

/// The rows of a table of ours below its header: commas, and quotes around cells with commas in them.
fn rows(csv: &'static str) -> impl Iterator<Item = Vec<String>> {
    csv.lines().skip(1).map(|line| {
        let mut quoted = false;
        let mut row = vec![String::new()];
        for c in line.chars() {
            match (c, row.last_mut()) {
                ('"', _) => quoted = !quoted,
                (',', _) if !quoted => row.push(String::new()),
                (c, Some(cell)) => cell.push(c),
                (_, None) => {}
            }
        }
        row
    })
}

/// Makes each single word of a group a synonym of the rest.
fn group<'a>(map: &mut HashMap<String, Vec<String>>, words: impl Iterator<Item = &'a str>) {
    let words: Vec<(String, String)> = words
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || c == '’'))
        .map(|word| (text(&plain(word)), bilingual_key(word)))
        .collect();
    for (plain, key) in &words {
        for (_, other) in &words {
            let known: &mut Vec<String> = map.entry(plain.clone()).or_default();
            if other != key && !known.contains(other) {
                known.push(other.clone());
            }
        }
    }
    map.retain(|_, keys| !keys.is_empty());
}

static GIVEN_NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    rows(GIVEN)
        .flat_map(|row| row.into_iter().skip(1).take(5))
        .map(|name| text(&plain(&name)))
        .collect()
});

/// Whether this is a given name we know, in any spelling of the table.
pub(crate) fn is_given_name(word: &str) -> bool {
    GIVEN_NAMES.contains(&text(&plain(word)))
}
