//! What some version once stored or handed out, in `tests/blobs/v1/keys`: it opens for ever, and says what it said. The files have the
//! form of vectors and are read by the same checks; but nothing writes them, and they stay when vectors of a format come and go.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use keys::log::{Log, Verdict};
use keys::{Epoch, Hash, Secret, SpaceId};

use crate::support::case::Case;
use crate::vectors;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/blobs/v1/keys")
}

fn blobs() -> Vec<(String, Case)> {
    let mut blobs = Vec::new();
    for kind in fs::read_dir(folder()).unwrap() {
        let kind = kind.unwrap();
        for file in fs::read_dir(kind.path()).unwrap() {
            let name = kind.file_name().to_string_lossy().into_owned();
            blobs.push((name, Case::read(&file.unwrap().path())));
        }
    }
    blobs
}

#[test]
fn every_blob_still_says_what_it_said() {
    for (kind, case) in blobs() {
        let name = &case.name;
        assert!(case.ok, "{kind}/{name}: a blob is something that holds");
        assert!(
            vectors::check(&kind, &case).is_ok(),
            "tests/blobs/v1/keys/{kind}/{name}.txt was written by an earlier version and doesn't open any more: what changed is a new \
             format beside this one"
        );
    }
}

/// Where the blob of what a label is for lies; of a key or a hash, that it is derived as ever.
const LABELS: [(&str, &[&str]); 25] = [
    ("card", &["card", "card-signature"]),
    (
        "chain",
        &[
            "chain-edit",
            "chain-read",
            "chain-form",
            "epoch-commitment",
            "kem-lead",
            "kem-edit",
            "kem-read",
            "kem-inbox",
        ],
    ),
    ("dummy-capability", &["dummy-capability"]),
    (
        "envelope",
        &["envelope", "envelope-commitment", "envelope-grant"],
    ),
    (
        "founding",
        &[
            "founding-fingerprint",
            "founding-key",
            "kem-recovery",
            "root-space",
        ],
    ),
    ("head-code", &["head-code"]),
    (
        "head-list",
        &[
            "head-list",
            "head-list-keys",
            "head-list-mark",
            "head-list-region",
            "head-list-token",
        ],
    ),
    ("inbox", &["inbox-entry", "inbox-signature"]),
    ("key-file", &["key-file"]),
    ("keyring", &["keyring"]),
    ("log", &["statement", "entry", "head"]),
    ("log-page", &["log-page"]),
    ("erase", &["erased"]),
    ("mailbox", &["mailbox-id", "mailbox-post", "member-keys"]),
    ("page", &["page"]),
    (
        "packet",
        &["packet", "packet-envelope", "packet-grant", "packet-note"],
    ),
    (
        "passphrase",
        &["keyring-key", "keyring-lookup", "keyring-write"],
    ),
    ("recovery", &["recovery-capability"]),
    ("request", &["request"]),
    ("roster", &["roster-chain", "roster-key", "roster-name"]),
    ("rotation", &["below-chain", "void-leaf"]),
    ("shares", &["share"]),
    ("six-words", &["six-words"]),
    ("state", &["state"]),
    ("token", &["token"]),
];

#[test]
fn every_label_and_every_construction_has_a_blob() {
    let folders: BTreeSet<String> = blobs().into_iter().map(|(kind, _)| kind).collect();
    let source = include_str!("../../src/label.rs");
    let labels = source.split("b\"skrynia/1/").skip(1);
    let labels: Vec<&str> = labels
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        .collect();
    assert!(labels.len() >= 46, "only {} labels found", labels.len());
    for label in labels {
        let folder = LABELS.iter().find(|(_, labels)| labels.contains(&label));
        let (folder, _) = folder.unwrap_or_else(|| panic!("{label}: where is its blob?"));
        assert!(folders.contains(*folder), "{label}: {folder} holds no blob");
    }
    for name in vectors::names() {
        assert!(
            folders.contains(name),
            "{name} has no blob: copy a vector that holds into tests/blobs/v1/keys/{name}"
        );
    }
}

/// Every kind of statement stands in one of the logs, and was accepted.
#[test]
fn every_body_has_a_blob() {
    let source = include_str!("../../src/statement/body.rs");
    let mut missing = names(source, "pub enum Body {");
    assert!(missing.len() >= 13, "only {} bodies found", missing.len());
    for (kind, case) in blobs() {
        let logs = [
            "log",
            "log-page",
            "erase",
            "rotation",
            "admit",
            "tree",
            "resume",
            "checkpoint",
            "move",
        ];
        if !logs.contains(&kind.as_str()) {
            continue;
        }
        let epoch = Epoch {
            space: SpaceId(case.array("space")),
            number: case.u32("epoch"),
        };
        let reading = Secret::from_bytes(&case.array("read"));
        let mut log = Log::new(epoch, reading, Hash(case.array("founding")));
        for (seq, entry) in vectors::entries(&case) {
            for (_, verdict) in log.read(seq, entry).unwrap_or_default() {
                if let Verdict::Accepted(said) = verdict {
                    missing.remove(said.statement().body.name());
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "no blob says {missing:?}: copy a vector that holds into tests/blobs/v1/keys"
    );
}

/// An enum's variants, in small letters and with hyphens between words.
fn names(source: &str, start: &str) -> BTreeSet<String> {
    let (_, rest) = source.split_once(start).unwrap();
    let (variants, _) = rest.split_once("\n}").unwrap();
    let lines = variants.lines().map(str::trim);
    let named = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    named
        .map(|line| {
            let name = line.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            let mut hyphened = String::new();
            for letter in name.chars() {
                if letter.is_uppercase() && !hyphened.is_empty() {
                    hyphened.push('-');
                }
                hyphened.extend(letter.to_lowercase());
            }
            hyphened
        })
        .collect()
}
