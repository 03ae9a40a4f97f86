//! One committed vector per construction and fault, found by walking `vectors/`.

mod admit;
mod below;
mod block;
mod capabilities;
mod card;
mod chain;
mod checkpoint;
mod dummy_capability;
mod envelope;
mod erase;
mod founding;
mod head_code;
mod head_list;
mod inbox;
mod key_file;
mod keyring;
mod link;
mod log;
mod log_page;
mod mailbox;
mod moves;
mod packet;
mod page;
mod passphrase;
mod recovery;
mod request;
mod resume;
mod roster;
mod rotation;
mod seal;
mod seeds;
mod shares;
mod six_words;
mod state;
mod token;
mod tree;

pub(crate) use log::entries;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use keys::Refused;

use crate::support::case::Case;

type Check = fn(&Case) -> Result<(), Refused>;
type Make = fn() -> Vec<Case>;

/// Folder, what is checked there, and what its cases were made by.
const CONSTRUCTIONS: [(&str, Check, Make); 35] = [
    ("admit", admit::check, admit::cases),
    ("below", below::check, below::cases),
    ("block", block::check, block::cases),
    ("capabilities", capabilities::check, capabilities::cases),
    ("card", card::check, card::cases),
    ("chain", chain::check, chain::cases),
    ("checkpoint", checkpoint::check, checkpoint::cases),
    (
        "dummy-capability",
        dummy_capability::check,
        dummy_capability::cases,
    ),
    ("envelope", envelope::check, envelope::cases),
    ("erase", erase::check, erase::cases),
    ("founding", founding::check, founding::cases),
    ("head-code", head_code::check, head_code::cases),
    ("head-list", head_list::check, head_list::cases),
    ("inbox", inbox::check, inbox::cases),
    ("key-file", key_file::check, key_file::cases),
    ("keyring", keyring::check, keyring::cases),
    ("link", link::check, link::cases),
    ("log", log::check, log::cases),
    ("log-page", log_page::check, log_page::cases),
    ("mailbox", mailbox::check, mailbox::cases),
    ("move", moves::check, moves::cases),
    ("packet", packet::check, packet::cases),
    ("page", page::check, page::cases),
    ("passphrase", passphrase::check, passphrase::cases),
    ("recovery", recovery::check, recovery::cases),
    ("request", request::check, request::cases),
    ("resume", resume::check, resume::cases),
    ("roster", roster::check, roster::cases),
    ("rotation", rotation::check, rotation::cases),
    ("seal", seal::check, seal::cases),
    ("shares", shares::check, shares::cases),
    ("six-words", six_words::check, six_words::cases),
    ("state", state::check, state::cases),
    ("token", token::check, token::cases),
    ("tree", tree::check, tree::cases),
];

/// Whether a case of this construction holds.
pub(crate) fn check(construction: &str, case: &Case) -> Result<(), Refused> {
    let found = CONSTRUCTIONS
        .iter()
        .find(|(name, ..)| *name == construction);
    let (_, check, _) = found.unwrap_or_else(|| panic!("{construction} is checked by nobody"));
    check(case)
}

/// The constructions' names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    CONSTRUCTIONS.iter().map(|(name, ..)| *name)
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

#[test]
fn every_committed_vector() {
    let mut seen = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some((_, check, _)) = CONSTRUCTIONS.iter().find(|(folder, ..)| *folder == name) else {
            panic!("vectors/{name} is checked by nobody");
        };
        for file in fs::read_dir(&path).unwrap() {
            let case = Case::read(&file.unwrap().path());
            let result = check(&case);
            assert_eq!(result.is_ok(), case.ok, "vectors/{name}/{}.txt", case.name);
            seen += 1;
        }
    }
    assert!(seen >= 100, "only {seen} vectors found");
}

/// Every construction has a case that holds and, where there is anything to refuse, faults.
#[test]
fn every_construction_has_vectors() {
    for (name, ..) in CONSTRUCTIONS {
        let files = fs::read_dir(folder().join(name)).unwrap();
        let cases: Vec<Case> = files
            .map(|file| Case::read(&file.unwrap().path()))
            .collect();
        assert!(
            cases.iter().any(|case| case.ok),
            "{name}: nothing that holds"
        );
    }
}

/// Writes the cases that aren't there yet. A committed vector is never written again: if one doesn't hold any more, the
/// code is wrong.
#[test]
#[ignore = "makes new vectors; run by hand"]
fn write_missing_vectors() {
    for (name, _, make) in CONSTRUCTIONS {
        fs::create_dir_all(folder().join(name)).unwrap();
        for case in make() {
            let path = folder().join(name).join(format!("{}.txt", case.name));
            match fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&path)
            {
                Ok(mut file) => file.write_all(case.to_text().as_bytes()).unwrap(),
                Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists),
            }
        }
    }
}
