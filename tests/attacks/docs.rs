//! The promise of the threat model and of the list of attacks: behind what they say stands a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Where tests live.
const SOURCES: [&str; 7] = [
    "keys",
    "records",
    "wire",
    "vault",
    "storage-server",
    "app",
    "tests",
];

/// Every function of our sources.
fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            functions(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let names = text
                .split("fn ")
                .skip(1)
                .filter_map(|rest| rest.split(['(', '<']).next());
            found.extend(names.map(|name| name.trim().to_owned()));
        }
    }
}

/// Test names in a document: everything in backticks that can be nothing else.
fn named(document: &str) -> BTreeSet<&str> {
    let quoted = document.split('`').skip(1).step_by(2);
    let is_name = |text: &&str| {
        text.contains('_')
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    quoted.filter(is_name).collect()
}

/// The numbers in the name of a test of attacks: `attack_09_and_10_…` has two.
fn numbers(name: &str) -> BTreeSet<u32> {
    let words = name.split('_').skip(1);
    let numbered = words.map_while(|word| match word {
        "and" => Some(None),
        word => word.parse().ok().map(Some),
    });
    numbered.flatten().collect()
}

/// Every attack has a test with its number, or says why not; and no test is left out.
#[test]
fn every_attack_has_a_test_or_a_reason() {
    let document = fs::read_to_string(Path::new(ROOT).join("docs/attacks.md")).unwrap();
    let mut known = BTreeSet::new();
    for source in SOURCES {
        functions(&Path::new(ROOT).join(source), &mut known);
    }
    let rows = document.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        let number: u32 = cells.next()?.trim().parse().ok()?;
        Some((number, cells.last()?))
    });
    let rows: Vec<(u32, &str)> = rows.collect();
    assert!(
        rows.iter().map(|(number, _)| *number).eq(1..=55),
        "one row for each of 55 attacks, in order"
    );
    let mut told = BTreeSet::new();
    for (number, tests) in rows {
        let tests_named = named(tests);
        let reason = tests.contains("reason: ");
        assert_eq!(
            reason,
            tests_named.is_empty(),
            "{number}: tests, or a reason"
        );
        for name in &tests_named {
            assert!(known.contains(*name), "{number}: no test {name}");
            assert!(
                numbers(name).contains(&number),
                "{number}: {name} is another attack"
            );
        }
        told.extend(tests_named);
    }
    let untold = known
        .iter()
        .filter(|name| name.starts_with("attack_") && !numbers(name).is_empty())
        .filter(|name| !told.contains(name.as_str()));
    let untold: Vec<&String> = untold.collect();
    assert!(untold.is_empty(), "docs/attacks.md doesn't name {untold:?}");
}

#[test]
fn every_test_the_threat_model_names_exists() {
    let document = fs::read_to_string(Path::new(ROOT).join("docs/threat-model.md")).unwrap();
    let mut known = BTreeSet::new();
    for source in SOURCES {
        functions(&Path::new(ROOT).join(source), &mut known);
    }
    let named = named(&document);
    assert!(named.len() > 30, "the document names its tests");
    let missing: Vec<_> = named
        .iter()
        .filter(|name| !known.contains(**name))
        .collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
    // And the other way round: every attack of this suite is told.
    let mut attacks = BTreeSet::new();
    functions(&Path::new(ROOT).join("tests/attacks"), &mut attacks);
    let untold: Vec<_> = attacks
        .iter()
        .filter(|name| name.starts_with("attack_") && !named.contains(name.as_str()))
        .collect();
    assert!(
        untold.is_empty(),
        "tests the document doesn't name: {untold:?}"
    );
}
