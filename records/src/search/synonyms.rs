//! Words that are one name in two languages though their keys differ: Рыгор and Григорий, вул. and улица.

use std::collections::HashMap;
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

fn rows(csv: &'static str) -> impl Iterator<Item = Vec<String>> {
    csv::Reader::from_reader(csv.as_bytes())
        .into_records()
        .filter_map(Result::ok)
        .map(|row| row.iter().map(str::to_owned).collect())
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
